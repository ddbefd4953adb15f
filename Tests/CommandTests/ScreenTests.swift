import FoundationEssentials
import Glibc
import Testing

@Suite("screens")
struct ScreenTests {
  /// A screen that stands in `Expected`, as a reader should see it.
  struct Screen: CustomTestStringConvertible {
    let name: String
    let words: [String]
    var fixture = Fixture.allWell
    var testDescription: String { name }

    /// Words that say for themselves which machine they mean.
    init(_ name: String, _ words: String..., at fixture: Fixture) {
      (self.name, self.words, self.fixture) = (name, words, fixture)
    }

    init(_ name: String, _ words: String..., in fixture: Fixture? = nil) {
      self.name = name
      self.words = words + (fixture?.options ?? [])
      self.fixture = fixture ?? .allWell
    }
  }

  static let screens = [
    Screen("a fleet of every status", "check", in: .fleet),
    Screen("a fleet without legend", "check", "--no-legend", in: .fleet),
    Screen("the unknown hosts of a fleet", "check", "--status", "unknown", in: .fleet),
    Screen("the hosts of one rule", "check", "--rule", "EXT-OVERWRITE-1", in: .fleet),
    Screen("a filter that nothing passes", "check", "--rule", "PGF-TEMP", "--status", "ok", in: .fleet),
    Screen("some hosts and a name mistyped", "check", "SQL07", "FILE02", "SQl077", in: .fleet),
    Screen("a name mistyped", "check", "SQl077", in: .fleet),
    Screen("one host", "check", "SQL07", in: .fleet),
    Screen("one host explained", "check", "SQL07", "--explain", in: .fleet),
    Screen("one Linux host explained", "check", "tux01", "--explain", in: .fleet),
    Screen("one Linux host", "check", "tux01", in: .fleet),
    Screen("one host of which a kernel dump is wanted", "check", "WEB01", in: .fleet),
    Screen("one host that is exempt", "check", "LAB01", in: .fleet),
    Screen("this machine alone", "check", in: .localOnly),
    Screen(
      "this machine with kdump explained", "check", "local", "--explain", "--config", "dumpwarden.toml",
      "--root", Fixture.machine("kdump ready on a host like RHEL"), at: .localOnly),
    Screen("all well", "check", in: .allWell),
    Screen("no hosts", "check", in: .noHosts),
    Screen("nothing is wanted", "check", in: .exempt),
    Screen("one bad file among good ones", "check", in: .mistaken),
    Screen("a note explained", "explain", "VOC-BACKING"),
    Screen("one host as it would be", "check", "SQL07", "--set", "memory.visible=512GiB", in: .fleet),
    Screen("a fleet as it would be", "check", "--set", "memory.visible=512GiB", in: .fleet),
    Screen("fix of a host without room", "fix", "OLD01", in: .fleet),
    Screen("fix of a host of which facts are missing", "fix", "APP12", in: .fleet),
    Screen("fix of a host that is well", "fix", "FILE02", in: .fleet),
    Screen("size", "size", "--ram", "64GiB"),
    Screen("size of an active dump", "size", "--ram", "1TiB", "--type", "active"),
    Screen("help", "--help"),
    Screen("help of check", "check", "--help"),
    Screen("help of list", "list", "--help"),
    Screen("help of prune", "prune", "--help"),
    Screen("help of fix", "fix", "--help"),
    Screen("help of accept", "accept", "--help"),
  ]

  /// Those of which the text depends on the terminal.
  static let onTerminals = [
    Screen("a fleet of every status", "check", in: .fleet), Screen("one host", "check", "SQL07", in: .fleet),
    Screen("one host explained", "check", "SQL07", "--explain", in: .fleet),
    Screen("the hosts of one rule", "check", "--rule", "EXT-OVERWRITE-1", in: .fleet),
    Screen("all well", "check", in: .allWell), Screen("size", "size", "--ram", "64GiB"),
  ]

  @Test("are as they were read in review on terminals of 80 and 200 columns", arguments: onTerminals)
  func onTerminal(screen: Screen) throws {
    let plain = try dumpctl(screen.words, in: screen.fixture, environment: ["COLUMNS": "200"]).output
    try expect(plain, "\(screen.name), 200 columns")
    for width in [80, 200] {
      guard
        let seen = try Program.dumpctl.runOnTerminal(
          screen.words, in: screen.fixture.path, environment: ["COLUMNS": "\(width)"])
      else { return }
      try expect(seen.output, "\(screen.name), \(width) columns, colour")
      for line in seen.lines where !line.contains("\u{1B}") { #expect(line.count <= width, "\(line)") }
    }
    // Where nothing says how wide it is, 80 columns are kept, also on a terminal that will not tell.
    let narrow = try dumpctl(screen.words, in: screen.fixture).output
    #expect(
      try Program.dumpctl.runOnTerminal(
        screen.words, in: screen.fixture.path, environment: ["NO_COLOR": "1"])?.output ?? narrow == narrow)
  }

  /// Those too that only repeat the table of rules, which has tests of its own.
  static let everyScreen =
    screens + [
      Screen("rules", "rules"), Screen("explain", "explain", "SIZ-INITIAL-NOT-MAX"),
    ]

  @Test("are as they were read in review; UPDATE_EXPECTED=1 writes them anew", arguments: screens)
  func isExpected(screen: Screen) throws {
    try expect(dumpctl(screen.words, in: screen.fixture).output, screen.name)
  }

  @Test("show findings that are accepted, out of the status")
  func accepted() throws {
    let scratch = try Scratch()
    let copied = try Program.shell.run(
      ["-c", "cp -R \"$0/hosts.d\" \"$1\" && date -u -d '30 days' +%F", Fixture.critical.path, scratch.path])
    let until = copied.output.prefix(10)
    try scratch.write(
      "dumpwarden.toml",
      """
      [local]
      assess = false
      [[accept]]
      host = "SQL0*"
      rule = "SIZ-*"
      reason = "replaced in spring"
      until = \(until)

      """)
    let one = try Program.dumpctl.run(["check", "--config", "dumpwarden.toml"], in: scratch.path)
    #expect(one.code == 0)
    try expect(one.output, "one host whose findings are accepted")
    let two = try Program.dumpctl.run(
      ["check", "SQL07", "SQL08", "--config", "dumpwarden.toml"], in: scratch.path)
    #expect(two.output.contains("(1 accepted)"))
    let all = try Program.dumpctl.run(
      ["check", "--status", "ok", "--rule", "SIZ-INITIAL-NOT-MAX", "--config", "dumpwarden.toml"],
      in: scratch.path)
    #expect(all.code == 0)
    // Green it may be, but nobody reads that the dump can be written.
    for line in [one, all].compactMap(\.lines.first) { #expect(!line.contains("SQL07 can write")) }
  }

  private func expect(_ found: String, _ name: String) throws { try Self.expect(found, name) }

  /// Compares a screen with what was read in review, or writes that anew.
  static func expect(_ found: String, _ name: String) throws {
    let path = "\(Fixture.here)/Expected/\(name).txt"
    if getenv("UPDATE_EXPECTED") != nil { try found.write(toFile: path, atomically: true, encoding: .utf8) }
    let expected = try String(contentsOfFile: path, encoding: .utf8)
    #expect(found == expected)
  }

  @Test("of every fixture are no wider than 80 columns, unless a single word is", arguments: everyScreen)
  func fit(screen: Screen) throws {
    for line in try dumpctl(screen.words, in: screen.fixture).lines where line.count > 80 {
      #expect(line.split(separator: " ").contains { $0.count + 6 > 80 }, "\(line)")
    }
  }

  @Test("of every machine that was captured fit too, and their first line is the answer")
  func machines() throws {
    for name in try FileManager.default.contentsOfDirectory(
      atPath: "\(Fixture.here)/../InventoryTests/Machines")
    where !name.hasPrefix(".") {
      let ending = try dumpctl(["check", "--root", Fixture.machine(name)], in: .localOnly)
      let word = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][Int(ending.code)]
      #expect(ending.output.hasPrefix("\(word): "), "\(name)")
      #expect(ending.errors.isEmpty, "\(name)")
      for line in ending.lines { #expect(line.count <= 80, "\(line)") }
    }
  }

  @Test("name only verbs and options that exist", arguments: everyScreen)
  func hints(screen: Screen) throws {
    // A command that was folded goes on in the next line.
    let text = try dumpctl(screen.words, in: screen.fixture).output.replacing("\n    ", with: " ")
    for line in text.split(separator: "\n") where line.hasPrefix("  ") && line.contains(": dumpctl ") {
      guard let hint = line.split(separator: ": dumpctl ").last?.replacing(" RULE", with: " SIZ-ADVICE")
      else {
        continue
      }
      for words in hint.split(separator: " · dumpctl ") {
        let ending = try Program.shell.run(
          ["-c", "\"$0\" \(words) --help >/dev/null && \"$0\" \(words)", Program.dumpctl.path],
          in: screen.fixture.path)
        #expect(ending.code < 64, "\(line): \(ending.errors)")
        // A host that the hint has wrong would be unknown; a hint that goes on has its last word alone.
        #expect(!ending.output.contains("no host of this name is known"), "\(line)")
      }
    }
  }

  @Test("have no escapes where no terminal is, and colour on a terminal unless NO_COLOR is set")
  func colour() throws {
    let options = ["check", "--config", "dumpwarden.toml"]
    #expect(!(try dumpctl(options, in: .critical).output.contains("\u{1B}")))
    func onTerminal(_ environment: [String: String]) throws -> String? {
      try Program.dumpctl.runOnTerminal(options, in: Fixture.critical.path, environment: environment)?.output
    }
    guard let coloured = try onTerminal([:]) else { return }
    #expect(coloured.hasPrefix("\u{1B}[1;31mCRITICAL\u{1B}[0m: SQL07 cannot write"))
    #expect(try onTerminal(["NO_COLOR": ""])?.contains("\u{1B}[1;31m") == true)
    #expect(try onTerminal(["NO_COLOR": "1"])?.contains("\u{1B}") == false)
  }
}
