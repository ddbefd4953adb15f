import ArgumentParser
import DumpReports
import Sizing

/// `dumpctl rules`: every rule of the advisor.
struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "List every rule of the advisor.", usage: "dumpctl rules [--json]")

  @OptionGroup var output: OutputOptions

  func run() throws { try output.print(RuleList(rules: RuleTable.rules, notes: RuleTable.notes)) }
}

private struct RuleList: Answering {
  let rules: [Rule]
  let notes: [RuleNote]

  var json: JSONFields { JSONFields(["version": 1, "rules": rules.map(\.json) + notes.map(\.json)]) }

  func text(_ style: TextStyle) -> String {
    var table = TextTable([("RULE", .left), ("SEVERITY", .left), ("SAYS", .left)])
    for rule in rules { table.add(rule.id, rule.severity.rawValue, rule.title) }
    for note in notes { table.add(note.id, "-", note.title) }
    let hint = style.hasLegend ? "\n  Next: dumpctl explain RULE\n" : ""
    let notes = "\(counted(notes.count, "note")) that only explain"
    return "\(counted(rules.count, "rule")), \(notes)\n\n" + table.text(style) + hint
  }
}
