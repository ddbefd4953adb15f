/// What somebody wants a host to write when it crashes.
public enum Want: String, Sendable, Equatable, CaseIterable {
  /// Exempt: counted as such, never judged.
  case none
  case small, kernel, automatic, active, complete
  /// Whatever the host is configured to write; complete where that is not known or dumps are switched off.
  case asConfigured = "as-configured"
  /// This machine only: say whether RAM + 1 MB fits, a warning if not.
  case report
}

/// Who writes the dump.
public enum DumpWriter: String, Sendable, Equatable, CaseIterable { case guest, hypervisor, either }

/// What is wanted of a host, policies applied.
public struct Wanted: Sendable, Equatable {
  /// The dump wanted.
  public var want: Want
  /// Who is to write it.
  public var by: DumpWriter

  /// A wish.
  public init(_ want: Want, by: DumpWriter = .guest) {
    self.want = want
    self.by = by
  }
}

/// One `[[policy]]`: what is wanted of the hosts that it matches.
public struct Policy: Sendable, Equatable {
  /// Patterns of host names or, as `tag:WORD`, of tags.
  public var match: [String]
  /// The dump wanted.
  public var want: Want
  /// Who is to write it.
  public var by: DumpWriter

  /// A policy.
  public init(match: [String], want: Want, by: DumpWriter = .guest) {
    self.match = match
    self.want = want
    self.by = by
  }
}

/// One `[[accept]]`: a finding that is known and borne until a day.
public struct Acceptance: Sendable, Equatable {
  /// A pattern of host names.
  public var host: String
  /// The rule, or a pattern of rules.
  public var rule: String
  /// Why it is borne.
  public var reason: String
  /// The last day on which it is.
  public var until: CalendarDate
  /// How much was missing when it was accepted.
  ///
  /// It lapses when more is; `nil` where nothing was noted.
  public var shortfall: Bytes?

  /// An acceptance.
  public init(host: String, rule: String, reason: String, until: CalendarDate, shortfall: Bytes? = nil) {
    self.host = host
    self.rule = rule
    self.reason = reason
    self.until = until
    self.shortfall = shortfall
  }
}
