import Inventory
import Sizing

/// All hosts that can be assessed: this machine and the inventory's.
struct Survey {
  /// The source of a host that nothing is known of.
  static let nowhere = "none"

  /// This machine, where it is assessed.
  let local: HostFacts?
  /// The target hosts.
  let targets: [HostFacts]

  /// What is to be judged before it is so.
  var settings: [HostSetting] = []

  private let configuration: Configuration
  private let now: Timestamp

  init(_ configuration: Configuration, machine: Machine, inventory: HostInventory, now: Timestamp) {
    self.configuration = configuration
    self.now = now
    local =
      configuration.local.assess
      ? machine.facts(bootVolume: configuration.local.bootVolume, now: now) : nil
    targets = inventory.hosts
  }

  /// The assessments of the hosts that the names mean, in order; of all where there are none.
  ///
  /// A name that nothing is known of is assessed as what it is: unknown.
  func assessments(of names: [String]) -> [Assessment] {
    let everything = [local].compactMap(\.self) + targets
    guard !names.isEmpty else { return everything.map(assessment) }
    let places = names.count > 1 ? Self.places(everything) : nil
    var seen: Set<Int> = []
    return names.flatMap { name in
      let matching = places?[name.lowercased()] ?? everything.indices.filter { matches(everything[$0], name) }
      guard !matching.isEmpty else { return [unknown(name, among: everything)] }
      return matching.filter { seen.insert($0).inserted }.map { assessment(everything[$0]) }
    }
  }

  /// The hosts that the names mean, as they are described; all where there are no names.
  func hosts(of names: [String]) -> [HostFacts] {
    let everything = [local].compactMap(\.self) + targets
    return names.isEmpty ? everything : everything.filter { host in names.contains { matches(host, $0) } }
  }

  /// What is wanted of a host.
  func wanted(of facts: HostFacts) -> Wanted {
    facts.source == "local"
      ? Wanted(configuration.local.want) : Sizing.wanted(for: facts, policies: configuration.policies)
  }

  /// What would make a host well.
  func plan(for facts: HostFacts) -> FixPlan {
    fix(facts, wanted: wanted(of: facts), acceptances: configuration.acceptances, now: now)
  }

  /// The host that somebody who wrote `name` probably meant.
  func nearest(to name: String) -> String? {
    nearestWord(to: name, among: hosts(of: []).lazy.flatMap { [$0.name] + $0.aliases })
  }

  /// Where each name stands, so that many names do not each look at every host.
  private static func places(_ hosts: [HostFacts]) -> [String: [Int]] {
    var places: [String: [Int]] = [:]
    for (place, host) in hosts.enumerated() {
      for name in Set([host.name.lowercased()] + host.aliases.map { $0.lowercased() }) {
        places[name, default: []].append(place)
      }
    }
    if let host = hosts.first, host.source == "local" { places["local"] = [0] }
    return places
  }

  private func matches(_ facts: HostFacts, _ name: String) -> Bool {
    if name == "local" { return facts.source == "local" }
    let pattern = Pattern(name)
    return ([facts.name] + facts.aliases).contains(where: pattern.matches)
  }

  private func unknown(_ name: String, among known: [HostFacts]) -> Assessment {
    var facts = HostFacts(name: name, source: Self.nowhere, os: .windows)
    facts.unreadable = "no host of this name is known"
    // A policy that exempts such names must not turn a mistyped one into a green answer.
    var assessment = assess(facts, wanted: Wanted(.asConfigured), now: now)
    let nearest = nearestWord(to: name, among: known.lazy.flatMap { [$0.name] + $0.aliases })
    for index in assessment.findings.indices {
      assessment.findings[index].message =
        "no host of this name is known" + (nearest.map { ": did you mean \($0.asSafeText)?" } ?? "")
      assessment.findings[index].remedy = "name a host of the inventory, or describe this one in hosts.d"
    }
    return assessment
  }

  private func assessment(_ facts: HostFacts) -> Assessment {
    var facts = facts
    // Which of them no host takes is said before any is judged.
    for setting in settings { _ = try? setting.apply(to: &facts) }
    return assess(facts, wanted: wanted(of: facts), acceptances: configuration.acceptances, now: now)
  }
}
