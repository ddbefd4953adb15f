/// Something that a host's facts say, or the reason why they do not.
///
/// There is no default: what needs an unknown fact is itself unknown (promise P4).
public enum Fact<Value: Sendable>: Sendable {
  case known(Value)
  case unknown(because: String)

  /// The value, where it is known.
  public var value: Value? {
    if case .known(let value) = self { value } else { nil }
  }

  /// Why the value is not known; `nil` where it is.
  public var reason: String? {
    if case .unknown(let reason) = self { reason } else { nil }
  }

  /// Another value made from this one; the reason stays.
  public func map<Other>(_ transform: (Value) -> Other) -> Fact<Other> {
    switch self {
    case .known(let value): .known(transform(value))
    case .unknown(let reason): .unknown(because: reason)
    }
  }
}

extension Fact: Equatable where Value: Equatable {}

/// The answer to a yes-or-no question that facts may not decide.
public enum Answer: String, Sendable, Equatable, CaseIterable {
  case yes, no, unknown
}
