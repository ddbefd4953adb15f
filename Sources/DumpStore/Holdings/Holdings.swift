public import Sizing

/// What a host's dump directories say of it: the newest dump that is kept, and the room for the next.
public struct Holdings: Sendable, Equatable {
  /// The newest kept dump; known and `nil` where none is kept.
  public let newest: Fact<Delivery?>
  /// What is free in the directory.
  public let free: Fact<Bytes>

  /// What one directory says.
  public init(newest: Fact<Delivery?>, free: Fact<Bytes>) {
    self.newest = newest
    self.free = free
  }

  /// What two directories of one host say together.
  ///
  /// The newest may lie in the one that could not be looked at. Into which of them the hypervisor writes nobody
  /// says, so the room is that of the fuller one.
  func with(_ other: Holdings) -> Holdings {
    let newest: Fact<Delivery?> =
      switch (self.newest, other.newest) {
      case (.unknown(let reason), _), (_, .unknown(let reason)): .unknown(because: reason)
      case (.known(let one), .known(let two)): .known(Self.later(one, two))
      }
    let free: Fact<Bytes> =
      switch (self.free, other.free) {
      case (.unknown(let reason), _), (_, .unknown(let reason)): .unknown(because: reason)
      case (.known(let one), .known(let two)): .known(min(one, two))
      }
    return Holdings(newest: newest, free: free)
  }

  /// What of two dumps is the later one.
  static func later(_ one: Delivery?, _ two: Delivery?) -> Delivery? {
    guard let one, let two else { return one ?? two }
    return two.moment > one.moment ? two : one
  }
}

extension HostFacts {
  /// Takes over what this machine holds of the host's dumps.
  ///
  /// Where the hypervisor writes the dump, the directory in which it arrives is the one that it is written into;
  /// what the facts themselves say of the room stands.
  public mutating func take(_ holdings: Holdings, wanted: Wanted) {
    newestKeptDump = holdings.newest.map { $0?.dump }
    if wanted.by == .hypervisor, platform.dumpFree.value == nil { platform.dumpFree = holdings.free }
  }
}

/// What the dump directories hold, host by host.
public struct HoldingsByHost: Sendable, Equatable {
  private var holdings: [String: Holdings] = [:]

  /// Nothing, of no host.
  public init() {}

  /// Adds what one directory says of a host.
  public mutating func add(_ found: Holdings, of host: String) {
    holdings[host.lowercased()] = holdings[host.lowercased()].map { $0.with(found) } ?? found
  }

  /// What is held of a host, by any of its names; `nil` where no dump directory is its own.
  public func of(_ facts: HostFacts) -> Holdings? {
    guard !holdings.isEmpty else { return nil }
    return HoldingsByHost.names(of: facts).lazy.compactMap { holdings[$0] }.reduce(nil) { all, found in
      all.map { $0.with(found) } ?? found
    }
  }

  /// The names by which a directory may be that of a host, without case; whatever this machine's name is, `local`
  /// means it.
  static func names(of facts: HostFacts) -> Set<String> {
    Set(([facts.name] + facts.aliases + (facts.source == "local" ? ["local"] : [])).map { $0.lowercased() })
  }
}
