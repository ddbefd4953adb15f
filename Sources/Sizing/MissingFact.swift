/// A fact that a verdict needs and that nobody gave.
public struct MissingFact: Sendable, Hashable {
  /// The key of a host file that would give it: `memory.visible`.
  public let key: String
  /// Why it is not known.
  public let reason: String

  /// A fact that is missing under that key, for that reason.
  public init(_ key: String, because reason: String? = nil) {
    self.key = key
    self.reason = reason ?? "\(key) is not given"
  }

  /// The reason, with the whole key where the reason says no more than that the key is absent.
  var sentence: String { (reason.hasSuffix(" is not given") ? "\(key) is not given" : reason).asSafeText }
}

extension Fact {
  /// This fact as a missing one; `nil` where it is known.
  func missing(_ key: String) -> MissingFact? { reason.map { MissingFact(key, because: $0) } }
}

extension Rule.Verdict {
  /// Not decided, for want of this fact.
  static func unknown(for fact: MissingFact?) -> Self { .unknown(because: fact?.sentence ?? "") }
}
