import ArgumentParser
import Sizing

/// `dumpctl rules`: every rule of the advisor.
struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "List every rule of the advisor.", usage: "dumpctl rules [--json]")

  @OptionGroup var output: OutputOptions

  func run() throws { try output.print(RuleList(rules: RuleTable.rules)) }
}

private struct RuleList: Answering {
  let rules: [Rule]

  var json: JSONFields { JSONFields(["version": 1, "rules": rules.map(\.json)]) }

  func text(_ style: TextStyle) -> String {
    var table = TextTable([("RULE", .left), ("SEVERITY", .left), ("SAYS", .left)])
    for rule in rules { table.add(rule.id, rule.severity.rawValue, rule.title) }
    let hint = style.hasLegend ? "\n  Next: dumpctl explain RULE\n" : ""
    return "\(counted(rules.count, "rule"))\n\n" + table.text(hasHeadings: style.hasLegend) + hint
  }
}
