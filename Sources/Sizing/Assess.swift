/// Judges one host: its facts against the rules, and against what is wanted of it.
public func assess(
  _ facts: HostFacts, wanted: Wanted, acceptances: [Acceptance] = [], now: Timestamp
) -> Assessment {
  let situation = Situation(facts, wanted: wanted, now: now)
  let shortfall = situation.shortfall
  var findings = situation.findings
  if !acceptances.isEmpty {
    let today = now.date
    for index in findings.indices {
      let rule = findings[index].rule
      findings[index].isAccepted = acceptances.contains {
        $0.bears(rule: rule, of: facts, on: today, shortfall: shortfall.value)
      }
    }
  }
  return Assessment(
    name: facts.name, source: facts.source, os: facts.os,
    status: situation.status(findings), want: wanted.want,
    holdsComplete: facts.unreadable == nil ? situation.holdsComplete : .unknown,
    canWrite: situation.canWrite, canSave: situation.canSave, dumpType: situation.configured,
    memory: situation.memory.counting, memorySource: facts.memory.source,
    installedMemory: facts.memory.installed, maximumMemory: facts.memory.maximum,
    required: situation.memory.required, advised: situation.memory.advised,
    advisedAtMaximum: facts.memory.maximum.map { SizeFigures(ram: $0).advised },
    shortfall: shortfall, backing: situation.shownBacking, bootVolume: situation.bootVolume.value,
    findings: findings)
}

extension Situation {
  /// What the rules say, worst first; nothing of an exempt host, unless its file is broken.
  var findings: [Finding] {
    guard wanted.want != .none || facts.unreadable != nil else { return [] }
    var findings: [Finding] = []
    // By place, since a rule is mostly text, which none needs that stays silent.
    for place in RuleTable.rules.indices {
      // Facts that could not be read are not judged by what little stands in them.
      guard facts.unreadable == nil || place < FactRules.rules.count,
        case .speaks(let remark) = RuleTable.rules[place].verdict(self)
      else { continue }
      let rule = RuleTable.rules[place]
      findings.append(
        Finding(
          rule: rule.id, severity: remark.severity, message: remark.message, remedy: remark.remedy,
          source: rule.source, numbers: remark.numbers))
    }
    if findings.count < 2 { return findings }
    // `sort` keeps no order among equals by contract, so each severity is gathered by itself.
    return [Severity.critical, .warning, .notice].flatMap { severity in
      findings.filter { $0.severity == severity }
    }
  }

  /// The worst finding that is not accepted; unknown, short of critical, where facts are missing for an
  /// answer.
  func status(_ findings: [Finding]) -> Status {
    if facts.unreadable != nil { return .unknown }
    let worst = findings.lazy.filter { !$0.isAccepted }.map(\.severity).max()
    if worst == .critical { return .critical }
    if !missing.isEmpty { return .unknown }
    return worst == .warning ? .warning : .ok
  }

  /// Whether the wanted dump is saved at the next boot.
  var canSave: Answer {
    wanted.want == .none || writer == .hypervisor || facts.unreadable != nil ? .unknown : saving.answer
  }

  /// What the answer names as the backing.
  var shownBacking: Backing? {
    guard writer != .hypervisor else {
      return Backing(kind: .hypervisor, bytes: facts.platform.dumpFree)
    }
    return backing.shown
  }

  /// What is required less the backing that counts.
  var shortfall: Fact<Bytes> {
    if holdsComplete == .yes { return .known(.zero) }
    guard let required = memory.required.value else { return memory.required }
    guard let shown = backing.shown else {
      return .unknown(because: backing.missing.first?.reason ?? "the backing file is not known")
    }
    return shown.bytes.map { required.less(Swift.min($0, backing.atMost ?? $0)) }
  }
}
