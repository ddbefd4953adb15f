public import Inventory
public import Sizing

/// How it is known that a writer is done; the file system decides.
public enum WatchMode: String, Sendable, Equatable, CaseIterable {
  /// inotify tells of changes, and a lease of open files: local file systems.
  case lease
  /// The same, and the file must be unchanged over the settling time: this machine serves it by NFS, and the
  /// server lets go of a file in mid-copy as soon as somebody asks for the lease.
  case leaseAndQuiet = "lease-and-quiet"
  /// Looked at again and again, since the kernel tells nothing of what other machines write: network and FUSE.
  case polling

  /// The mode of a directory.
  ///
  /// - Parameters:
  ///   - path: where it is, links followed.
  ///   - served: what the NFS server here gives to others, from `ExportTable.places(in:)`. Where that cannot be
  ///     read a file system may be served.
  public init(of path: String, in mounts: MountTable, served: Fact<[FileSystemPlace]>) {
    // Where no mount is known none is known to be on a network.
    guard let place = mounts.place(of: path) else {
      self = .lease
      return
    }
    guard !mounts.isBehindNetwork(path) else {
      self = .polling
      return
    }
    switch served {
    case .known(let served): self = served.contains(where: place.isInside) ? .leaseAndQuiet : .lease
    case .unknown: self = .leaseAndQuiet
    }
  }

  /// As one says it after "watched by".
  public var words: String {
    switch self {
    case .lease: "lease"
    case .leaseAndQuiet: "lease and quiet"
    case .polling: "polling"
    }
  }
}
