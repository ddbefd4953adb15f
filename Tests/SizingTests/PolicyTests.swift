import Sizing
import Testing

@Suite struct PolicyTests {
  let host = HostFacts.windows(memory: .gibibytes(64), pagefile: 16384).with {
    $0.name = "WEB01"
    $0.aliases = ["intranet"]
    $0.tags = ["RDS", "prod"]
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let policies: [Policy]
    let wanted: Wanted
    var testDescription: String { name }
  }

  static let rows = [
    Row(name: "no policy", policies: [], wanted: Wanted(.asConfigured)),
    Row(
      name: "none that matches", policies: [Policy(match: ["SQL*"], want: .none)],
      wanted: Wanted(.asConfigured)),
    Row(
      name: "the last match wins",
      policies: [Policy(match: ["*"], want: .none), Policy(match: ["web*"], want: .kernel)],
      wanted: Wanted(.kernel)),
    Row(
      name: "though a narrower one stands before",
      policies: [Policy(match: ["WEB01"], want: .kernel), Policy(match: ["*"], want: .complete)],
      wanted: Wanted(.complete)),
    Row(
      name: "an alias", policies: [Policy(match: ["INTRA*"], want: .small)], wanted: Wanted(.small)),
    Row(name: "a tag", policies: [Policy(match: ["tag:rds"], want: .active)], wanted: Wanted(.active)),
    Row(
      name: "a tag by a pattern", policies: [Policy(match: ["TAG:pr?d"], want: .active)],
      wanted: Wanted(.active)),
    Row(
      name: "a tag is no name", policies: [Policy(match: ["rds"], want: .active)],
      wanted: Wanted(.asConfigured)),
    Row(
      name: "who writes comes from the same policy",
      policies: [
        Policy(match: ["*"], want: .complete, by: .hypervisor), Policy(match: ["x", "WEB??"], want: .kernel),
      ],
      wanted: Wanted(.kernel, by: .guest)),
  ]

  @Test("a host is wanted what its last policy says", arguments: rows)
  func policies(row: Row) { #expect(wanted(for: host, policies: row.policies) == row.wanted) }

  private func accept(_ rule: String, host: String = "WEB*", until: CalendarDate, shortfall: Bytes? = nil)
    -> Acceptance
  {
    Acceptance(host: host, rule: rule, reason: "LUN ordered", until: until, shortfall: shortfall)
  }

  private var today: CalendarDate { noon.date }
  private var yesterday: CalendarDate { CalendarDate(dayNumber: noon.date.dayNumber - 1) }

  @Test("what is accepted is still shown, but out of the status, to the end of its last day")
  func acceptance() throws {
    let found = host.assessed(.complete, [accept("SIZ-*", until: today)])
    #expect(found.status == .ok)
    #expect(found.canWrite == .no)
    #expect(try #require(found.finding("SIZ-COMPLETE-MIN")).isAccepted)
    #expect(host.assessed(.complete, [accept("SIZ-*", until: yesterday)]).status == .critical)
    #expect(host.assessed(.complete, [accept("SIZ-*", host: "SQL*", until: today)]).status == .critical)
    #expect(host.assessed(.complete, [accept("siz-complete-min", until: today)]).status == .critical)
    #expect(host.assessed(.complete, [accept("*", host: "intranet", until: today)]).status == .ok)
  }

  @Test("an acceptance lapses when more is short than was accepted")
  func lapse() {
    let short = Bytes.mebibytes(65537 - 16384)
    #expect(host.assessed(.complete, [accept("*", until: today, shortfall: short)]).status == .ok)
    let less = short.less(.mebibytes(1))
    #expect(host.assessed(.complete, [accept("*", until: today, shortfall: less)]).status == .critical)
  }

  @Test("an acceptance makes no fact known")
  func missingFacts() {
    let bare = HostFacts(name: "WEB02", source: "test", os: .windows)
    #expect(bare.assessed(.complete, [accept("*", until: today)]).status == .unknown)
  }

  @Test("where the hypervisor writes the dump no page file rule applies")
  func hypervisor() {
    // The room is part of the question, so without it the answer is unknown.
    #expect(host.assessed(.complete, by: .hypervisor).status == .unknown)
    let host = host.with { $0.platform.dumpFree = .known(.gibibytes(500)) }
    let found = host.assessed(.complete, by: .hypervisor)
    #expect(found.status == .ok)
    #expect(found.canWrite == .yes)
    #expect(found.findings.isEmpty)
    #expect(found.backing?.kind == .hypervisor)
    #expect(found.holdsComplete == .no)
    #expect(host.assessed(.complete, by: .either).status == .critical)
  }

  @Test("hosts are counted by status, the exempt apart, and the worst decides the exit code")
  func tally() {
    let well = HostFacts.windows(memory: .gibibytes(64), pagefile: 65836)
    let warned = HostFacts.windows(memory: .gibibytes(64), pagefile: 65537)
    let bare = HostFacts(name: "BARE", source: "test", os: .windows)
    let all = [
      well.assessed(), well.assessed(), warned.assessed(), bare.assessed(), host.assessed(),
      host.assessed(Want.none), host.assessed(.complete, [accept("*", until: today)]),
    ]
    let tally = Tally(all)
    #expect(tally.ok == 3)
    #expect(tally.warning == 1)
    #expect(tally.unknown == 1)
    #expect(tally.critical == 1)
    #expect(tally.exempt == 1)
    #expect(tally.accepted == 1)
    #expect(tally.judged == 6)
    #expect(tally.exitCode == 2)
    #expect(Tally([well.assessed(), warned.assessed(), bare.assessed()]).exitCode == 3)
    #expect(Tally([well.assessed(), warned.assessed()]).exitCode == 1)
    #expect(Tally([well.assessed()]).exitCode == 0)
    #expect(Tally().worst == .ok)
  }
}
