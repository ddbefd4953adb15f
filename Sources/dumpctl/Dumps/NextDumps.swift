import DumpFormats
import DumpStore
import Inventory
import Sizing

/// How large the next dump will be, as the sizing of the hosts says: the headroom that `free = "next-dump"` means.
final class NextDumps {
  private let configuration: Configuration
  private let option: ConfigurationOption
  private let now: Timestamp
  private var known: Survey?

  init(_ configuration: Configuration, _ option: ConfigurationOption, now: Timestamp) {
    self.configuration = configuration
    self.option = option
    self.now = now
  }

  /// What the largest of these hosts will write; `nil` where that is known of none.
  func largest(_ settings: DumpDirectorySettings, _ hosts: Set<String>, _ dumps: [KeptDump]) -> Bytes? {
    guard case .nextDump = settings.keep.free else { return nil }
    return survey.assessments(of: hosts.sorted()).compactMap { assessment in
      Self.next(of: assessment, after: dumps)
    }.max()
  }

  // Only now are the hosts read: most policies ask for it, but not all.
  private var survey: Survey {
    if let known { return known }
    let survey = Survey(
      configuration, machine: Machine(),
      inventory: HostInventory(files: readHosts(directory: option.hostsDirectory())), now: now)
    known = survey
    return survey
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
