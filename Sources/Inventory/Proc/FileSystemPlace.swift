/// A directory or file by its file system and its path there: the same for every mount that shows it.
public struct FileSystemPlace: Hashable, Sendable {
  /// The file system.
  public var device: DeviceNumber
  /// The path from the file system's own root, without a slash at its end.
  public var path: String

  /// Whether it is the other one, or lies somewhere below it.
  public func isInside(_ other: FileSystemPlace) -> Bool {
    guard device == other.device, path.utf8.starts(with: other.path.utf8) else { return false }
    let next = path.utf8.dropFirst(other.path.utf8.count).first
    return next == nil || next == UInt8(ascii: "/")
  }
}

extension MountTable {
  /// The place in its file system that a path means, symbolic links not followed.
  public func place(of path: String) -> FileSystemPlace? {
    guard let mount = mount(containing: path) else { return nil }
    let below = path.split(separator: "/").dropFirst(mount.mountPoint.split(separator: "/").count)
    let components = mount.root.split(separator: "/") + below
    return FileSystemPlace(device: mount.device, path: components.map { "/\($0)" }.joined())
  }

  /// Whether the way to a path leads over or into a file system that another machine or a process answers for.
  ///
  /// A mount that lies exactly upon another (a disk on its automount point) is met in its place. The root is not
  /// counted for what is mounted below it: where it is on a network, nothing works without that network.
  public func isBehindNetwork(_ path: String) -> Bool {
    let way = way(to: path)
    guard let last = way.last else { return false }
    if last.isNetworkOrFUSE { return true }
    return zip(way, way.dropFirst()).contains { mount, next in
      mount.isNetworkOrFUSE && mount.mountPoint != "/" && mount.mountPoint != next.mountPoint
    }
  }

  /// The path with its links followed by `link`, which answers where one at a path leads, made absolute.
  ///
  /// From where a network begins nothing is asked and the rest stays as it is.
  func resolved(_ path: String, link: (String) -> String?) -> String {
    var done = ""
    var rest = path.split(separator: "/")[...]
    // As many as the kernel follows.
    var links = 0
    while let component = rest.popFirst() {
      let next = "\(done)/\(component)"
      guard links < 40, !isBehindNetwork(next), let target = link(next) else {
        done = next
        continue
      }
      links += 1
      rest = target.split(separator: "/") + rest
      done = ""
    }
    return done.isEmpty ? "/" : done
  }
}
