import ManualPages
import Sizing
import Testing

/// The rules in `dumpwarden.rules(7)`, which are those that judge.
@Suite("the manual page of rules")
struct RulesManualTests {
  @Test("has every rule and note; DUMPWARDEN_UPDATE=1 writes it")
  func rules() throws {
    let rules = RuleTable.rules.map(Self.entry).joined()
    let notes = RuleTable.notes.map(Self.entry).joined()
    let page = ManualPage("dumpwarden.rules.7")
    #expect(try page.part("rules", madeAs: list(rules)) == list(rules))
    #expect(try page.part("notes", madeAs: list(notes)) == list(notes))
    for rule in RuleTable.rules { #expect(rules.contains(".It Sy \(rule.id) ")) }
    for note in RuleTable.notes { #expect(notes.contains(".It Sy \(note.id)\n")) }
  }

  private func list(_ entries: String) -> String { ".Bl -tag -width Ds\n\(entries).El\n" }

  private static func entry(_ rule: Rule) -> String {
    var text = ".It Sy \(rule.id) Pq \(rule.severity.rawValue)\n"
    text += sentence(rule.title) + Mdoc.prose(rule.why)
    text +=
      labelled("Formula", rule.formula) + labelled("Worked", rule.worked) + labelled("Remedy", rule.remedy)
    text += labelled("Applies to", rule.validity.text)
    text += labelled("Needs", rule.needs.joined(separator: ", "))
    return text + labelled("Source", "\(rule.source); confidence \(rule.confidence.rawValue)")
  }

  private static func entry(_ note: RuleNote) -> String {
    var text = ".It Sy \(note.id)\n" + sentence(note.title) + Mdoc.prose(note.text)
    text += labelled("Applies to", note.applies)
    text += labelled("Spoken by", note.spokenBy ?? "")
    return text + labelled("Source", "\(note.source); confidence \(note.confidence.rawValue)")
  }

  private static func sentence(_ title: String) -> String {
    Mdoc.prose(title.prefix(1).uppercased() + title.dropFirst() + ".")
  }

  private static func labelled(_ label: String, _ text: String) -> String {
    text.isEmpty ? "" : ".br\n.Em \(Mdoc.arguments(label)) :\n" + Mdoc.prose(text)
  }
}
