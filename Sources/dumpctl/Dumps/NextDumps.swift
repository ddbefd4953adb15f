import DumpFormats
import DumpStore
import Inventory
import Sizing

/// How large the next dump will be, as the sizing of the hosts says: the headroom that `free = "next-dump"` means.
final class NextDumps {
  private let configuration: Configuration
  private let option: ConfigurationOption
  private let now: Timestamp
  private var known: [String: [Assessment]]?

  init(_ configuration: Configuration, _ option: ConfigurationOption, now: Timestamp) {
    self.configuration = configuration
    self.option = option
    self.now = now
  }

  /// What the largest of these hosts will write; `nil` where that is known of none.
  func largest(_ settings: DumpDirectorySettings, _ hosts: Set<String>, _ dumps: [KeptDump]) -> Bytes? {
    guard case .nextDump = settings.keep.free else { return nil }
    let names = Set(hosts.map { $0.lowercased() })
    let known = known ?? read()
    self.known = known
    return names.lazy.flatMap { known[$0] ?? [] }.compactMap { Self.next(of: $0, after: dumps) }.max()
  }

  /// The hosts by their names; only now are they read, since most policies ask for it but not all.
  private func read() -> [String: [Assessment]] {
    let judge = HostJudge(policies: configuration.policies, acceptances: configuration.acceptances, now: now)
    var known: [String: [Assessment]] = [:]
    func add(_ facts: HostFacts, wanted: Wanted? = nil) {
      let assessment = judge.assessment(of: facts, wanted: wanted)
      for name in Set(([facts.name] + facts.aliases).map { $0.lowercased() }) {
        known[name, default: []].append(assessment)
      }
    }
    if configuration.local.assess {
      add(
        Machine().facts(bootVolume: configuration.local.bootVolume, now: now),
        wanted: Wanted(configuration.local.want))
    }
    for host in HostInventory(files: readHosts(directory: option.hostsDirectory())).hosts { add(host) }
    return known
  }

  private static func next(of assessment: Assessment, after dumps: [KeptDump]) -> Bytes? {
    guard assessment.want != .none, let complete = assessment.required.value else { return nil }
    let wantsComplete: Bool =
      switch assessment.want {
      case .complete, .report: true
      case .asConfigured: [nil, DumpType.none, .complete].contains(assessment.dumpType.value)
      default: false
      }
    if wantsComplete { return complete }
    // Of a smaller one nobody knows the size beforehand: half as much again as the largest that was seen.
    let largest = dumps.lazy.filter { $0.host.lowercased() == assessment.name.lowercased() }
      .map(\.identification.size).max()
    return largest.map { Bytes(clamping: $0.count + $0.count / 2) } ?? complete
  }
}
