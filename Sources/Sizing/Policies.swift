/// What is wanted of a host: the last policy that matches wins; without one, whatever the host is configured
/// for.
///
/// A pattern fits the host's name or an alias or, as `tag:PATTERN`, one of its tags. Case does not count.
public func wanted(for facts: HostFacts, policies: [Policy]) -> Wanted {
  for policy in policies.reversed() where policy.match.contains(where: { facts.fits($0) }) {
    return Wanted(policy.want, by: policy.by)
  }
  return Wanted(.asConfigured)
}

extension HostFacts {
  /// Whether a `match` entry of a policy fits this host.
  func fits(_ match: String) -> Bool {
    guard let tag = match.tagPattern else { return goesBy(Pattern(match)) }
    return tags.contains { tag.matches($0) }
  }

  /// Whether the host's name or one of its aliases fits.
  func goesBy(_ pattern: Pattern) -> Bool {
    pattern.matches(name) || aliases.contains { pattern.matches($0) }
  }
}

extension String {
  /// The pattern of `tag:PATTERN`; `nil` where a `match` entry means names.
  var tagPattern: Pattern? {
    let prefix = "tag:"
    guard self.prefix(prefix.count).lowercased() == prefix else { return nil }
    return Pattern(String(dropFirst(prefix.count)))
  }
}

extension Acceptance {
  /// Whether this bears a finding of that rule, on that host, on that day.
  func bears(rule: String, of facts: HostFacts, on day: CalendarDate, shortfall: Bytes?) -> Bool {
    guard until >= day else { return false }
    if let borne = self.shortfall, let shortfall, shortfall > borne { return false }
    return Pattern(self.rule).matches(rule) && facts.goesBy(Pattern(host))
  }
}
