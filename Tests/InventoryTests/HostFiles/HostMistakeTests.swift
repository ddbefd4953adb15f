import Inventory
import Sizing
import Testing

@Suite("mistakes in host files")
struct HostMistakeTests {
  struct Row: CustomTestStringConvertible {
    let name: String
    let ending: String
    let text: Marked
    let message: String
    var testDescription: String { "\(name) (\(ending))" }

    init(_ name: String, _ ending: String, _ text: String, _ message: String) {
      self.name = name
      self.ending = ending
      self.text = Marked(text)
      self.message = message
    }
  }

  static let bothReadings =
    "initial: '16384' has no unit: write '16384 MiB' for MB as Windows counts, or '16384 B' for bytes"

  static let rows = [
    Row(
      "a bare integer as a size", "toml", host("[[host.pagefile]]\npath = 'C:'\ninitial = ⏵16384"),
      bothReadings),
    Row(
      "a bare integer as a size", "json", jsonHost("\"pagefile\":[{\"path\":\"C\",\"initial\": ⏵16384}]"),
      bothReadings),
    Row(
      "a bare integer as a size", "ndjson",
      "\n{\"name\":\"é\",\"pagefile\":[{\"path\":\"C\",\"initial\":⏵16384}]}", bothReadings),
    Row(
      "a negative size", "toml", host("memory.installed = ⏵-5"), "installed: a size cannot be negative: '-5'"),
    Row(
      "a negative size as text", "json", jsonHost("\"memory\":{\"installed\":⏵\"-5 GiB\"}"),
      "installed: a size cannot be negative: '-5 GiB'"),
    Row(
      "a size that overflows", "json", jsonHost("\"memory\":{\"installed\":⏵\"99999999999999999999 GiB\"}"),
      "installed: '99999999999999999999 GiB' is too large: a size is at most 4 EiB"),
    Row(
      "a build beyond 64 bits", "json", jsonHost("\"build\":⏵99999999999999999999999"),
      "build: expected a whole number from 1 to 999999, found the integer 99999999999999999999999"),
    Row(
      "a build with a point", "ndjson", jsonLine("\"build\":⏵2.5"),
      "build: expected a whole number from 1 to 999999, found the number 2.5"),
    Row(
      "a key misspelt", "toml", host("[host.memory]\n⏵visibel = \"1 GiB\""),
      "unknown key \"visibel\" in memory; did you mean 'visible'?"),
    Row(
      "a key misspelt", "json", jsonHost("⏵\"pagefil\":[]"),
      "unknown key \"pagefil\" in host; did you mean 'pagefile'?"),
    Row(
      "a key given twice", "ndjson", jsonLine("\"os\":\"linux\",⏵\"os\":\"windows\""), "\"os\" is given twice"
    ),
    Row(
      "a key given twice with an escape in it", "ndjson",
      jsonLine("\"os\":\"linux\",⏵\"o\\u0073\":\"windows\""), "\"os\" is given twice"),
    Row(
      "a wrong word", "toml", host("os = ⏵\"Windows\""),
      "os: expected one of \"windows\", \"linux\", found \"Windows\"; did you mean \"windows\"?"),
    Row(
      "a time without an offset", "toml", host("collected = ⏵2026-03-02T09:15:00"),
      "collected: expected a time with its offset such as 2026-03-02T09:15:00Z, found the time 2026-03-02T09:15:00"
    ),
    Row(
      "a volume without an id", "toml", host("⏵[[host.volume]]\nboot = true"),
      "volume needs id: a volume such as \"C:\" or \"/\""),
    Row(
      "two boot volumes", "toml",
      host("[[host.volume]]\nid = \"C:\"\nboot = true\n[[host.volume]]\nid = \"D:\"\n⏵boot = true"),
      "host \"A\" has two boot volumes, \"C:\" and \"D:\": expected one, the volume of %SystemRoot%"),
    Row(
      "two boot volumes", "ndjson",
      jsonLine("\"volume\":[{\"id\":\"C:\",\"boot\":true},{\"id\":\"D:\",⏵\"boot\":true}]"),
      "host \"A\" has two boot volumes, \"C:\" and \"D:\": expected one, the volume of %SystemRoot%"),
    Row(
      "a speed in no unit", "toml", host("platform.write-speed = ⏵200"),
      "write-speed: expected a speed such as \"200 MiB/s\", found the integer 200"),
  ]

  static func host(_ text: String) -> String {
    "[[host]]\nname = \"A\"\n\(text)\n\n[[host]]\nname = \"good\""
  }
  static func jsonHost(_ text: String) -> String {
    "{\"host\":[\n{\"name\":\"A\",\n  \(text)},\n{\"name\":\"good\"}]}"
  }
  static func jsonLine(_ text: String) -> String { "{\"name\":\"A\",\(text)}\n{\"name\":\"good\"}" }

  @Test(
    "each is named with its place; the host is unknown for that reason, the others are untouched",
    arguments: rows)
  func isNamed(row: Row) {
    let file = readHostFile(path: "hosts.\(row.ending)", bytes: row.text.bytes)
    #expect(file.diagnostics.map(\.message) == [row.message])
    #expect(file.diagnostics.positions == row.text.positions)
    let line = row.text.positions.first?.line ?? 0
    #expect(file.hosts.first?.unreadable == "hosts.\(row.ending):\(line): \(row.message)")
    #expect(file.hosts.dropFirst().allSatisfy { $0.unreadable == nil && $0.name == "good" })
  }

  static let nameless = [
    Row("a number alone", "json", "⏵1", "expected a table, { … }"),
    Row("an empty file", "json", "⏵", "the text is empty: expected a table, { … }"),
    Row("no name", "toml", "⏵[[host]]\nos = \"linux\"", "host needs name: a host name such as \"SQL07\""),
    Row(
      "an empty name", "ndjson", "{\"name\":⏵\" \"}",
      "name: the name is empty: expected a host name such as \"SQL07\""),
    Row(
      "a path as a name", "ndjson", "{\"name\":⏵\"a/b\"}",
      "name: \"a/b\" has a '/' in it: expected a host name such as \"SQL07\", not a path"),
    Row(
      "an escape in a name", "ndjson", "{\"name\":⏵\"a\\u001b[2J\"}",
      "name: \"a\\u001B[2J\" has a control character in it"),
    Row("no table", "ndjson", "⏵[1]", "host: expected a table, found a list"),
    Row(
      "another key at the top", "json", "{⏵\"hosts\":[]}",
      "key \"hosts\" is unknown: did you mean 'host'? everything stands below it"),
    Row(
      "one table where a list is expected", "json", "{\"host\":⏵{}}",
      "host: expected a list of tables, [[host]], found a table"),
    Row(
      "no JSON", "ndjson", "{\"name\":⏵nope}",
      "expected a value: a string, a number, true, false, null, a table or a list"),
    Row(
      "no JSON on the third line", "ndjson", "{\"name\":\"a\"}\n\n{\"name\" ⏵\"b\"}",
      "not valid JSON: a comma, colon, bracket or quote is missing, or there is one too many"),
    Row("something after the end", "json", "{\"host\":[]}⏵{}", "something follows the end of the JSON text"),
    Row("a text cut short", "json", "{\"host\":[⏵", "the text ends inside a table or list"),
    Row("a string cut short", "json", "{\"host\":⏵\"abc", "a string that is never closed"),
  ]

  @Test("what has no name to show is a diagnostic alone", arguments: nameless)
  func withoutName(row: Row) {
    let file = readHostFile(path: "hosts.\(row.ending)", bytes: row.text.bytes)
    #expect(file.diagnostics.map(\.message) == [row.message])
    #expect(file.diagnostics.positions == row.text.positions)
    #expect(file.hosts.map(\.name).filter { $0 != "a" } == [])
  }

  @Test("hosts of one name are refused by name and alias, case aside, and both places are named")
  func sharedNames() {
    let first = readHostFile(path: "a.ndjson", bytes: Array("{\"name\":\"SQL07\"}\n{\"name\":\"ok\"}".utf8))
    let second = readHostFile(
      path: "b.toml", bytes: Array("[[host]]\nname = \"x\"\naliases = [\"sql07\", \"X\"]".utf8))
    let inventory = HostInventory(files: [first, second])
    let message = "the name \"sql07\" is that of two hosts: a.ndjson:1:9 and b.toml:2:8"
    #expect(inventory.hosts.map(\.name) == ["SQL07", "ok", "x"])
    #expect(inventory.hosts.map(\.unreadable) == [message, nil, message])
    #expect(inventory.diagnostics == [Diagnostic(file: "b.toml", line: 2, column: 8, message: message)])
  }
}
