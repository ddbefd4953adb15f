import ArgumentParser
import Sizing

/// `dumpctl explain RULE`: why a rule is so, with numbers, remedy and source.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Explain one rule: why, numbers, remedy, source.")

  @Argument(help: "The rule, as a finding names it: SIZ-COMPLETE-MIN.")
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

  private enum Key: String, CodingKey { case version, rule }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(1, forKey: .version)
    try container.encode(RuleJSON(rule), forKey: .rule)
  }

  func text(_ style: TextStyle) -> String {
    var text = "\(rule.id): \(rule.title)\n"
    let parts = [
      ("Why", rule.why), ("Formula", rule.formula), ("Example", rule.worked), ("Remedy", rule.remedy),
      ("Severity", rule.severity.rawValue), ("Applies", rule.validity.text),
      ("Needs", rule.needs.joined(separator: ", ")),
      ("Source", "\(rule.source); confidence \(rule.confidence.rawValue)"),
    ]
    for (label, value) in parts where !value.isEmpty {
      let folded = TextTable.folded(value, to: 68)
      text += "  " + label + String(repeating: " ", count: 10 - label.count) + (folded.first ?? "") + "\n"
      for rest in folded.dropFirst() { text += String(repeating: " ", count: 12) + rest + "\n" }
    }
    return text
  }
}

/// A rule with the keys of `rules --json` and `explain --json`.
struct RuleJSON: Encodable {
  let id, title, severity, applies, why, formula, example, remedy, source, confidence: String
  let needs: [String]

  init(_ rule: Rule) {
    id = rule.id
    title = rule.title
    severity = rule.severity.rawValue
    applies = rule.validity.text
    why = rule.why
    formula = rule.formula
    example = rule.worked
    remedy = rule.remedy
    source = rule.source
    confidence = rule.confidence.rawValue
    needs = rule.needs
  }
}
