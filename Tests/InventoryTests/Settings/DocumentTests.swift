import Inventory
import Sizing
import Testing

@Suite("documents")
struct DocumentTests {
  @Test("every kind of value has its place and its value")
  func values() throws {
    let text = Marked(
      """
      ⏵s = ⏵"é \\u202E"
      ⏵i = ⏵-9223372036854775808
      ⏵f = ⏵1.5
      ⏵b = ⏵true
      ⏵d = ⏵2026-09-30
      ⏵t = ⏵2026-03-02T10:15:00+01:00
      "é".⏵l = ⏵[1, [2]]
      """)
    let document = Document(toml: text.bytes, file: "a.toml")
    let root = try #require(document.root)
    #expect(document.diagnostics == [])
    #expect(root["s"]?.string == "é \u{202E}")
    #expect(root["i"]?.integer == .min)
    #expect(root["f"]?.kind == .float)
    #expect(root["b"]?.boolean == true)
    #expect(root["d"]?.date == CalendarDate("2026-09-30"))
    #expect(root["t"]?.timestamp == settingsNow)
    #expect(root["é"]?["l"]?.children.map(\.kind) == [.integer, .list])
    #expect(root["none"] == nil && root["s"]?["x"] == nil)
    let nodes = root.children.map { $0.kind == .table ? $0["l"] ?? $0 : $0 }
    #expect(nodes.flatMap { [$0.keyPosition, $0.position] } == text.positions)
  }

  @Test("JSON has the same tree, and integers beyond 64 bits are none")
  func json() throws {
    let text = Marked(
      "{⏵\"a\": ⏵9223372036854775807, ⏵\"b\":⏵-9223372036854775808,\n\"é\": 1, ⏵\"c\":⏵9223372036854775808, ⏵\"d\" : ⏵null,\n⏵\"e\":⏵{}}"
    )
    let document = Document(json: text.bytes, file: "a.json")
    let root = try #require(document.root)
    #expect(root["a"]?.integer == .max)
    #expect(root["b"]?.integer == .min)
    #expect(root["c"]?.integer == nil)
    #expect(root["c"]?.kind == .integer)
    #expect(root["c"]?.text == "9223372036854775808")
    #expect(root["d"]?.kind == .null)
    #expect(root["e"]?.kind == .table)
    let nodes = root.children.filter { $0.key != "é" }
    #expect(nodes.flatMap { [$0.keyPosition, $0.position] } == text.positions)
  }

  @Test("places are right in whichever order they are asked for")
  func placesInAnyOrder() throws {
    let document = Document(json: Array("{\"a\":1,\n\"b\":2,\n\"c\":3}".utf8), file: "a.json")
    let nodes = try #require(document.root).children.map { $0 }
    #expect(
      nodes.reversed().map(\.position) == [3, 2, 1].map { Position(line: $0, column: $0 == 1 ? 6 : 5) })
  }

  @Test("a quoted text is TOML that reads back, and holds nothing that moves a cursor")
  func quoting() throws {
    for text in [
      "", "a\"b\\c", "\u{0}\u{1b}[2J\n\t\r\u{7f}\u{85}", "é 日本 \u{1F600}",
      "\u{202E}\u{2066}\u{FEFF}\u{E0041}",
    ] {
      let quoted = tomlQuoted(text)
      #expect(
        !quoted.unicodeScalars.contains {
          $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0 == "\u{202E}"
        })
      let document = Document(toml: Array("a = \(quoted)".utf8), file: "a")
      #expect(document.root?["a"]?.string == text, "\(quoted)")
    }
  }
}
