import ArgumentParser
import Sizing

/// `dumpctl rules`: every rule of the advisor.
struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List every rule of the advisor.")

  @OptionGroup var output: OutputOptions

  func run() throws { try output.print(RuleList(rules: RuleTable.rules)) }
}

private struct RuleList: Answering {
  let rules: [Rule]

  private enum Key: String, CodingKey { case version, rules }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(1, forKey: .version)
    try container.encode(rules.map(RuleJSON.init), forKey: .rules)
  }

  func text(_ style: TextStyle) -> String {
    var table = TextTable([("RULE", .left), ("SEVERITY", .left), ("SAYS", .left)])
    for rule in rules { table.add(rule.id, rule.severity.rawValue, rule.title) }
    let hint = style.hasLegend ? "\n  Next: dumpctl explain RULE\n" : ""
    return "\(rules.count) rules\n" + table.text(hasHeadings: style.hasLegend) + hint
  }
}
