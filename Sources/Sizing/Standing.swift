/// How a host stands, without a word of why: what a count of many hosts needs.
public struct Standing: Sendable, Equatable {
  /// How it stands.
  public var status: Status
  /// Whether no dump is wanted of it, so that it is counted nowhere else.
  public var isExempt: Bool
  /// Whether some finding is accepted.
  public var hasAccepted: Bool

  /// The standing that an assessment tells.
  public init(_ assessment: Assessment) {
    status = assessment.status
    isExempt = assessment.want == .none && assessment.status == .ok
    hasAccepted = assessment.findings.contains(where: \.isAccepted)
  }

  /// The standing of a host of which nothing is accepted.
  init(_ situation: Situation) {
    status = situation.statusUnaccepted
    isExempt = situation.wanted.want == .none && status == .ok
    hasAccepted = false
  }
}

extension Situation {
  /// The status where nothing is accepted: the same as of all findings, without the words of most.
  fileprivate var statusUnaccepted: Status {
    if facts.unreadable != nil { return .unknown }
    guard wanted.want != .none else { return status(worst: nil) }
    var worst: Severity?
    for rule in DecisiveRule.all where worst == nil || rule.atWorst == .critical {
      guard case .speaks(let remark) = rule.judge.verdict(self) else { continue }
      if remark.severity == .critical { return .critical }
      if remark.severity == .warning { worst = .warning }
    }
    return status(worst: worst)
  }
}

/// A rule that may decide a status.
struct DecisiveRule: Sendable {
  let atWorst: Severity
  let judge: Judge

  /// The rules that may say more than a notice, those that may be critical first.
  static let all: [DecisiveRule] = {
    let all = zip(RuleTable.rules, RuleTable.judges).map { DecisiveRule(atWorst: $0.atWorst, judge: $1) }
    return all.filter { $0.atWorst == .critical } + all.filter { $0.atWorst == .warning }
  }()
}

extension Rule {
  /// The worst that it can say: a rule that is declared a notice is never more, and no low confidence is critical.
  var atWorst: Severity {
    if severity == .notice { return .notice }
    return confidence == .low ? .warning : .critical
  }
}
