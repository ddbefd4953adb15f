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
    let prefix = "tag:"
    if match.prefix(prefix.count).lowercased() == prefix {
      let pattern = Pattern(String(match.dropFirst(prefix.count)))
      return tags.contains { pattern.matches($0) }
    }
    return goesBy(Pattern(match))
  }

  /// Whether the host's name or one of its aliases fits.
  func goesBy(_ pattern: Pattern) -> Bool {
    pattern.matches(name) || aliases.contains { pattern.matches($0) }
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
