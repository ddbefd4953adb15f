import DumpReports
import DumpStore
import DumpwardenBus
import Inventory
import Sizing

/// The hosts as they are known at one moment, to be judged on a thread that nothing waits for.
struct HostAnswers: Sendable {
  let files: [HostFile]
  let gathered: [HostFile]
  let holdings: HoldingsByHost
  let configuration: Configuration
  let machine: Machine
  let now: Timestamp

  /// A page of hosts, by name, and what the next one is asked with.
  func page(after: String, limit: UInt32) -> (hosts: [HostRow], next: String) {
    let page = Page(hosts, after: after, limit: limit) { $0.name }
    return (page.items.map { HostRow(assessment(of: $0)) }, page.next)
  }

  /// Everything that is known of a host; of none by that name, the nearest name there is.
  func description(of name: String) -> (json: String?, nearest: String?) {
    let hosts = hosts
    let wanted = name.lowercased()
    let found =
      hosts.first { $0.name == name }
      ?? hosts.first { facts in
        ([facts.name] + facts.aliases).contains { $0.lowercased() == wanted }
          || wanted == "local" && facts.source == "local"
      }
    if let found { return (assessment(of: found).json.text, nil) }
    return (nil, nearestWord(to: name, among: hosts.map(\.name)))
  }

  private var hosts: [HostFacts] {
    var hosts = HostInventory(files: files, gathered: gathered).hosts
    if configuration.local.assess {
      hosts.append(machine.facts(bootVolume: configuration.local.bootVolume, now: now))
    }
    return hosts.sorted { ($0.name, $0.source) < ($1.name, $1.source) }
  }

  private func assessment(of facts: HostFacts) -> Assessment {
    let judge = HostJudge(
      policies: configuration.policies, acceptances: configuration.acceptances, now: now)
    let wanted = facts.source == "local" ? Wanted(configuration.local.want) : judge.wanted(for: facts)
    var facts = facts
    if let found = holdings.of(facts) { facts.take(found, wanted: wanted) }
    return judge.assessment(of: facts, wanted: wanted)
  }
}

extension HostRow {
  /// A host as it was judged.
  init(_ assessment: Assessment) {
    var numbers: [String: UInt64] = [:]
    numbers["required_bytes"] = assessment.required.value?.count
    numbers["shortfall_bytes"] = assessment.shortfall.value?.count
    numbers["memory_bytes"] = assessment.memory.value?.count
    numbers["backing_bytes"] = assessment.backing?.bytes.value?.count
    let open = assessment.findings.filter { !$0.isAccepted }
    let worst = open.first { $0.severity != .notice } ?? open.first
    self.init(
      name: assessment.name, status: assessment.status.rawValue, want: assessment.want.rawValue,
      holdsComplete: assessment.holdsComplete.rawValue, canWrite: assessment.canWrite.rawValue,
      canSave: assessment.canSave.rawValue, message: worst?.message ?? "", numbers: numbers)
  }
}

/// A part of a list that is in order of its keys.
struct Page<Item> {
  let items: [Item]
  /// The last key, where more follow; empty at the end.
  let next: String

  /// The items after a key, as many as are allowed.
  ///
  /// Items of one key stay together, since the next page begins after it; more of them than a page holds are cut.
  init(_ all: [Item], after: String, limit: UInt32, key: (Item) -> String) {
    let most = Int(limit == 0 ? BusNames.longestPage : min(limit, BusNames.longestPage))
    let rest = after.isEmpty ? all[...] : all.drop { key($0) <= after }
    var end = rest.index(rest.startIndex, offsetBy: most, limitedBy: rest.endIndex) ?? rest.endIndex
    if end < rest.endIndex {
      let cut = key(rest[end])
      let begin = rest[..<end].lastIndex { key($0) != cut }
      if let begin { end = begin + 1 }
    }
    items = Array(rest[..<end])
    next = end < rest.endIndex ? items.last.map(key) ?? "" : ""
  }
}
