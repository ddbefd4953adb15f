import Glibc
import Testing

@Suite("exit codes")
struct ExitCodeTests {
  /// What becomes of a command.
  enum Outcome: String, CaseIterable {
    case well, warning, critical, unknown, usage
    case badInput = "bad input"
    case unavailable = "no daemon"
    case unwritable = "nowhere to write"

    var code: Int32 {
      switch self {
      case .well: 0
      case .warning: 1
      case .critical: 2
      case .unknown: 3
      case .usage: 64
      case .badInput: 65
      case .unavailable: 69
      case .unwritable: 74
      }
    }
  }

  struct Row: CustomTestStringConvertible {
    let outcome: Outcome
    var words: [String]
    var fixture = Fixture.allWell
    /// Whether a daemon runs; there is none of the machine's own in any case.
    var isServed = false
    var testDescription: String { "\(outcome.rawValue): \(words.joined(separator: " ")) in \(fixture.name)" }

    /// A row about a daemon that runs.
    static func served(_ outcome: Outcome, _ words: String...) -> Row {
      var row = Row(outcome)
      row.words = words
      row.isServed = true
      return row
    }

    init(_ outcome: Outcome, _ words: String..., in fixture: Fixture = .allWell) {
      self.outcome = outcome
      self.words = words
      self.fixture = fixture
    }
  }

  static let configuration = "--config=dumpwarden.toml"
  static let dumps = "--config=dumps.toml"
  static let accepting = "--config=site/dumpwarden.toml"
  static let noSwap = "--root=\(Fixture.machine("no swap"))"

  private static let collected = "\(ImportTests.collected)/powershell-7.json"

  static let rows = [
    Row(.well, "check", configuration),
    Row(.well, "check", configuration, "FILE02"),
    Row(.well, "check", configuration, "FILE0?"),
    Row(.well, "check", configuration, in: .exempt),
    Row(.well, "check", configuration, "FILE02", in: .mistaken),
    Row(
      .well, "check", configuration, "--root=\(Fixture.machine("btrfs subvolumes with a swap file"))",
      "local",
      in: .localOnly),
    Row(.warning, "check", configuration, in: .warning),
    Row(.warning, "check", configuration, noSwap, in: .localOnly),
    Row(.warning, "check", configuration, noSwap, "LOCAL"[...].lowercased(), in: .fleet),
    Row(.critical, "check", configuration, in: .critical),
    Row(.critical, "check", configuration, noSwap, in: .fleet),
    Row(.critical, "check", configuration, noSwap, "--status=ok", in: .fleet),
    Row(.critical, "check", configuration, "APP12", "SQL07", in: .fleet),
    Row(.unknown, "check", configuration, in: .unknown),
    Row(.unknown, "check", configuration, "APP12", "APP03", in: .fleet),
    Row(.unknown, "check", configuration, in: .noHosts),
    Row(.unknown, "check", configuration, "nobody"),
    Row(.unknown, "check", configuration, "WEB99", in: .exempt),
    Row(.unknown, "check", configuration, in: .mistaken),
    Row(
      .unknown, "check", configuration, "--root=\(Fixture.machine("masked and missing files"))",
      in: .localOnly
    ),
    Row(.usage, "check", "--status", "splendid"),
    Row(.usage, "check", "--rule", "SIZ-COMPLETE-MINI"),
    Row(.usage, "check", "--no-such-option"),
    Row(.badInput, "check", "--config=nosuch.toml"),
    Row(.badInput, "check", configuration, "--inventory=nosuch.ndjson"),
    Row(.unwritable, "check", configuration),

    Row(.well, "size", "--ram", "64GiB"),
    Row(.well, "size", "--ram", "64G", "--type", "kernel"),
    Row(.usage, "size"),
    Row(.usage, "size", "--ram", "0"),
    Row(.usage, "size", "--ram", "-1GiB"),
    Row(.usage, "size", "--ram", "99999999999 TiB"),
    Row(.usage, "size", "--ram", "64GiB", "--type", "large"),
    Row(.unwritable, "size", "--ram", "64GiB"),

    Row(.well, "check", configuration, "--set=memory.visible=4GiB"),
    Row(.critical, "check", configuration, "--set=memory.visible=512GiB", "FILE02"),
    Row(.usage, "check", configuration, "--set=memroy.visible=4GiB"),
    Row(.usage, "check", configuration, "--set=memory.visible"),
    Row(.usage, "check", configuration, "--set=memory.visible=4"),
    Row(.usage, "check", configuration, "--set=volume.Q:.free=4GiB"),

    Row(.well, "fix", configuration, "FILE02"),
    Row(.well, "fix", configuration, "SQL07", in: .fleet),
    Row(.well, "fix", configuration, noSwap, "local", in: .localOnly),
    Row(.critical, "fix", configuration, "OLD01", in: .fleet),
    Row(.unknown, "fix", configuration, "APP12", in: .fleet),
    Row(.unknown, "fix", configuration, "nobody"),
    Row(.usage, "fix"),
    Row(.usage, "fix", configuration, "SQL07", "APP12", in: .fleet),
    Row(.usage, "fix", configuration, "*", in: .fleet),
    Row(.badInput, "fix", "--config=nosuch.toml", "SQL07"),
    Row(.unwritable, "fix", configuration, "SQL07", in: .fleet),

    Row(.well, "accept", accepting, "--until=\(Day.ahead(30))", "--reason=r", "OLD", "PGF-NONE"),
    Row(.well, "accept", accepting, "--until=\(Day.ahead(30))", "--reason=r", "O*", "pgf-none"),
    Row(.usage, "accept"),
    Row(.usage, "accept", accepting, "OLD", "PGF-NONE"),
    Row(.usage, "accept", accepting, "--until=\(Day.ahead(30))", "--reason=r", "OLD", "PGF-NON"),
    Row(.usage, "accept", accepting, "--until=\(Day.ahead(30))", "--reason=r", "ODL", "PGF-NONE"),
    Row(.usage, "accept", accepting, "--until=\(Day.ahead(30))", "--reason= ", "OLD", "PGF-NONE"),
    Row(.usage, "accept", accepting, "--until=\(Day.ahead(-1))", "--reason=r", "OLD", "PGF-NONE"),
    Row(.usage, "accept", accepting, "--until=\(Day.ahead(400))", "--reason=r", "OLD", "PGF-NONE"),
    Row(.usage, "accept", accepting, "--until=soon", "--reason=r", "OLD", "PGF-NONE"),
    Row(.badInput, "accept", accepting, "--until=\(Day.ahead(30))", "--reason=r", "OLD", "EXT-25GB"),
    Row(.unwritable, "accept", accepting, "--until=\(Day.ahead(30))", "--reason=r", "OLD", "PGF-NONE"),

    Row(.well, "rules"),
    Row(.usage, "rules", "SIZ-ADVICE"),
    Row(.unwritable, "rules"),

    Row(.well, "explain", "SIZ-COMPLETE-MIN"),
    Row(.well, "explain", "siz-complete-min"),
    Row(.usage, "explain"),
    Row(.usage, "explain", "SIZ-COMPLETE-MINI"),
    Row(.unwritable, "explain", "SIZ-COMPLETE-MIN"),

    Row(.well, "identify", "whole.DMP"),
    Row(.critical, "identify", "partial.DMP"),
    Row(.critical, "identify", "whole.DMP", "text", "partial.DMP"),
    Row(.unknown, "identify", "text"),
    Row(.unknown, "identify", "whole.DMP", "empty"),
    Row(.unknown, "identify", "."),
    Row(.usage, "identify"),
    Row(.unwritable, "identify", "nosuch.DMP"),
    Row(.unwritable, "identify", "whole.DMP"),

    Row(.well, "list", dumps),
    Row(.well, "list", dumps, "--of", "nobody"),
    Row(.well, "list", "--config=empty.toml"),
    Row(.well, "list", dumps, "--since=2026-03-01", "--until=today", "--bugcheck=0xD1", "--state=whole"),
    Row(.usage, "list", "one", "two"),
    Row(.usage, "list", dumps, "--since=soon"),
    Row(.usage, "list", dumps, "--until=soon"),
    Row(.usage, "list", dumps, "--bugcheck=NO_SUCH_CHECK"),
    Row(.usage, "list", dumps, "--state=fine"),
    Row(.badInput, "list", "--config=nosuch.toml"),
    Row(.badInput, "list", "text"),
    Row(.unwritable, "list", dumps),

    Row(.well, "show", dumps, "MEMORY-2026"),
    Row(.critical, "show", dumps, "MEMORY.DMP"),
    Row(.usage, "show"),
    Row(.badInput, "show", dumps, "nosuch"),
    Row(.badInput, "show", dumps, ""),
    Row(.unwritable, "show", dumps, "MEMORY-2026"),

    Row(.well, "preserve", "--config=empty.toml"),
    Row(.warning, "preserve", dumps),
    Row(.usage, "preserve", "one", "two"),
    Row(.badInput, "preserve", "text"),
    Row(.unwritable, "preserve", dumps),

    Row(.well, "prune", dumps),
    Row(.well, "prune", dumps, "--dry-run"),
    Row(.usage, "prune", "--lock-timeout=soon"),
    Row(.badInput, "prune", "--config=nosuch.toml"),
    Row(.unwritable, "prune", dumps),

    Row(.well, "pin", dumps, "MEMORY-2026", "--reason=r", "--until=2999-12-31"),
    Row(.usage, "pin", dumps, "MEMORY-2026"),
    Row(.usage, "pin", dumps, "MEMORY-2026", "--reason= "),
    Row(.usage, "pin", dumps, "MEMORY-2026", "--reason=r", "--until=soon"),
    Row(.usage, "pin", dumps, "MEMORY-2026", "--reason=r", "--until=2020-01-01"),
    Row(.badInput, "pin", dumps, "MEMORY.DMP", "--reason=r"),
    Row(.unwritable, "pin", dumps, "MEMORY-2026", "--reason=r"),

    Row(.well, "unpin", dumps, "MEMORY-2026"),
    Row(.usage, "unpin"),
    Row(.badInput, "unpin", dumps, "nosuch"),
    Row(.unwritable, "unpin", dumps, "MEMORY-2026"),

    Row(.well, "import", "windows-facts", collected, "--output=."),
    Row(.usage, "import", "windows-facts"),
    Row(.usage, "import", "crystal-ball", collected, "--output=."),
    Row(.badInput, "import", "windows-facts", "text", "--output=."),
    Row(.badInput, "import", "libvirt", "text", "--output=."),
    Row(.unwritable, "import", "windows-facts", collected, "--output=."),

    Row(.well, "config", "check", configuration),
    Row(.warning, "config", "check", "--config=lapsed.toml"),
    Row(.usage, "config", "check", "extra"),
    Row(.badInput, "config", "check", configuration, in: .mistaken),
    Row(.badInput, "config", "check", "--config=nosuch.toml"),
    Row(.unwritable, "config", "check", configuration),

    Row(.well, "config", "show", configuration),
    Row(.well, "config", "show", configuration, "--origin"),
    Row(.usage, "config", "show", "--sideways"),
    Row(.badInput, "config", "show", "--config=nosuch.toml"),
    Row(.unwritable, "config", "show", configuration),

    .served(.well, "status"),
    .served(.usage, "status", "extra"),
    .served(.usage, "status", "--host", "-x"),
    .served(.usage, "status", "--host", "elsewhere", "--config=dumps.toml"),
    .served(.unwritable, "status"),
    Row(.unavailable, "status", "--config=empty.toml"),

    .served(.well, "alerts"),
    .served(.usage, "alerts", "extra"),
    .served(.unwritable, "alerts"),
    Row(.unavailable, "alerts"),

    .served(.usage, "monitor", "extra"),
    Row(.unavailable, "monitor"),

    .served(.well, "test"),
    .served(.usage, "test", "--timeout=soon"),
    .served(.usage, "test", "--timeout=0s"),
    .served(.badInput, "test", "/nosuch"),
    .served(.unwritable, "test"),
    Row(.unavailable, "test"),

    .served(.well, "prune", "--dry-run"),
    .served(.well, "preserve"),
    .served(.badInput, "pin", "nosuch", "--reason=r"),
    .served(.badInput, "unpin", "nosuch"),
    Row(.usage, "check", configuration, "--host=elsewhere"),
    Row(.usage, "list", dumps, "-Helsewhere"),
    Row(.usage, "prune", dumps, "-H", "elsewhere"),
    Row(.unavailable, "list", "-H", "nosuch.invalid"),

    Row(.well, "--help"),
    Row(.well, "--version"),
    Row(.well, "check", "--help"),
    Row(.well, "config"),
    Row(.usage, "chek"),
    Row(.usage, "--verison"),
  ]

  @Test("say how it went (W1)", arguments: rows)
  func isExpected(row: Row) throws {
    let scratch = try Scratch()
    try fill(scratch, withShare: row.words.contains(Self.dumps))
    let isFixture = row.words.contains(Self.configuration)
    let folder = isFixture ? row.fixture.path : scratch.path
    let served = row.isServed ? try ServedShare() : nil
    let environment =
      served?.environment ?? [
        "RUNTIME_DIRECTORY": "\(scratch.path)/run",
        "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=\(scratch.path)/no-bus",
      ]
    for form in row.outcome == .unwritable ? [[]] : [[], ["--json"], ["--json=short"], ["--json=pretty"]] {
      // `--help` and the bare names take no other word.
      if !form.isEmpty, row.words.first?.hasPrefix("-") ?? true || row.words.last == "config" { continue }
      let words = row.words + form
      let ending =
        row.outcome == .unwritable && row.words.last != "nosuch.DMP"
        ? try Program.shell.run(
          ["-c", "exec \"$0\" \"$@\" >/dev/full", Program.dumpctl.path] + words, in: folder,
          environment: environment)
        : try Program.dumpctl.run(words, in: folder, environment: environment)
      #expect(ending.code == row.outcome.code, "\(words): \(ending.errors)\(ending.output)")
      // Whoever gets no answer is told why.
      if row.outcome.code >= 64, row.words.last != "nosuch.DMP", row.words.first != "config" {
        #expect(!ending.errors.isEmpty)
      }
    }
  }

  @Test("of every verb are in the table: well, misused and with nowhere to write")
  func isComplete() throws {
    let help = try dumpctl(["--help"]).output
    let listed = help.split(separator: "SUBCOMMANDS:\n").last?.split(separator: "\n").compactMap { line in
      line.hasPrefix("  ") && line.dropFirst(2).first?.isLowercase == true
        ? line.split(separator: " ").first.map(String.init) : nil
    }
    let verbs = try #require(listed)
    #expect(verbs.count >= 6)
    for verb in verbs {
      // One that has no end of its own has a test of its own.
      for outcome in verb == "monitor" ? [Outcome.usage] : [Outcome.well, .usage, .unwritable] {
        #expect(
          Self.rows.contains { $0.words.first == verb && $0.outcome == outcome },
          "\(verb) \(outcome.rawValue)")
      }
    }
  }

  @Test("of a file that may not be read is 77, of a host file it is unknown")
  func isNotPermitted() throws {
    let scratch = try Scratch()
    let dump = try scratch.dump("MEMORY.DMP")
    try scratch.write("dumpwarden.toml", "[local]\nassess = false\n")
    let host = try scratch.write("hosts.d/a.toml", "[[host]]\nname = \"A\"\n")
    for file in [dump, host] { chmod(file, 0) }
    // Root may read everything, unless it gives that up.
    let before = ["--bounding-set=-dac_override,-dac_read_search", Program.dumpctl.path]
    let program = geteuid() == 0 ? Program(path: "/usr/bin/setpriv") : .dumpctl
    func run(_ words: String...) throws -> Ending {
      try program.run((geteuid() == 0 ? before : []) + words, in: scratch.path)
    }
    let identified = try run("identify", dump)
    #expect(identified.code == 77, "\(identified.output)\(identified.errors)")
    #expect(identified.output.contains("ermission denied"))
    let checked = try run("check", "--config", "dumpwarden.toml")
    #expect(checked.code == 3, "\(checked.output)\(checked.errors)")
    #expect(checked.errors.contains("hosts.d/a.toml"))
    #expect(try run("config", "check", "--config", "dumpwarden.toml").code == 65)
  }

  private func fill(_ scratch: Scratch, withShare: Bool) throws {
    _ = try scratch.dump("whole.DMP")
    _ = try scratch.dump("partial.DMP", percent: 50)
    try scratch.write("text", "no dump at all, but long enough to look at twice\n")
    try scratch.write("empty", "")
    try scratch.write("empty.toml", "[local]\nassess = false\n")
    try scratch.write(
      "dumps.toml",
      "[[dump-directory]]\npath = \"\(scratch.path)/share/*\"\n[dump-directory.keep]\nfree = \"none\"\n")
    try scratch.write("site/dumpwarden.toml", "[local]\nassess = false\n")
    try scratch.write(
      "site/hosts.d/a.toml",
      "[[host]]\nname = \"OLD\"\npagefile = []\n[host.memory]\nvisible = \"4 GiB\"\n[host.crash-control]\n")
    try scratch.write(
      "lapsed.toml", "[[accept]]\nhost = \"A\"\nrule = \"SIZ-ADVICE\"\nreason = \"r\"\nuntil = 2020-01-01\n")
    guard withShare else { return }
    try scratch.write("share/SQL07/preserved/notes", "")
    _ = try scratch.dump("share/SQL07/preserved/MEMORY-20260302T091500Z-000000D1.DMP")
    _ = try scratch.dump("share/SQL07/MEMORY.DMP", percent: 38)
  }
}
