import DumpStore
internal import Glibc
import Inventory
import Linux
import Sizing
import Systemd

/// Which directories are watched: those that match now, and those that will.
extension Daemon {
  private static let dumpEvents: InotifyMask = [
    .create, .closeWrite, .movedTo, .movedFrom, .delete, .attributes, .deleteSelf, .moveSelf, .onlyDirectory,
  ]
  private static let parentEvents: InotifyMask = [
    .create, .movedTo, .movedFrom, .delete, .attributes, .deleteSelf, .moveSelf, .onlyDirectory,
  ]

  /// Walks every pattern, watches what is new, forgets what is gone, and looks at every canonical name.
  func lookAtDirectories() {
    var alerts: [Alert] = []
    var surroundings = Surroundings(machine, last: mounts)
    mounts = surroundings.mounts
    var polled = PolledWanted()
    isShortOfWatches = false
    isShortOfParentWatches = false
    let found = DumpDirectories(configuration.dumpDirectories) { place, settings in
      guard surroundings.mode(of: place) == .polling, let mount = surroundings.mount(of: place) else {
        return DumpDirectories.names(in: place)
      }
      polled.list(place, on: mount, for: settings)
      return .success(polledMounts[PolledMount.Key(mount)]?.listings[place]?.names ?? [])
    }
    var parentPlaces = found.parents
    for (place, reason) in found.unlisted {
      let settings = configuration.dumpDirectories.last {
        DirectoryPattern(path: $0.path, host: $0.host).base == place.base
      }
      alerts.append(
        AlertWords.alert(
          ofDirectory: place.path, because: withSandbox(reason, settings, surroundings.mounts)))
    }
    let wanted = Set(found.all.map(\.place.path))
    for path in directories.keys where !wanted.contains(path) { directories[path] = nil }
    for directory in found.all {
      let path = directory.place.path
      let mode = surroundings.mode(of: directory.place)
      if mode == .polling, let mount = surroundings.mount(of: directory.place) {
        directories[path] = nil
        polled.look(directory, on: mount)
        continue
      }
      do {
        try refuseArchiveOnNetwork(of: directory, &surroundings)
        alerts += try lookAt(directory, mode, mounts)
      } catch {
        directories[path] = nil
        // A file beside the hosts' directories, or one of these that went meanwhile, is no dump directory.
        if let error = error as? SystemError, [ENOTDIR, ENOENT].contains(error.errno),
          !directory.place.below.isEmpty
        {
          parentPlaces.insert(Self.parent(of: directory.place))
          continue
        }
        alerts.append(
          AlertWords.alert(ofDirectory: path, because: withSandbox("\(error)", directory.settings, mounts)))
      }
      parentPlaces.insert(Self.parent(of: directory.place))
    }
    watchParents(parentPlaces.filter { surroundings.mode(of: $0) != .polling })
    unavailable = alerts
    poll(polled)
    forgetDroppedFacts()
    withdrawWhatIsGone(wanted: wanted)
    tellOfDirectories()
    tellBusSoon()
    attempt { try manager.status(statusLine) }
    if isShortOfWatches || isShortOfParentWatches { lookAgainWithoutWatches() }
  }

  /// Clears alerts of canonical names that a lifecycle no longer knows, since its directory went, or in an earlier
  /// run of the daemon; not of those in a directory that cannot be looked at now.
  private func withdrawWhatIsGone(wanted: Set<String>) {
    let gone = book.entries.values.compactMap { entry -> Alert.Subject? in
      guard case .dump(let path) = entry.alert.subject, entry.alert.kind != .dumpAtRisk else { return nil }
      let directory = Self.parent(of: path)
      if let watched = directories[directory] {
        return watched.names.keys.contains { "\(directory)/\($0)" == path } ? nil : entry.alert.subject
      }
      return wanted.contains(directory) || isUnlisted(directory) ? nil : entry.alert.subject
    }
    guard !gone.isEmpty else { return }
    publish(book.update([], covering: Set(gone).contains, now: now))
  }

  /// Whether a directory lies where it is not known yet which dump directories there are.
  private func isUnlisted(_ path: String) -> Bool {
    polledMounts.values.contains { mount in
      mount.listings.contains { place, listing in
        listing.names == nil && path.utf8.starts(with: "\(place.path)/".utf8)
      }
    }
  }

  private struct NotWatchable: Error, CustomStringConvertible { let description: String }

  /// A dump is renamed and never copied, so such an archive could not be used, and a touch of it may hang.
  private func refuseArchiveOnNetwork(
    of directory: DumpDirectory, _ surroundings: inout Surroundings
  ) throws {
    guard case .outside(let place) = directory.archivePlace, surroundings.mode(of: place) == .polling else {
      return
    }
    throw NotWatchable(
      description: "its archive \(place.path.asSafeText) is on a network or FUSE mount, "
        + "and must be on the same one as the directory")
  }

  /// Watches a directory, looks at its canonical names, and answers what is wrong with either.
  private func lookAt(_ found: DumpDirectory, _ mode: WatchMode, _ mounts: MountTable) throws -> [Alert] {
    let path = found.place.path
    let directory = try Directory(found.place)
    let identity = try directory.status().identity
    var alerts: [Alert?] = []
    if let known = directories[path], known.identity == identity, known.host == found.host,
      known.settings == found.settings
    {
      directories[path]?.mode = mode
      alerts.append(try watch(path, directory))
    } else {
      directories[path] = WatchedDirectory(
        place: found.place, host: found.host, settings: found.settings, identity: identity, mode: mode,
        adopted: found.settings.adopt.map(AdoptPattern.init))
      alerts.append(try watch(path, directory))
      finishPairs(in: path, directory)
    }
    lookAtNames(in: path, directory)
    lookAtDroppedFacts(in: path, directory)
    guard let watched = directories[path] else { return [] }
    alerts.append(
      archiveTrouble(watched, directory, mounts).map { AlertWords.alert(ofArchiveOf: path, because: $0) })
    return alerts.compactMap(\.self)
  }

  /// Watches a directory, unless it is; where the kernel has no watch left the answer says so.
  func watch(_ path: String, _ directory: Directory) throws -> Alert? {
    guard let watched = directories[path], watched.watch == nil else { return nil }
    do throws(SystemError) {
      // Through the descriptor, so that what is watched is what was opened, whatever its path means by now.
      directories[path]?.watch = try loop.watch(
        "/proc/self/fd/\(directory.handle.descriptor)", Self.dumpEvents, for: self
      ) { daemon, event in daemon.saw(event, in: path) }
      return nil
    } catch {
      guard Self.isShortage(error) else { throw error }
      isShortOfWatches = true
      return AlertWords.alert(
        ofUnwatched: path, everySeconds: Self.unwatchedSeconds([watched.settings]), because: error)
    }
  }

  /// Found out before the first dump, so that it need not be the one that shows it.
  private func archiveTrouble(
    _ watched: WatchedDirectory, _ directory: Directory, _ mounts: MountTable
  ) -> String? {
    let settings = watched.settings
    guard let place = Archive.place(settings.archive, host: watched.host) else {
      return "'\(settings.archive.asSafeText)' names no directory for \(watched.host.asSafeText)"
    }
    if settings.preserve == .clone, let mount = mounts.mount(containing: watched.place.path),
      mount.lacksClones
    {
      return "preserve is clone, and \(mount.fileSystemType) has no clones (btrfs and xfs have)"
    }
    return uncovered(settings, mounts) ?? Archive.trouble(with: place, of: directory)
  }

  /// A reason, and what is behind it: what is not there for the service may be there for everybody else.
  private func withSandbox(_ reason: String, _ settings: DumpDirectorySettings?, _ mounts: MountTable)
    -> String
  {
    settings.flatMap { uncovered($0, mounts) }.map { "\(reason), for \($0)" } ?? reason
  }

  /// Why the sandbox of the service keeps it from preserving what arrives there, and what to do; `nil` where it does
  /// not, as far as the daemon's own mounts show.
  private func uncovered(_ settings: DumpDirectorySettings, _ mounts: MountTable) -> String? {
    let place = DumpPlace(settings) { machine.resolved($0, in: mounts) }
    guard case .uncovered(let reason, let dropIn) = Coverage(of: place, seenIn: mounts) else { return nil }
    return AlertWords.notCovered(because: reason, dropIn)
  }

  /// Looks at all canonical names that stand in a directory, and at those that no longer do.
  func lookAtNames(in path: String, _ directory: Directory) {
    attempt {
      guard let watched = directories[path] else { return }
      let present = try directory.names().filter(watched.isWatched)
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
    guard let bytes = event.name, let name = FileName(bytes: bytes) else { return }
    if sawDroppedFacts(event, name, in: path) { return }
    guard watched.isWatched(name) else { return }
    noticed(name, in: path)
  }

  private func watchParents(_ places: Set<DirectoryPath>) {
    var existing: [String: Directory] = [:]
    for place in places {
      var place = place
      var opened = try? Directory(place)
      // What is missing appears in the nearest directory above it that is there.
      while opened == nil, place.path != "/" {
        place = Self.parent(of: place)
        opened = try? Directory(place)
      }
      existing[place.path] = opened
    }
    for path in parents.keys where existing[path] == nil { parents[path] = nil }
    for (path, directory) in existing where parents[path] == nil {
      do throws(SystemError) {
        // Through the descriptor: a stranger's link must not have us watch what lies outside.
        parents[path] = try loop.watch(
          "/proc/self/fd/\(directory.handle.descriptor)", Self.parentEvents, for: self
        ) { daemon, event in daemon.sawParent(event, path) }
      } catch {
        if Self.isShortage(error) { isShortOfParentWatches = true } else { notifier.complain("\(error)") }
      }
      // What came between the listing and the watch was seen by neither.
      if parents[path] != nil { schedule(.directories, after: 1000) { $0.lookAtDirectories() } }
    }
  }

  private func sawParent(_ event: DirectoryEvent, _ path: String) {
    let isGone = !event.mask.isDisjoint(with: [.deleteSelf, .moveSelf, .ignored, .unmounted])
    if isGone { parents[path] = nil }
    guard isGone || event.overflow || event.mask.contains(.isDirectory) else { return }
    // Permissions put right change no name; they matter only while a directory cannot be watched.
    guard !event.mask.contains(.attributes) || isDirectoryUnavailable else { return }
    schedule(.directories, after: 1000) { $0.lookAtDirectories() }
  }

  private var isDirectoryUnavailable: Bool {
    book.entries.keys.contains { subject in if case .directory = subject { true } else { false } }
  }

  static func parent(of path: String) -> String {
    parent(of: DirectoryPath(base: path)).base
  }

  private static func parent(of place: DirectoryPath) -> DirectoryPath {
    guard place.below.isEmpty else { return DirectoryPath(base: place.base, below: place.below.dropLast()) }
    return DirectoryPath(base: "/" + place.base.split(separator: "/").dropLast().joined(separator: "/"))
  }
}
