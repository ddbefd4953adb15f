import DumpReports
import Sizing

/// What `fix` answers: the script, or why there is none.
struct FixReport: Answering {
  let plan: FixPlan
  let script: FixScript?
  /// Where the script was written, where it was.
  let file: String?
  /// The options that a further command needs to see the same host.
  let options: String

  func text(_ style: TextStyle) -> String {
    guard let script else { return style.answer(plan.status, plan.answer) + reasons(style) }
    guard let file else { return script.text }
    let next =
      "review it, then run it on \(plan.facts.name) as \(plan.facts.os == .linux ? "root" : "administrator")"
    return style.answer(plan.status, plan.answer)
      + FoldedText.hanging("Script: \(file.asSafeText)", after: "  ", rest: 4)
      + (style.hasLegend ? FoldedText.hanging("Next: \(next.asSafeText)", after: "  ", rest: 4) : "")
  }

  /// What there is to know and to do where no script helps.
  private func reasons(_ style: TextStyle) -> String {
    var text = ""
    func add(_ line: String) { text += FoldedText.hanging(line, after: "  ", rest: 4) }
    switch plan.outcome {
    case .nothingToDo, .script: break
    case .enlarge(_, _, let steps):
      add(
        steps.isEmpty
          ? "No volume that is known has the room. Nothing else is to be changed."
          : "No volume that is known has the room. Once it is there:")
      for step in steps { add("- \(step.change.sentence) (\(step.rule))") }
      if plan.wanted.want == .asConfigured {
        add(
          "A smaller dump may do: no policy says what is wanted of this host, so its own setting is taken "
            + "for it. Say so in [[policy]], as want = \"kernel\".")
      }
    case .notByScript(let findings):
      for finding in findings {
        add("\(finding.rule): \(finding.message)")
        if !finding.remedy.isEmpty { add("→ \(finding.remedy)") }
      }
    case .factsMissing(let missing):
      for fact in missing { add("\(fact.key): \(fact.reason)".asSafeText) }
    }
    if style.hasLegend, plan.status != .ok {
      let host = plan.facts.source == "local" ? "local" : plan.facts.name.asShellWord
      add("Next: dumpctl check\(options) \(host)")
    }
    return text
  }

  var json: JSONFields {
    var enlarge: JSONFields?
    var missing: [JSONFields] = []
    let outcome: String
    switch plan.outcome {
    case .nothingToDo: outcome = "nothing-to-do"
    case .script: outcome = "script"
    case .enlarge(let volume, let more, _):
      outcome = "enlarge"
      enlarge = JSONFields(["volume": volume, "bytes": more.count])
    case .notByScript: outcome = "not-by-script"
    case .factsMissing(let facts):
      outcome = "facts-missing"
      missing = facts.map { JSONFields(["key": $0.key, "reason": $0.reason]) }
    }
    return JSONFields([
      "version": 1, "host": plan.facts.name, "os": plan.facts.os.rawValue, "outcome": outcome,
      "answer": plan.answer, "status_now": plan.before.status.rawValue, "status_after": plan.status.rawValue,
      "changes": plan.steps.map(\.json), "enlarge": enlarge, "missing": missing,
      "remaining": plan.remaining.map { JSONFields(["rule": $0.rule, "message": $0.message]) },
      "language": script?.language.rawValue, "file": file, "script": script?.text,
    ])
  }
}

extension FixStep {
  fileprivate var json: JSONFields {
    JSONFields([
      "rule": rule, "action": change.action, "path": change.path, "bytes": change.size?.count,
      "sentence": change.sentence,
    ])
  }
}
