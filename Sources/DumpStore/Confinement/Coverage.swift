public import Inventory
import Linux

/// Whether the sandbox of the service covers a dump directory and its archive, so that a dump there can be preserved.
public enum Coverage: Sendable, Equatable {
  /// It does.
  case covered
  /// It does not: why, in the words that end a sentence about the directory, and the drop-in that changes it; `nil`
  /// where none can.
  case uncovered(because: String, DropIn?)

  /// Judged by the settings of the unit, from outside of the sandbox.
  ///
  /// No link is left in the places; `mounts` are those outside.
  public init(of place: DumpPlace, in confinement: Confinement, mounts: MountTable) {
    let remedy = place.remedy(in: mounts)
    switch confinement.access(to: place.directory) {
    case .readOnly(let setting):
      self = .uncovered(because: "\(setting) makes it read-only for the service", remedy.writing)
    case .hidden(let setting, let canBeBound):
      self = .uncovered(
        because: "\(setting) hides it from the service", canBeBound ? remedy.binding : nil)
    case .writable(let mount):
      guard let archive = place.archive,
        mounts.mount(containing: archive)?.id == mounts.mount(containing: place.directory)?.id
      else {
        // An archive on another file system is no matter of the sandbox, and is told of when it is opened.
        self = .covered
        return
      }
      switch confinement.access(to: archive) {
      case .writable(mount): self = .covered
      case .writable(let other):
        self = .uncovered(
          because: "\(mount) and \(other), where its archive is, are two mounts for the service, and a dump "
            + "cannot be renamed from one to the other", remedy.writing)
      case .readOnly(let setting):
        self = .uncovered(
          because: "its archive \(archive) is read-only for the service (\(setting))", remedy.writing)
      case .hidden(let setting, let canBeBound):
        self = .uncovered(
          because: "its archive \(archive) is hidden from the service (\(setting))",
          canBeBound ? remedy.binding : nil)
      }
    }
  }

  /// Judged by what the service sees itself: `mounts` are those of its own namespace.
  public init(of place: DumpPlace, seenIn mounts: MountTable) {
    self = .covered
    guard mounts.mount(containing: "/")?.isReadOnlyHereOnly == true,
      let mount = mounts.mount(containing: place.directory)
    else { return }
    let remedy = place.remedy(in: mounts)
    if mount.fileSystemType == "tmpfs", Self.homes.contains(mount.mountPoint) {
      self = .uncovered(
        because: "the service sees an empty \(mount.mountPoint) (ProtectHome=)", remedy.binding)
    } else if mount.isReadOnlyHereOnly {
      self = .uncovered(because: "it is read-only for the service (ProtectSystem=)", remedy.writing)
    } else if let archive = place.archive, let other = mounts.mount(containing: archive),
      other.id != mount.id,
      other.isSameFileSystem(as: mount)
    {
      self = .uncovered(
        because: other.isReadOnlyHereOnly
          ? "its archive \(archive) is read-only for the service (ProtectSystem=)"
          : "its archive \(archive) is on another mount for the service, and a dump cannot be renamed from one "
            + "to the other", remedy.writing)
    }
  }

  private static let homes: Set<String> = ["/home", "/root", "/run/user"]
}

/// Where a `[[dump-directory]]` has its dumps, as far as the configuration names it, with its links followed.
public struct DumpPlace: Sendable, Equatable {
  /// The path up to the first component with a wildcard.
  public var directory: String
  /// The same of an archive outside of it; `nil` where it is below.
  public var archive: String?

  /// Places.
  public init(directory: String, archive: String? = nil) {
    self.directory = directory
    self.archive = archive
  }

  /// What one `[[dump-directory]]` names; `resolved` follows the links in a path.
  public init(_ settings: DumpDirectorySettings, resolved: (String) -> String) {
    directory = resolved(DirectoryPattern(path: settings.path, host: settings.host).base)
    // Whatever the host is called, it changes nothing in the part before it.
    if case .outside(let place) = Archive.place(settings.archive, host: "host") {
      archive = resolved(place.base)
    }
    if let archive, directory.isPrefix(ofPath: archive) { self.archive = nil }
  }

  /// What a drop-in has to name: the same for who writes and for who binds.
  fileprivate func remedy(in mounts: MountTable) -> (writing: DropIn?, binding: DropIn?) {
    let common = archive.map { Self.commonParent(directory, $0) } ?? directory
    guard common != "/", DropIn.canName(common), DropIn.canName(directory) else { return (nil, nil) }
    let binding = DropIn(mountsFor: directory, bind: common)
    guard let mount = mounts.mount(containing: common), !Self.partsOfSystem.contains(mount.mountPoint) else {
      return (DropIn(mountsFor: directory, readWrite: common), binding)
    }
    // A disk for data: the whole of it, where it is mounted already. A path below would be a mount of its own in the
    // service's namespace, which holds the disk after `umount` for as long as the service runs.
    return (DropIn(mountsFor: directory, readWrite: mount.mountPoint), binding)
  }

  private static func commonParent(_ first: String, _ second: String) -> String {
    let shared = zip(first.split(separator: "/"), second.split(separator: "/")).prefix { $0 == $1 }
    return "/" + shared.map { String($0.0) }.joined(separator: "/")
  }

  /// Mount points of which the service is to write a part at most.
  private static let partsOfSystem: Set<String> = [
    "/", "/boot", "/efi", "/etc", "/home", "/opt", "/root", "/run", "/tmp", "/usr", "/usr/local", "/var",
    "/var/lib", "/var/log", "/var/tmp",
  ]
}

extension Mount {
  /// Whether this mount of a file system that can be written is read-only: a sandbox does that.
  fileprivate var isReadOnlyHereOnly: Bool {
    func isReadOnly(_ options: String) -> Bool { options.split(separator: ",").contains("ro") }
    return isReadOnly(options) && !isReadOnly(superOptions)
  }
}
