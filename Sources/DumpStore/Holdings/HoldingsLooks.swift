public import Linux
public import Sizing
internal import Synchronization

/// Looks at what dump directories hold, host by host: each is made when its host is asked about, and once.
///
/// Hosts are judged by several threads at a time.
public final class HoldingsLooks: Sendable {
  private struct Seen {
    var holdings: [String: Holdings] = [:]
    var refusals: [SystemError] = []
  }

  private let directories: [String: [DumpDirectory]]
  private let mixed: [Archive.Place: String]
  private let now: Timestamp
  private let seen = Mutex(Seen())

  /// Looks at these directories, none of which is touched yet.
  public init(_ directories: [DumpDirectory], now: Timestamp) {
    self.directories = Dictionary(grouping: directories) { $0.host.lowercased() }
    mixed = directories.archivesOfSeveralHosts
    self.now = now
  }

  /// The calls that failed for want of permission, so far.
  public var refusals: [SystemError] { seen.withLock { $0.refusals } }

  /// What is held of a host, by any of its names; `nil` where no dump directory is its own.
  public func holdings(of facts: HostFacts) -> Holdings? {
    guard !directories.isEmpty else { return nil }
    return HoldingsByHost.names(of: facts).compactMap(holdings(named:)).reduce(nil) { all, found in
      all.map { $0.with(found) } ?? found
    }
  }

  private func holdings(named host: String) -> Holdings? {
    guard let own = directories[host] else { return nil }
    if let known = seen.withLock({ $0.holdings[host] }) { return known }
    var all: Holdings?
    for directory in own {
      let look = HoldingsLook(directory, now: now)
      var found = look.holdings
      if let place = directory.archivePlace, mixed[place] != nil {
        found = Holdings(newest: .unknown(because: HoldingsByHost.mixedArchive(place)), free: found.free)
      } else if let refusal = look.refusal {
        seen.withLock { $0.refusals.append(refusal) }
      }
      all = all.map { $0.with(found) } ?? found
    }
    seen.withLock { $0.holdings[host] = all }
    return all
  }
}
