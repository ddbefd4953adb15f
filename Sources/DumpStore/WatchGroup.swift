public import Inventory
public import Sizing

/// Dump directories of one pattern that are watched alike, since they lie on one mount.
public struct WatchGroup: Equatable, Sendable {
  /// The pattern, or the mount point of a mount below it.
  public let path: String
  /// How they are watched.
  public let mode: WatchMode
  /// The mount's file system.
  public let fileSystemType: String
}

extension DirectoryPattern {
  /// How the directories that may match are watched, as the mount table tells without a look at any of them.
  ///
  /// - Parameter resolved: what a path means with its links followed.
  public func watchGroups(
    in mounts: MountTable, served: Fact<[FileSystemPlace]>, resolved: (String) -> String
  ) -> [WatchGroup] {
    let start = resolved(base)
    func group(_ path: String, at place: String) -> WatchGroup {
      WatchGroup(
        path: path, mode: WatchMode(of: place, in: mounts, served: served),
        fileSystemType: mounts.mount(containing: place)?.fileSystemType ?? "an unknown file system")
    }
    let below = Set(mounts.mounts.map(\.mountPoint)).filter { point in
      mounts.mount(at: point) != nil && mayMatch(at: point, below: start)
    }
    return [group(path, at: start)] + below.sorted().map { group($0, at: $0) }
  }

  /// Whether a directory that matches may be `point`, or lie below it.
  private func mayMatch(at point: String, below start: String) -> Bool {
    let above = start.split(separator: "/")
    let components = point.split(separator: "/")
    guard components.count > above.count, components.starts(with: above) else { return false }
    let rest = components.dropFirst(above.count)
    guard rest.count <= wild.count else { return false }
    return zip(rest, wild).allSatisfy { component, pattern in
      Pattern(pattern, ignoringCase: false).matches(String(component))
    }
  }
}
