import Linux

/// The mounts of a mount namespace, `/proc/self/mountinfo`.
public struct MountTable: Sendable, Equatable {
  /// The mounts, in the kernel's order.
  public let mounts: [Mount]
  /// Places in `mounts` by the mount that they are mounted upon.
  private let children: [Int: [Int]]
  /// Places of those whose parent is out of sight: the root, or what a `chroot` shows.
  private let tops: [Int]

  static let path = "/proc/self/mountinfo"

  /// A table of these mounts, in the kernel's order.
  public init(_ mounts: [Mount]) {
    self.mounts = mounts
    let ids = Set(mounts.map(\.id))
    var children: [Int: [Int]] = [:]
    var tops: [Int] = []
    for (place, mount) in mounts.enumerated() {
      if mount.parent == mount.id || !ids.contains(mount.parent) {
        tops.append(place)
      } else {
        children[mount.parent, default: []].append(place)
      }
    }
    self.children = children
    self.tops = tops
  }

  /// Reads the file.
  init(parsing bytes: [UInt8]) throws(FileProblem) {
    var mounts: [Mount] = []
    for line in bytes.numberedLines { mounts.append(try Mount(parsing: line)) }
    guard !mounts.isEmpty else { throw FileProblem(path: Self.path, message: "is empty (masked?)") }
    self.init(mounts)
  }

  /// The mount in which a path lies, symbolic links not followed.
  ///
  /// The deepest mount point that leads to it and, of several at one place, the last. A mount that a later
  /// one above it hides is not found, as the kernel would not find it.
  public func mount(containing path: String) -> Mount? { way(to: path).last }

  /// The mounts that a walk along the path meets, the one that it ends in last.
  public func way(to path: String) -> [Mount] {
    let top = tops.filter { leads($0, to: path) }.max {
      depth($0) < depth($1) || (depth($0) == depth($1) && $0 < $1)
    }
    guard var place = top else { return [] }
    var way = [mounts[place]]
    // A table that is not the kernel's may go in circles.
    for _ in mounts.indices {
      let inside = (children[mounts[place].id] ?? []).filter { leads($0, to: path) }
      // A walk along the path meets the shortest first; of two at one place the later lies on top.
      guard let next = inside.min(by: { depth($0) < depth($1) || (depth($0) == depth($1) && $0 > $1) }) else {
        break
      }
      place = next
      way.append(mounts[place])
    }
    return way
  }

  /// The mount that is seen at a mount point; `nil` where none is, or another hides it.
  public func mount(at path: String) -> Mount? {
    mount(containing: path).flatMap { $0.mountPoint == path ? $0 : nil }
  }

  private func depth(_ place: Int) -> Int { mounts[place].mountPoint.utf8.count }

  private func leads(_ place: Int, to path: String) -> Bool {
    mounts[place].mountPoint.isPrefix(ofPath: path)
  }
}
