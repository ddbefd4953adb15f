import DumpStore
import Linux
import Testing

struct AdoptPatternTests {
  private static let rows: [(pattern: String, name: String, matches: Bool)] = [
    ("{id}-{host}-{time}", "1-SQL07-2026", true),
    ("{id}-{host}-{time}", "1-SQL07", false),
    ("{id}-{host}-{time}", "-SQL07-2026", false),
    ("{id}-{host}-{time}", "--", false),
    ("{id}-{host}-{time}", "a-b-c-d", true),
    ("*.dmp", "a.dmp", true),
    ("*.dmp", "a.dmp.pin", false),
    ("*", "a.pin", false),
    ("*", "a.sha256", false),
    ("*", ".hidden", false),
    ("*.dmp", "a.DMP", false),
    ("vmcore-?", "vmcore-1", true),
    ("vmcore-?", "vmcore-", false),
    ("vmcore-?", "vmcore-12", false),
    ("{}", "{}", true),
    ("{a b}", "{a b}", true),
    ("{a b}", "x", false),
    ("{open", "{open", true),
    ("{a}", "x", true),
    ("", "x", false),
    ("*{id}*", "x", true),
  ]

  @Test("a name fits or does not", arguments: rows)
  private func matches(pattern: String, name: String, matches: Bool) throws {
    #expect(AdoptPattern(pattern).matches(try .test(name)) == matches, "\(pattern) \(name)")
  }

  @Test("a name that is no text is matched by its bytes")
  func bytes() throws {
    let name = try #require(FileName(bytes: [0x61, 0xFF, 0x2D, 0xFE]))
    #expect(AdoptPattern("{id}-{host}").matches(name))
    #expect(AdoptPattern("a?-?").matches(name))
  }

  @Test("stars do not multiply the work")
  func stars() throws {
    let pattern = AdoptPattern(String(repeating: "*a", count: 120))
    #expect(pattern.matches(try .test(String(repeating: "a", count: 254) + "b")) == false)
  }
}
