/// Facts that are collected together, and taken as a whole from one source where several know a host.
///
/// The raw value is the key of a host file that they stand below; `os` is all that stands at its top.
public enum FactGroup: String, Sendable, CaseIterable {
  /// The operating system, its build, product, architecture, domain and roles.
  case os
  case memory
  case volumes = "volume"
  case pagefiles = "pagefile"
  case crashControl = "crash-control"
  case swap
  case platform
  case events = "event"
  case kdump
}

/// Some of the groups of facts.
///
/// A set of hashed values would cost each of 100,000 hosts more than its memory does.
public struct FactGroups: OptionSet, Sendable, Hashable {
  /// One bit a group.
  public let rawValue: UInt16

  /// The groups of those bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// One group.
  public init(_ group: FactGroup) { self.init(rawValue: 1 << group.place) }

  /// All groups.
  public static let all = FactGroups(FactGroup.allCases.map { FactGroups($0) })

  /// Whether a group is among them.
  public func contains(_ group: FactGroup) -> Bool { rawValue & 1 << group.place != 0 }
}

extension FactGroup {
  fileprivate var place: UInt16 {
    switch self {
    case .os: 0
    case .memory: 1
    case .volumes: 2
    case .pagefiles: 3
    case .crashControl: 4
    case .swap: 5
    case .platform: 6
    case .events: 7
    case .kdump: 8
    }
  }
}

/// Where a group of facts comes from, and when it was collected there.
public struct FactOrigin: Sendable, Equatable {
  /// A file and line, the name of an import, or `local`.
  public var source: String
  /// When the source was asked.
  public var collected: Fact<Timestamp>

  /// A group that was collected there and then.
  public init(source: String, collected: Fact<Timestamp>) {
    self.source = source
    self.collected = collected
  }
}

extension HostFacts {
  /// Where a group of facts comes from; `nil` where nothing gives it.
  public func origin(of group: FactGroup) -> FactOrigin? {
    if let taken = taken[group] { return taken }
    return given.contains(group) ? FactOrigin(source: source, collected: collected) : nil
  }

  /// Where each group comes from that anything gives.
  public var origins: [FactGroup: FactOrigin] {
    get {
      var origins = taken
      for group in FactGroup.allCases where origins[group] == nil {
        if let own = origin(of: group) { origins[group] = own }
      }
      return origins
    }
    set {
      taken = newValue
      given = []
    }
  }

  /// Takes a group of facts over from another source of the same host, along with where it comes from.
  public mutating func take(_ group: FactGroup, from other: HostFacts) {
    switch group {
    case .os:
      os = other.os
      build = other.build
      product = other.product
      domainJoined = other.domainJoined
      roles = other.roles
      architecture = other.architecture
    case .memory: memory = other.memory
    case .volumes: volumes = other.volumes
    case .pagefiles: pagefiles = other.pagefiles
    case .crashControl: crashControl = other.crashControl
    case .swap: swap = other.swap
    case .platform: platform = other.platform
    case .events: events = other.events
    case .kdump: kdump = other.kdump
    }
    given.remove(FactGroups(group))
    taken[group] = other.origin(of: group)
  }
}
