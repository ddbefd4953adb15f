import DumpStore
import Inventory
import Sizing

/// How large the next dumps will be; hosts are read only where a policy asks for it.
final class NextDumpLook {
  private let configuration: Configuration
  private let option: ConfigurationOption
  private let readsHosts: Bool
  private var known: NextDumps?

  init(_ configuration: Configuration, _ option: ConfigurationOption, readsHosts: Bool) {
    self.configuration = configuration
    self.option = option
    self.readsHosts = readsHosts
  }

  /// What the largest of these hosts will write; `nil` where that is known of none.
  func largest(_ settings: DumpDirectorySettings, _ hosts: Set<String>, _ dumps: [KeptDump]) -> Bytes? {
    if case .nextDump = settings.keep.free {} else if !readsHosts { return nil }
    return nextDumps.largest(of: hosts, after: dumps)?.bytes
  }

  private var nextDumps: NextDumps {
    if let known { return known }
    let local = configuration.local
    let nextDumps = NextDumps(
      HostInventory(files: readHosts(directory: option.hostsDirectory())).hosts,
      local: local.assess ? Machine().facts(bootVolume: local.bootVolume) : nil, localWant: local.want,
      policies: configuration.policies)
    known = nextDumps
    return nextDumps
  }
}
