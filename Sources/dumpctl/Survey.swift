import Inventory
import Sizing

/// All hosts that can be assessed: this machine and the inventory's.
struct Survey {
  /// This machine, where it is assessed.
  let local: HostFacts?
  /// The target hosts.
  let targets: [HostFacts]
  /// What is wrong with the host files.
  let diagnostics: [Diagnostic]

  private let configuration: Configuration
  private let now: Timestamp

  init(_ configuration: Configuration, machine: Machine, inventory: HostInventory, now: Timestamp) {
    self.configuration = configuration
    self.now = now
    local = configuration.local.assess ? machine.facts(bootVolume: configuration.local.bootVolume) : nil
    targets = inventory.hosts
    diagnostics = inventory.diagnostics
  }

  /// The assessments of the hosts that the names mean, in order; of all where there are none.
  ///
  /// A name that nothing is known of is assessed as what it is: unknown.
  func assessments(of names: [String]) -> [Assessment] {
    let everything = [local].compactMap { $0 } + targets
    guard !names.isEmpty else { return everything.map(assessment) }
    var chosen: [HostFacts] = []
    for name in names {
      let matching = everything.filter { matches($0, name) }
      chosen += matching.isEmpty ? [missing(name, among: everything)] : matching
    }
    var seen: Set<String> = []
    return chosen.filter { seen.insert("\($0.source) \($0.name)").inserted }.map(assessment)
  }

  private func matches(_ facts: HostFacts, _ name: String) -> Bool {
    if name == "local" { return facts.source == "local" }
    let pattern = Pattern(name)
    return ([facts.name] + facts.aliases).contains(where: pattern.matches)
  }

  private func missing(_ name: String, among known: [HostFacts]) -> HostFacts {
    var facts = HostFacts(name: name, source: "none", os: .windows)
    let nearest = nearestWord(to: name, among: known.map(\.name)).map { ": did you mean \($0.asSafeText)?" }
    facts.unreadable = "no host of this name is known" + (nearest ?? "")
    return facts
  }

  private func assessment(_ facts: HostFacts) -> Assessment {
    let wanted =
      facts.source == "local"
      ? Wanted(configuration.local.want) : wanted(for: facts, policies: configuration.policies)
    return assess(facts, wanted: wanted, acceptances: configuration.acceptances, now: now)
  }
}
