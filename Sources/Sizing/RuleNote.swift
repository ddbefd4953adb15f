/// What is known of dumps and no fact of a host decides: explained and listed beside the rules, never spoken.
public struct RuleNote: Sendable {
  /// Its name, as the reference has it.
  public let id: String
  /// What is so, in one line.
  public let title: String
  /// Where it holds, in words.
  public let applies: String
  /// The whole of it.
  public let text: String
  /// The title of the document that says so.
  public let source: String
  /// How sure that is.
  public let confidence: Rule.Confidence
  /// The rule that speaks where this bears on a host; `nil` where none does.
  public let spokenBy: String?

  init(
    _ id: String, _ title: String, applies: String = "all versions of Windows", _ text: String,
    source: String,
    _ confidence: Rule.Confidence, spokenBy: String? = nil
  ) {
    self.id = id
    self.title = title
    self.applies = applies
    self.text = text
    self.source = source
    self.confidence = confidence
    self.spokenBy = spokenBy
  }
}
