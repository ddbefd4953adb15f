import Inventory
import Sizing
import Testing

@Suite("mistakes in the configuration")
struct ConfigurationMistakeTests {
  struct Row: CustomTestStringConvertible {
    let name: String
    let text: Marked
    let message: String
    var severity = Diagnostic.Severity.error
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ message: String, _ severity: Diagnostic.Severity = .error) {
      self.name = name
      self.text = Marked(text)
      self.message = message
      self.severity = severity
    }
  }

  static let rows = [
    Row("a key misspelt", "[local]\n⏵asess = true", "unknown key \"asess\" in local; did you mean 'assess'?"),
    Row(
      "a key that resembles none", "[local]\n⏵colour = 1",
      "unknown key \"colour\" in local: expected one of assess, boot-volume, want"),
    Row("a table misspelt", "[⏵locl]\nassess = true", "unknown key \"locl\"; did you mean 'local'?"),
    Row(
      "a wrong type", "[local]\nassess = ⏵\"yes\"", "assess: expected true or false, found the string \"yes\""
    ),
    Row(
      "a wrong word", "[local]\nwant = ⏵\"complet\"",
      "want: expected one of \"report\", \"complete\", found \"complet\"; did you mean \"complete\"?"),
    Row(
      "a relative mount point", "[local]\nboot-volume = ⏵\"boot\"",
      "boot-volume: \"boot\" is not an absolute path: expected a mount point such as \"/\""),
    Row(
      "a table where a value is expected", "[local.⏵want]\nx = 1",
      "want: expected one of \"report\", \"complete\", found a table"),
    Row(
      "a policy with one bracket", "[⏵policy]\nmatch = [\"A\"]",
      "policy: expected a list of tables, found a table: write [[policy]] with two brackets"),
    Row(
      "a policy without a match", "⏵[[policy]]\nwant = \"kernel\"",
      "policy needs match: a list of which each is a pattern of host names such as \"WEB*\", or \"tag:WORD\""),
    Row(
      "a policy that matches nothing", "[[policy]]\nmatch = ⏵[]",
      "match: the list is empty: expected at least one"),
    Row(
      "an empty name in a list", "[[policy]]\nmatch = [\"A\", ⏵\"\"]",
      "match: the name is empty: expected a pattern of host names such as \"WEB*\", or \"tag:WORD\""),
    Row(
      "what only this machine can be asked", "[[policy]]\nmatch = [\"A\"]\nwant = ⏵\"report\"",
      "want: expected one of \"none\", \"small\", \"kernel\", \"automatic\", \"active\", \"complete\", \"as-configured\", found \"report\""
    ),
    Row(
      "an acceptance without a reason", "⏵[[accept]]\nhost = \"A\"\nrule = \"SIZ-*\"\nuntil = 2026-09-30",
      "accept needs reason: why it is borne, in a few words"),
    Row(
      "an acceptance without an end", "⏵[[accept]]\nhost = \"A\"\nrule = \"SIZ-*\"\nreason = \"x\"",
      "accept needs until: a date such as 2026-09-30"),
    Row(
      "an acceptance for longer than a year",
      "[[accept]]\nhost = \"A\"\nrule = \"SIZ-*\"\nreason = \"x\"\nuntil = ⏵2027-03-04",
      "until: 2027-03-04 is more than a year ahead: expected 2027-03-03 at the latest"),
    Row(
      "an acceptance that has lapsed",
      "[[accept]]\nhost = \"A\"\nrule = \"SIZ-*\"\nreason = \"x\"\nuntil = ⏵2026-03-01",
      "until: 2026-03-01 has passed: this entry no longer does anything", .warning),
    Row(
      "a day that the calendar has not",
      "[[accept]]\nhost = \"A\"\nrule = \"SIZ-*\"\nreason = \"x\"\nuntil = ⏵\"2026-02-30\"",
      "until: expected a date such as 2026-09-30, found the string \"2026-02-30\""),
    Row(
      "an acceptance of a rule misspelt",
      "[[accept]]\nhost = \"A\"\nrule = ⏵\"EXT-SAME-VOLUM\"\nreason = \"x\"\nuntil = 2026-09-30",
      "rule: there is no rule \"EXT-SAME-VOLUM\": did you mean \"EXT-SAME-VOLUME\"?"),
    Row(
      "an acceptance of rules that resemble none",
      "[[accept]]\nhost = \"A\"\nrule = ⏵\"QQQQQQ*\"\nreason = \"x\"\nuntil = 2026-09-30",
      "rule: there is no rule \"QQQQQQ*\": dumpctl rules lists them"),
    Row(
      "a bare number as a duration", directory("settle = ⏵30"),
      "settle: expected a duration such as \"30s\", \"1h\" or \"90d\", found the integer 30"),
    Row(
      "a duration without a unit", directory("settle = ⏵\"30\""),
      "settle: \"30\" has no unit: write 30s, 30min, 30h or 30d"),
    Row(
      "a duration in a unit unknown", directory("settle = ⏵\"30 fortnights\""),
      "settle: \"fortnights\" in \"30 fortnights\" is not a unit of time: expected s, min, h, d or w"),
    Row(
      "a duration longer than anything", directory("settle = ⏵\"99999999999999999999d\""),
      "settle: \"99999999999999999999d\" is too long: a duration is at most 1000 years; write never"),
    Row(
      "never where it makes no sense", directory("grace = ⏵\"never\""),
      "grace: \"never\" is no duration here: expected \"30s\" or so"),
    Row(
      "an archive above the directory", directory("archive = ⏵\"../kept\""),
      "archive: \"../kept\" has a '..' in it: write the path that is meant"),
    Row(
      "an archive that is the directory", directory("archive = ⏵\".\""),
      "archive: \".\" would be the dump directory itself: expected a directory below the dump directory, as \"preserved\", or an absolute path"
    ),
    Row(
      "a name that is a path", directory("names = [⏵\"x/MEMORY.DMP\"]"),
      "names: \"x/MEMORY.DMP\" has a '/' in it: expected a file name such as \"MEMORY.DMP\", not a path"),
    Row(
      "facts that are no name", directory("facts = ⏵\"..\""),
      "facts: \"..\" is no name: expected a file name such as \"dump-facts.json\""),
    Row(
      "a relative dump directory", "[[dump-directory]]\npath = ⏵\"dumps\"",
      "path: \"dumps\" is not an absolute path: expected an absolute path such as \"/srv/dumps/*\""),
    Row(
      "a dump directory without a path", "⏵[[dump-directory]]\nhost = \"A\"",
      "dump-directory needs path: an absolute path such as \"/srv/dumps/*\""),
    Row(
      "a size without a unit", keep("max-use = ⏵\"64\""),
      "max-use: '64' has no unit: write '64 MiB' for MB as Windows counts, or '64 B' for bytes"),
    Row(
      "a share above the whole", keep("max-use = ⏵\"150%\""),
      "max-use: \"150%\" is not a share: expected 1% to 100%"),
    Row(
      "a share that is no number", keep("at-most = ⏵\"x%\""),
      "at-most: \"x%\" is not a share: expected 0% to 100%, as \"10%\""),
    Row(
      "a negative count", keep("last = ⏵-1"),
      "last: expected a whole number from 1 to 100000, found the integer -1"),
    Row(
      "headroom of no dumps", keep("free = ⏵\"0 * next-dump\""),
      "free: expected \"next-dump\" or 1 to 1000 times it, as \"3 * next-dump\", found \"0 * next-dump\""),
    Row(
      "headroom too large for a size", keep("free = ⏵\"99 EiB\""),
      "free: '99 EiB' is too large: a size is at most 4 EiB"),
    Row(
      "a key of retention misspelt", keep("⏵maxage = \"9d\""),
      "unknown key \"maxage\" in keep; did you mean 'max-age'?"),
    Row(
      "a name that would fool a terminal", "[local]\n⏵\"a\\u001b[2J\\u202e\" = 1",
      "unknown key \"a\\u001B[2J\\u202E\" in local: expected one of assess, boot-volume, want"),
  ]

  static func directory(_ line: String) -> String { "[[dump-directory]]\npath = \"/srv/d\"\n\(line)" }
  static func keep(_ line: String) -> String { directory("[dump-directory.keep]\n\(line)") }

  @Test("each is named with its place and what was expected", arguments: rows)
  func isNamed(row: Row) throws {
    let scratch = try SettingsScratch()
    let file = try scratch.write("dumpwarden.toml", row.text.bytes)
    let loaded = loadConfiguration(main: file, now: settingsNow)
    #expect(loaded.diagnostics.map(\.message) == [row.message])
    #expect(loaded.diagnostics.positions == row.text.positions)
    #expect(loaded.diagnostics.map(\.severity) == [row.severity])
    #expect(loaded.diagnostics.map(\.file) == [file])
  }

  @Test("all are named at once, in the order of the file")
  func allAtOnce() throws {
    let text = Marked(
      """
      [local]
      assess = ⏵1
      want = ⏵2

      [[dump-directory]]
      path = "/srv/d"
      ⏵sttle = "3s"
      [dump-directory.keep]
      last = ⏵"x"
      """)
    let scratch = try SettingsScratch()
    let file = try scratch.write("dumpwarden.toml", text.bytes)
    let loaded = loadConfiguration(main: file, now: settingsNow)
    #expect(loaded.diagnostics.positions == text.positions)
  }

  static let syntax = [
    Marked("[local]\nassess = n⏵ope"), Marked("[local]\nassess = true\nassess = ⏵false"),
    Marked("[local\n"), Marked("a = 99999999999999999999"), Marked("a = \"\u{1}\""), Marked("a = \"\0\""),
    Marked("a = " + String(repeating: "[", count: 32) + "⏵" + String(repeating: "[", count: 10_000)),
    Marked(String(repeating: "a.", count: 32) + "a⏵." + String(repeating: "a.", count: 50_000) + "a = 1"),
  ]

  @Test("a syntax error is one diagnostic with its place, and the defaults hold", arguments: syntax)
  func syntaxErrors(text: Marked) throws {
    let scratch = try SettingsScratch()
    let file = try scratch.write("dumpwarden.toml", text.bytes)
    let loaded = loadConfiguration(main: file, now: settingsNow)
    #expect(loaded.diagnostics.count == 1)
    #expect(loaded.diagnostics.first?.line != nil)
    if !text.positions.isEmpty { #expect(loaded.diagnostics.positions == text.positions) }
    #expect(loaded.configuration == Configuration())
  }

  @Test("what is good beside a mistake is used")
  func theRestIsUsed() throws {
    let scratch = try SettingsScratch()
    let file = try scratch.write(
      "dumpwarden.toml",
      """
      [local]
      assess = 1
      want = "complete"
      [[policy]]
      match = ["A"]
      want = "wrong"
      [[policy]]
      match = ["B"]
      want = "small"
      [[policy]]
      match = ["C"]
      [[policy]]
      match = ["D", 4]
      [[accept]]
      host = "A"
      rule = "SIZ-ADVICE"
      reason = ""
      until = 2026-04-01
      [[dump-directory]]
      path = "/srv/a"
      [dump-directory.keep]
      last = "x"
      max-age = "9d"
      [[dump-directory]]
      path = "/srv/b"
      archive = "../b"
      [[dump-directory]]
      path = "srv/c"
      [[dump-directory]]
      path = "/srv/d"
      sttle = "9s"
      """)
    let configuration = loadConfiguration(main: file, now: settingsNow).configuration
    #expect(configuration.local.want == .complete)
    #expect(configuration.local.assess)
    #expect(configuration.acceptances.isEmpty)
    #expect(configuration.policies.map(\.match) == [["B"], ["C"]])
    #expect(
      configuration.dumpDirectories.map(\.path) == ["/srv/a", "/srv/d"],
      "where a dump would go is not guessed")
    #expect(configuration.dumpDirectories.map(\.holdsRetention) == [true, true])
    #expect(configuration.dumpDirectories.first?.keep.maxAgeSeconds == 9 * 86_400)
  }
}
