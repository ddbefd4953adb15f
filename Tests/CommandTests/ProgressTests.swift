import Testing

@Suite("progress")
struct ProgressTests {
  /// So many hosts that they are read in several pieces.
  private func inventory(of hosts: Int = 4000) throws -> Scratch {
    let scratch = try Scratch()
    var text = ""
    let tag = String(repeating: "x", count: 900)
    for number in 0..<hosts {
      text += #"{"name":"H\#(number)","os":"windows","tags":["\#(tag)"],"build":20348,"#
      text += #""memory":{"visible":"4 GiB"},"pagefile":[]}"#
      text += "\n"
    }
    try scratch.write("all.ndjson", text)
    try scratch.write("dumpwarden.toml", "[local]\nassess = false\n")
    return scratch
  }

  private static let words = [
    "check", "--config", "dumpwarden.toml", "--inventory", "all.ndjson", "--no-pager",
  ]

  @Test("of long work is shown on a terminal, and is gone before the answer")
  func shown() throws {
    // Work that is done in a third of a second needs no bar: how much that is depends on the machine.
    var hosts = 4000
    var scratch = try inventory(of: hosts)
    var first = ""
    repeat {
      guard let ending = try Program.dumpctl.runOnTerminal(Self.words, in: scratch.path) else { return }
      first = ending.lines.first.map(String.init) ?? ""
      if first.contains("Reading hosts [#") { break }
      hosts *= 2
      scratch = try inventory(of: hosts)
    } while hosts <= 256_000
    #expect(first.contains("\r\u{1B}[KReading hosts [#"), "\(first.suffix(200))")
    let answer = first.split(separator: "\u{1B}[K").last
    #expect(answer?.contains("CRITICAL") == true)
    let dumb = try Program.dumpctl.runOnTerminal(
      Self.words, in: scratch.path, environment: ["TERM": "dumb", "NO_COLOR": "1"])
    #expect(dumb?.output.hasPrefix("CRITICAL") == true)
  }

  @Test("is not shown where standard error is a file")
  func hidden() throws {
    let scratch = try inventory()
    let ending = try Program.dumpctl.run(Self.words, in: scratch.path, environment: ["TERM": "xterm"])
    #expect(ending.errors == "")
  }
}
