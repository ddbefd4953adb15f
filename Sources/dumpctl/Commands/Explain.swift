import ArgumentParser
import Sizing

/// `dumpctl explain RULE`: why a rule is so, with numbers, remedy and source.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain one rule: why, numbers, remedy, source.", usage: "dumpctl explain RULE [--json]")

  @Argument(
    help: ArgumentHelp("The rule, as a finding names it: SIZ-COMPLETE-MIN.", valueName: "RULE"))
  var rule: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    guard let found = RuleTable.rule(rule) else {
      let hint = RuleTable.nearest(rule).map { "did you mean \($0.id)?" } ?? "dumpctl rules lists them"
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

extension Rule {
  /// The rule with the keys of `rules --json` and `explain --json`.
  var json: JSONFields {
    JSONFields([
      "id": id, "title": title, "severity": severity.rawValue, "applies": validity.text, "why": why,
      "formula": formula, "example": worked, "speaks_of": speaks.text, "silent_of": silent.text,
      "remedy": remedy, "source": source, "confidence": confidence.rawValue, "needs": needs,
    ])
  }
}
