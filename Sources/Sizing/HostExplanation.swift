/// How a host's verdict is worked out: each number that goes into it once, and where the facts come from.
public struct HostExplanation: Sendable, Equatable {
  /// One number.
  public struct Term: Sendable, Equatable {
    /// What is counted.
    public enum Unit: String, Sendable, Equatable { case bytes, seconds }

    /// Its name, as JSON has it: `required`.
    public let name: String
    /// The number, or why it is not known.
    public let value: Fact<UInt64>
    /// What it counts.
    public let unit: Unit
    /// Where it comes from, in words that need no other term.
    public let formula: String
    /// The rule or note that says so.
    public let rule: String?
  }

  /// A group of facts, and how old it is.
  public struct Group: Sendable, Equatable {
    /// The group.
    public let group: FactGroup
    /// Where it comes from, and when it was collected there.
    public let origin: FactOrigin
    /// Its age in seconds, where it is known when it was collected.
    public let age: Int64?
    /// Whether that is too old (rule FACTS-STALE).
    public let isStale: Bool
  }

  /// A rule that could not judge.
  public struct Undecided: Sendable, Equatable {
    /// The rule.
    public let rule: String
    /// What it lacks.
    public let reason: String
  }

  /// A setting that is no number.
  public struct Setting: Sendable, Equatable {
    /// Its key in a host file: `kdump.crashkernel`.
    public let name: String
    /// What it is, as a word or a text, or why that is not known.
    public let value: Fact<String>
    /// The rule that asks for it.
    public let rule: String
  }

  /// The numbers, in the order in which they are worked out.
  public let terms: [Term]
  /// What kdump was told; nothing of a host that is not Linux, or of which nothing is known.
  public let settings: [Setting]
  /// The groups of facts that are given.
  public let groups: [Group]
  /// The rules that could not judge for want of facts.
  public let undecided: [Undecided]
}

/// Works out again how a host was judged, for somebody who wants to follow.
public func explain(_ facts: HostFacts, wanted: Wanted, now: Timestamp) -> HostExplanation {
  let situation = Situation(facts, wanted: wanted, now: now)
  let groups = FactGroup.allCases.compactMap { group -> HostExplanation.Group? in
    guard let origin = facts.origin(of: group) else { return nil }
    let age = origin.collected.value.map { now.seconds(since: $0) }
    let isStale = age.map { $0 > situation.ageLimit(of: group) || $0 < -86_400 } ?? false
    return HostExplanation.Group(group: group, origin: origin, age: age, isStale: isStale)
  }
  guard facts.unreadable == nil, wanted.want != .none else {
    return HostExplanation(terms: [], settings: [], groups: groups, undecided: [])
  }
  let undecided = RuleTable.rules.compactMap { rule -> HostExplanation.Undecided? in
    guard case .unknown(let reason) = rule.verdict(situation) else { return nil }
    return HostExplanation.Undecided(rule: rule.id, reason: reason)
  }
  var terms = Terms(situation)
  terms.addAll()
  return HostExplanation(
    terms: terms.terms, settings: situation.kdumpSettings, groups: groups, undecided: undecided)
}
