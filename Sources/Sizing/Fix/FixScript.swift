/// A script that carries a plan out, for a person to review and to run; this program never runs it.
public struct FixScript: Sendable, Equatable {
  /// What runs it.
  public enum Language: String, Sendable, Equatable { case powershell, sh }

  /// What runs it.
  public let language: Language
  /// The whole text, plain ASCII, a newline at its end.
  public let text: String

  /// The script of a plan; `nil` where there is nothing to run.
  public init?(_ plan: FixPlan, made: Timestamp) {
    guard !plan.steps.isEmpty else { return nil }
    switch plan.facts.os {
    case .windows:
      language = .powershell
      text = PowerShellScript(plan, made: made).text
    case .linux:
      guard let script = ShellScript(plan, made: made) else { return nil }
      language = .sh
      text = script.text
    }
  }

  /// What a person reads before the script: the answer first.
  static func header(_ plan: FixPlan, made: Timestamp) -> [String] {
    let collected =
      plan.facts.collected.value.map { "collected \($0)" }
      ?? (plan.facts.source == "local" ? "read \(made)" : "nobody said when they were collected")
    var lines = [
      plan.answer + ".",
      "Review before running. It was made from facts, not run anywhere: dumpwarden \(Version.current), \(made).",
      "Host: \(plan.facts.name). Facts: \(plan.facts.source), \(collected).", "It does this:",
    ]
    for (number, step) in plan.steps.enumerated() {
      lines.append("  \(number + 1). \(step.change.sentence) (\(step.rule))")
    }
    if !plan.remaining.isEmpty {
      lines.append("This stays, since no script on this host changes it:")
      lines += plan.remaining.map { "  \($0.rule): \($0.message)" }
    }
    return lines.map { line in
      let text = ScriptText.comment(line)
      return text.isEmpty ? "#" : "# \(text)"
    }
  }
}
