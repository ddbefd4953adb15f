import Sizing
import Testing

/// A host is counted by its standing and shown by its assessment: both must say the same.
@Suite struct StandingTests {
  static let now = Timestamp(seconds: 1_772_442_900)

  static let hosts: [HostFacts] = {
    var random = SeededGenerator(seed: 100_000)
    return (0..<600).map { number in
      var host = HostFacts.random(&random)
      if number.isMultiple(of: 23) { host.unreadable = "a.ndjson:7: not valid JSON" }
      host.name = "HOST\(number)"
      return host
    }
  }()

  @Test(
    "a standing says what the assessment says, whatever is wanted", arguments: Want.allCases,
    DumpWriter.allCases)
  func sameStatus(want: Want, by: DumpWriter) {
    let judge = HostJudge(now: Self.now)
    for host in Self.hosts {
      let wanted = Wanted(want, by: by)
      let whole = assess(host, wanted: wanted, now: Self.now)
      #expect(judge.standing(of: host, wanted: wanted) == Standing(whole), "\(host)")
      #expect(judge.assessment(of: host, wanted: wanted) == whole)
    }
  }

  @Test("a rule that is declared a notice says no more, and one of low confidence is never critical")
  func atWorst() throws {
    for host in Self.hosts {
      for finding in assess(host, wanted: Wanted(.complete), now: Self.now).findings {
        let rule = try #require(RuleTable.rule(finding.rule))
        if rule.severity == .notice { #expect(finding.severity == .notice, "\(rule.id) \(host)") }
        if rule.confidence == .low { #expect(finding.severity != .critical, "\(rule.id) \(host)") }
      }
    }
  }

  @Test("policies and acceptances made ready say what they say one by one")
  func judge() {
    let policies = [
      Policy(match: ["HOST1*", "tag:rds"], want: .kernel), Policy(match: ["host1?"], want: .none),
      Policy(match: ["*7"], want: .complete, by: .either),
    ]
    let day = CalendarDate(dayNumber: Self.now.date.dayNumber + 30)
    let acceptances = [
      Acceptance(host: "HOST*", rule: "SIZ-*", reason: "ordered", until: day),
      Acceptance(host: "HOST2*", rule: "*", reason: "gone soon", until: day, shortfall: .gibibytes(8)),
      Acceptance(host: "HOST3*", rule: "*", reason: "past", until: CalendarDate(dayNumber: 0)),
    ]
    let judge = HostJudge(policies: policies, acceptances: acceptances, now: Self.now)
    var accepted = 0
    for (number, host) in Self.hosts.enumerated() {
      var host = host
      if number.isMultiple(of: 5) { host.tags = ["RDS"] }
      let wanted = wanted(for: host, policies: policies)
      #expect(judge.wanted(for: host) == wanted)
      let whole = assess(host, wanted: wanted, acceptances: acceptances, now: Self.now)
      #expect(judge.assessment(of: host) == whole)
      #expect(judge.standing(of: host) == Standing(whole))
      if judge.standing(of: host).hasAccepted { accepted += 1 }
    }
    #expect(accepted > 50)
  }
}
