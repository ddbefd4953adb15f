/// Policies and acceptances made ready to be asked about many hosts.
public struct HostJudge: Sendable {
  /// One policy, its patterns made once.
  private struct Wish: Sendable {
    let names: [Pattern]
    let tags: [Pattern]
    let wanted: Wanted

    init(_ policy: Policy) {
      var names: [Pattern] = []
      var tags: [Pattern] = []
      for match in policy.match {
        if let tag = match.tagPattern { tags.append(tag) } else { names.append(Pattern(match)) }
      }
      (self.names, self.tags) = (names, tags)
      wanted = Wanted(policy.want, by: policy.by)
    }

    func matches(_ facts: HostFacts) -> Bool {
      names.contains { facts.goesBy($0) }
        || tags.contains { tag in facts.tags.contains { tag.matches($0) } }
    }
  }

  /// The last policy first, since it wins.
  private let wishes: [Wish]
  private let acceptances: [(acceptance: Acceptance, host: Pattern)]
  private let now: Timestamp

  /// A judge by these policies and acceptances, at that time.
  public init(policies: [Policy] = [], acceptances: [Acceptance] = [], now: Timestamp) {
    wishes = policies.reversed().map(Wish.init)
    self.acceptances = acceptances.map { ($0, Pattern($0.host)) }
    self.now = now
  }

  /// What is wanted of a host: what ``wanted(for:policies:)`` says.
  public func wanted(for facts: HostFacts) -> Wanted {
    wishes.first { $0.matches(facts) }?.wanted ?? Wanted(.asConfigured)
  }

  /// A host judged in full, by the policies or by what is wanted of it.
  public func assessment(of facts: HostFacts, wanted: Wanted? = nil) -> Assessment {
    assess(
      facts, wanted: wanted ?? self.wanted(for: facts), acceptances: acceptances(for: facts), now: now)
  }

  /// How a host stands: what its assessment tells, in a fraction of the time where nothing is accepted.
  public func standing(of facts: consuming HostFacts, wanted: Wanted? = nil) -> Standing {
    guard acceptances(for: facts).isEmpty else { return Standing(assessment(of: facts, wanted: wanted)) }
    let wanted = wanted ?? self.wanted(for: facts)
    return Standing(Situation(facts, wanted: wanted, now: now))
  }

  private func acceptances(for facts: HostFacts) -> [Acceptance] {
    guard !acceptances.isEmpty else { return [] }
    return acceptances.lazy.filter { facts.goesBy($0.host) }.map(\.acceptance)
  }
}
