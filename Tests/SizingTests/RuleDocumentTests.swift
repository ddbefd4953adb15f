import FoundationEssentials
import Glibc
import Sizing
import Testing

/// `docs/rules.md`, which says the same as the table because it is made from it.
@Suite struct RuleDocumentTests {
  static let path =
    #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/docs/rules.md"

  @Test("docs/rules.md has every rule and note; DUMPWARDEN_UPDATE=1 writes it anew")
  func document() throws {
    let text = RuleTable.document
    if getenv("DUMPWARDEN_UPDATE") != nil {
      try FileManager.default.createDirectory(
        atPath: String(Self.path.dropLast("/rules.md".count)), withIntermediateDirectories: true)
      try text.write(toFile: Self.path, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOfFile: Self.path, encoding: .utf8) == text)
    for rule in RuleTable.rules { #expect(text.contains("| \(rule.id) | \(rule.severity.rawValue) |")) }
    for note in RuleTable.notes { #expect(text.contains("| \(note.id) |")) }
  }
}
