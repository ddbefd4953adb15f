import Testing

@Suite("progress")
struct ProgressTests {
  /// More than a test machine reads in the third of a second that a bar lets pass.
  private func inventory() throws -> Scratch {
    let scratch = try Scratch()
    var text = ""
    // So long that it is read in several pieces.
    let tag = String(repeating: "x", count: 900)
    for number in 0..<4000 {
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
    let scratch = try inventory()
    guard let ending = try Program.dumpctl.runOnTerminal(Self.words, in: scratch.path) else { return }
    let first = try #require(ending.lines.first)
    #expect(first.contains("\r\u{1B}[KReading hosts ["), "\(first)")
    #expect(first.contains("#"))
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
