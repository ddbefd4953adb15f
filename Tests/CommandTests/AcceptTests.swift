import FoundationEssentials
import Glibc
import Testing

@Suite("accept") struct AcceptTests {
  static func site() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("dumpwarden.toml", "[local]\nassess = false\n")
    try describe(scratch, memory: 64)
    return scratch
  }

  static func describe(_ scratch: Scratch, memory: Int) throws {
    try scratch.write(
      "hosts.d/a.toml",
      """
      [[host]]
      name = "SQL07"
      [host.memory]
      visible = "\(memory) GiB"
      [[host.volume]]
      id = "C:"
      boot = true
      size = "500 GiB"
      free = "300 GiB"
      [[host.pagefile]]
      path = 'C:\\pagefile.sys'
      management = "custom"
      initial = "16 GiB"
      maximum = "16 GiB"
      allocated = "16 GiB"
      [host.crash-control]
      type = "complete"
      existing-dump = {}

      """)
  }

  static func accept(_ rule: String, _ words: String..., in scratch: Scratch) throws -> Ending {
    try Program.dumpctl.run(
      [
        "accept", "SQL07", rule, "--until", Day.ahead(30), "--reason", #"LUN "ordered" \ é"#, "--config",
        "dumpwarden.toml",
      ]
        + words, in: scratch.path)
  }

  static func check(_ scratch: Scratch) throws -> Ending {
    try Program.dumpctl.run(["check", "--config", "dumpwarden.toml"], in: scratch.path)
  }

  static func dropIn(_ scratch: Scratch) throws -> String {
    try String(contentsOfFile: "\(scratch.path)/dumpwarden.toml.d/50-accept.toml", encoding: .utf8)
  }

  @Test("writes what holds from then on, and lapses once more is missing")
  func lapses() throws {
    let scratch = try Self.site()
    #expect(try Self.check(scratch).code == 2)
    for rule in ["SIZ-INITIAL-NOT-MAX", "SIZ-COMPLETE-MIN"] {
      let ending = try Self.accept(rule, in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(ending.output.contains("Lapses once more than 49153 MB are missing"))
    }
    #expect(
      try Self.dropIn(scratch).hasSuffix(
        """
        [[accept]]
        host = "SQL07"
        rule = "SIZ-COMPLETE-MIN"
        reason = "LUN \\"ordered\\" \\\\ é"
        until = \(Day.ahead(30))
        shortfall = "49153 MiB"

        """))
    #expect(try Self.check(scratch).code == 0)
    #expect(
      try Program.dumpctl.run(["config", "check", "--config", "dumpwarden.toml"], in: scratch.path).code == 0)
    let shown = try Program.dumpctl.run(["config", "show", "--config", "dumpwarden.toml"], in: scratch.path)
    #expect(shown.output.contains("shortfall = \"49153 MiB\""))
    try Self.describe(scratch, memory: 65)
    #expect(try Self.check(scratch).code == 2)
  }

  @Test("keeps what is there, comments and permissions too")
  func keeps() throws {
    let scratch = try Self.site()
    let before = "# by hand\n[local]\nassess = false  # and so it stays"
    let file = try scratch.write("dumpwarden.toml.d/50-accept.toml", before)
    chmod(file, 0o640)
    #expect(try Self.accept("SIZ-COMPLETE-MIN", in: scratch).code == 0)
    #expect(try Self.dropIn(scratch).hasPrefix(before + "\n\n[[accept]]\n"))
    var status = stat()
    #expect(stat(file, &status) == 0 && status.st_mode & 0o777 == 0o640)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/dumpwarden.toml.d") == [
        "50-accept.toml"
      ])
  }

  @Test("makes a new file that the daemon may read")
  func permissions() throws {
    let scratch = try Self.site()
    let ending = try Program.shell.run(
      [
        "-c", "umask 077; exec \"$0\" \"$@\"", Program.dumpctl.path, "accept", "SQL07", "SIZ-COMPLETE-MIN",
        "--until",
        Day.ahead(9), "--reason", "r", "--config", "dumpwarden.toml",
      ], in: scratch.path)
    #expect(ending.code == 0, "\(ending.errors)")
    var status = stat()
    let file = "\(scratch.path)/dumpwarden.toml.d/50-accept.toml"
    #expect(stat(file, &status) == 0 && status.st_mode & 0o777 == 0o644)
  }

  static let unfit: [(name: String, text: String?)] = [
    ("with a mistake in it", "[[accept]]\nhots = \"A\"\n"), ("that is no TOML", "[[accept\n"),
    ("that is a directory", nil),
  ]

  @Test("writes nothing into a file", arguments: unfit.map(\.name))
  func refuses(name: String) throws {
    let scratch = try Self.site()
    let text = try #require(Self.unfit.first { $0.name == name }).text
    if let text {
      try scratch.write("dumpwarden.toml.d/50-accept.toml", text)
    } else {
      try scratch.write("dumpwarden.toml.d/50-accept.toml/x", "")
    }
    let ending = try Self.accept("SIZ-COMPLETE-MIN", in: scratch)
    #expect(ending.code == (text == nil ? 74 : 65), "\(ending.errors)")
    #expect(ending.errors.contains("50-accept.toml"))
    if let text { #expect(try Self.dropIn(scratch) == text) }
  }

  @Test("goes to a file that was named, of any place but a device")
  func elsewhere() throws {
    let scratch = try Self.site()
    #expect(try Self.accept("SIZ-COMPLETE-MIN", "--output", "mine.toml", in: scratch).code == 0)
    #expect(access("\(scratch.path)/dumpwarden.toml.d", F_OK) != 0)
    mkfifo("\(scratch.path)/fifo", 0o600)
    #expect(try Self.accept("SIZ-COMPLETE-MIN", "--output", "fifo", in: scratch).code == 74)
    #expect(try Self.accept("SIZ-COMPLETE-MIN", "--output", "nosuch/mine.toml", in: scratch).code == 74)
  }

  @Test("by several at once loses none of them")
  func together() throws {
    let scratch = try Self.site()
    let words =
      "accept SQL07 SIZ-COMPLETE-MIN --until \(Day.ahead(9)) --reason r --config dumpwarden.toml --json=short"
    // xargs waits for each by itself; a shell's own wait needs a signal that tests may block.
    let ending = try Program.shell.run(
      ["-c", "seq 6 | xargs -P 6 -I{} \"$0\" \(words) >/dev/null", Program.dumpctl.path], in: scratch.path)
    #expect(ending.errors.isEmpty, "\(ending.errors)")
    #expect(try Self.dropIn(scratch).split(separator: "[[accept]]").count == 6)
  }

  @Test("says which word was probably meant")
  func hints() throws {
    let scratch = try Self.site()
    #expect(
      try Self.accept("SIZ-COMPLETE-MNI", in: scratch).errors.contains("did you mean SIZ-COMPLETE-MIN?"))
    let host = try Program.dumpctl.run(
      [
        "accept", "SQL70", "SIZ-ADVICE", "--until", Day.ahead(9), "--reason", "r", "--config",
        "dumpwarden.toml",
      ],
      in: scratch.path)
    #expect(host.errors.contains("did you mean SQL07?"))
    #expect(access("\(scratch.path)/dumpwarden.toml.d", F_OK) != 0)
  }
}
