/// How many hosts stand how, and the worst of them.
public struct Tally: Sendable, Equatable {
  /// Hosts that are well.
  public private(set) var ok = 0
  /// Hosts whose worst finding is a warning.
  public private(set) var warning = 0
  /// Hosts that cannot write the wanted dump.
  public private(set) var critical = 0
  /// Hosts whose facts do not tell.
  public private(set) var unknown = 0
  /// Hosts, counted above too, of which some finding is accepted.
  public private(set) var accepted = 0
  /// Hosts of which no dump is wanted: counted nowhere else.
  public private(set) var exempt = 0

  /// No hosts.
  public init() {}

  /// The count of some assessments.
  public init(_ assessments: some Sequence<Assessment>) {
    for assessment in assessments { count(assessment) }
  }

  /// Counts one more host.
  public mutating func count(_ assessment: Assessment) { count(Standing(assessment)) }

  /// Counts one more host.
  public mutating func count(_ standing: Standing) {
    if standing.isExempt {
      exempt += 1
      return
    }
    switch standing.status {
    case .ok: ok += 1
    case .warning: warning += 1
    case .critical: critical += 1
    case .unknown: unknown += 1
    }
    if standing.hasAccepted { accepted += 1 }
  }

  /// Hosts that were judged, the exempt left out.
  public var judged: Int { ok + warning + critical + unknown }

  /// The worst status: critical, unknown, warning, ok.
  public var worst: Status {
    if critical > 0 { return .critical }
    if unknown > 0 { return .unknown }
    return warning > 0 ? .warning : .ok
  }

  /// The count in words: `384 ok, 9 warning, 7 critical, 12 unknown`.
  public var sentence: String { "\(ok) ok, \(warning) warning, \(critical) critical, \(unknown) unknown" }

  /// The exit code of the worst status: 2 before 3 before 1 before 0.
  public var exitCode: Int32 { worst.exitCode }
}
