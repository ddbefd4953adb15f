import ArgumentParser
import Sizing

/// What to say of a word that names nothing: the nearest one that does, or where to look.
func suggestion(
  for word: String, among known: some Sequence<String>, otherwise: String? = nil
) -> String {
  nearestWord(to: word, among: known).map { "did you mean \($0.asSafeText)?" } ?? otherwise ?? ""
}

/// The same behind what was said of the word: `: did you mean SQL07?`, or nothing.
func suffix(_ suggestion: String) -> String { suggestion.isEmpty ? "" : ": \(suggestion)" }

/// The id of a rule that a person names, however he writes it.
func ruleID(_ text: String) throws -> String {
  guard let rule = RuleTable.rule(text) else {
    let hint = RuleTable.nearest(text).map { "did you mean \($0.id)?" } ?? "dumpctl rules lists them"
    throw ValidationError("there is no rule '\(text.asSafeText)': \(hint)")
  }
  return rule.id
}
