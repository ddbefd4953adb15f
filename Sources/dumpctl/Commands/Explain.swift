import ArgumentParser
import DumpReports
import Sizing

/// `dumpctl explain RULE`: why a rule is so, with numbers, remedy and source.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain one rule: why, numbers, remedy, source.", usage: "dumpctl explain RULE [--json]")

  @Argument(
    help: ArgumentHelp("The rule, as a finding names it: SIZ-COMPLETE-MIN.", valueName: "RULE"),
    completion: .rulesAndNotes)
  var rule: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    if let note = RuleTable.note(rule) { return try output.print(ExplainedNote(note: note)) }
    guard let found = RuleTable.rule(rule) else {
      let hint = RuleTable.nearestID(rule).map { "did you mean \($0)?" } ?? "dumpctl rules lists them"
      complain("there is no rule '\(rule.asSafeText)': \(hint)")
      throw ExitCode.usage
    }
    try output.print(Explanation(rule: found))
  }
}

private struct Explanation: Answering {
  let rule: Rule

  var json: JSONFields { JSONFields(["version": 1, "rule": rule.json]) }

  func text(_ style: TextStyle) -> String {
    let parts = [
      ("Why", rule.why), ("Formula", rule.formula), ("Worked", rule.worked), ("Remedy", rule.remedy),
      ("Speaks of", rule.speaks.text), ("Not of", rule.silent.text), ("Severity", rule.severity.rawValue),
      ("Applies to", rule.validity.text), ("Needs", rule.needs.joined(separator: ", ")),
      ("Source", "\(rule.source); confidence \(rule.confidence.rawValue)"),
    ]
    return FoldedText.hanging("\(rule.id): \(rule.title)", after: "", rest: 2)
      + FoldedText.rows(parts.filter { !$0.1.isEmpty }.map { (label: $0.0, value: $0.1) })
  }
}

private struct ExplainedNote: Answering {
  let note: RuleNote

  var json: JSONFields { JSONFields(["version": 1, "rule": note.json]) }

  func text(_ style: TextStyle) -> String {
    let parts = [
      ("What", note.text), ("Applies to", note.applies),
      ("Spoken by", note.spokenBy ?? "no rule: no fact of a host decides it"),
      ("Source", "\(note.source); confidence \(note.confidence.rawValue)"),
    ]
    return FoldedText.hanging("\(note.id): \(note.title)", after: "", rest: 2)
      + FoldedText.rows(parts.map { (label: $0.0, value: $0.1) })
  }
}

extension RuleNote {
  /// The note with the keys of a rule, those that it lacks being null.
  var json: JSONFields {
    let none: String? = nil
    return JSONFields([
      "id": id, "title": title, "severity": none, "applies": applies, "why": text, "formula": none,
      "example": none, "speaks_of": none, "silent_of": none, "remedy": none, "source": source,
      "confidence": confidence.rawValue, "needs": [String](), "spoken_by": spokenBy,
    ])
  }
}

extension Rule {
  /// The rule with the keys of `rules --json` and `explain --json`.
  var json: JSONFields {
    JSONFields([
      "id": id, "title": title, "severity": severity.rawValue, "applies": validity.text, "why": why,
      "formula": formula, "example": worked, "speaks_of": speaks.text, "silent_of": silent.text,
      "remedy": remedy, "source": source, "confidence": confidence.rawValue, "needs": needs, "spoken_by": id,
    ])
  }
}
