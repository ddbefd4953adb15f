import DumpStore
internal import Glibc
import Inventory
import Linux
import Sizing
import Systemd

/// Which directories are watched: those that match now, and those that will.
extension Daemon {
  private static let dumpEvents: InotifyMask = [
    .create, .closeWrite, .movedTo, .movedFrom, .delete, .deleteSelf, .moveSelf, .onlyDirectory,
  ]
  private static let parentEvents: InotifyMask = [
    .create, .movedTo, .movedFrom, .delete, .deleteSelf, .moveSelf, .onlyDirectory,
  ]

  /// Walks every pattern, watches what is new, forgets what is gone, and looks at every canonical name.
  func lookAtDirectories() {
    var wanted: [String: (match: DirectoryPattern.Match, settings: DumpDirectorySettings)] = [:]
    var parentPaths: Set<String> = []
    var alerts: [Alert] = []
    // Where the table cannot be read no file system is known to be on a network, and none is taken to be.
    let mounts = machine.mounts().value ?? MountTable([])
    for settings in configuration.dumpDirectories {
      let expansion = DirectoryPattern(path: settings.path, host: settings.host).expand { place in
        Self.subdirectories(of: place, mounts)
      }
      // A later [[dump-directory]] speaks for a directory that an earlier one matches too.
      for match in expansion.matches { wanted[match.directory.path] = (match, settings) }
      parentPaths.formUnion(expansion.parents.map(\.path))
      for (place, reason) in expansion.unlisted {
        alerts.append(AlertWords.alert(ofDirectory: place.path, because: reason))
      }
    }
    for path in directories.keys where wanted[path] == nil { directories[path] = nil }
    for (path, (match, settings)) in wanted.sorted(by: { $0.key < $1.key }) {
      do {
        try lookAt(match, settings, mounts)
      } catch {
        directories[path] = nil
        if let error = error as? SystemError, error.errno == ENOTDIR, !match.directory.below.isEmpty {
          continue  // a file beside the hosts' directories
        }
        alerts.append(AlertWords.alert(ofDirectory: path, because: "\(error)"))
        parentPaths.insert(Self.parent(of: path))
      }
      parentPaths.insert(Self.parent(of: path))
    }
    watchParents(parentPaths, mounts)
    publish(
      book.update(
        alerts,
        covering: { subject in if case .directory = subject { true } else { false } }, now: now))
  }

  private struct NotWatchable: Error, CustomStringConvertible { let description: String }

  private func lookAt(
    _ match: DirectoryPattern.Match, _ settings: DumpDirectorySettings, _ mounts: MountTable
  ) throws {
    let path = match.directory.path
    if let mount = mounts.mount(containing: path), mount.isNetworkOrFUSE {
      throw NotWatchable(
        description: "it is on \(mount.fileSystemType), which does not tell what other machines write there")
    }
    let directory = try Directory(match.directory)
    let identity = try directory.status().identity
    if let known = directories[path], known.identity == identity, known.host == match.host,
      known.settings == settings
    {
      lookAtNames(in: path, directory)
      return
    }
    // Through the descriptor, so that what is watched is what was opened, whatever its path means by now.
    let watch = try loop.watch(
      "/proc/self/fd/\(directory.handle.descriptor)", Self.dumpEvents, for: self
    ) { daemon, event in daemon.saw(event, in: path) }
    directories[path] = WatchedDirectory(
      place: match.directory, host: match.host, settings: settings, identity: identity, watch: watch)
    lookAtNames(in: path, directory)
  }

  /// Looks at all canonical names that stand in a directory, and at those that no longer do.
  private func lookAtNames(in path: String, _ directory: Directory) {
    attempt {
      guard let watched = directories[path] else { return }
      let present = try directory.names().filter(watched.isCanonical)
      for name in Set(present).union(watched.names.keys) { noticed(name, in: path) }
    }
  }

  private func saw(_ event: DirectoryEvent, in path: String) {
    guard let watched = directories[path] else { return }
    if event.overflow || !event.mask.isDisjoint(with: [.deleteSelf, .moveSelf, .ignored, .unmounted]) {
      // Events were lost, or the directory is no longer what its path means: only a look can tell.
      if !event.overflow { directories[path] = nil }
      schedule(.directories, after: 1000) { $0.lookAtDirectories() }
      return
    }
    guard let bytes = event.name, let name = FileName(bytes: bytes), watched.isCanonical(name) else { return }
    noticed(name, in: path)
  }

  private func watchParents(_ paths: Set<String>, _ mounts: MountTable) {
    var existing: Set<String> = []
    for path in paths {
      var path = path
      // What is missing appears in the nearest directory above it that is there.
      while path != "/", !Self.isDirectory(path, mounts) { path = Self.parent(of: path) }
      existing.insert(path)
    }
    for path in parents.keys where !existing.contains(path) { parents[path] = nil }
    for path in existing where parents[path] == nil {
      attempt {
        parents[path] = try loop.watch(path, Self.parentEvents, for: self) { daemon, event in
          daemon.sawParent(event, path)
        }
      }
    }
  }

  private func sawParent(_ event: DirectoryEvent, _ path: String) {
    let isGone = !event.mask.isDisjoint(with: [.deleteSelf, .moveSelf, .ignored, .unmounted])
    if isGone { parents[path] = nil }
    guard isGone || event.overflow || event.mask.contains(.isDirectory) else { return }
    schedule(.directories, after: 1000) { $0.lookAtDirectories() }
  }

  private static func subdirectories(
    of place: DirectoryPath, _ mounts: MountTable
  ) -> Result<[String], ListingFailure> {
    if let mount = mounts.mount(containing: place.path), mount.isNetworkOrFUSE {
      return .failure(
        ListingFailure("it is on \(mount.fileSystemType), which does not tell what other machines make there")
      )
    }
    do {
      // A name that is no text cannot be a host's.
      return .success(try Directory(place).names().compactMap { String(validating: $0.bytes, as: UTF8.self) })
    } catch {
      return .failure(ListingFailure("\(error)"))
    }
  }

  private static func isDirectory(_ path: String, _ mounts: MountTable) -> Bool {
    if let mount = mounts.mount(containing: path), mount.isNetworkOrFUSE { return false }
    return (try? Directory(DirectoryPath(base: path))) != nil
  }

  private static func parent(of path: String) -> String {
    let components = path.split(separator: "/").dropLast()
    return "/" + components.joined(separator: "/")
  }
}
