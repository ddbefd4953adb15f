import DumpStore
import Inventory
import Linux
import Sizing
import Systemd

/// What the configuration wants of the mounts that are polled: found without touching them.
struct PolledWanted {
  /// What it wants of one of them.
  struct Share {
    let mount: Mount
    var listings: Set<DirectoryPath> = []
    var directories: [String: PolledDirectory] = [:]
    var settleSeconds = UInt64.max
  }

  /// The mounts.
  private(set) var shares: [PolledMount.Key: Share] = [:]

  /// Wants a directory's entries, for a pattern that goes on below it.
  mutating func list(_ place: DirectoryPath, on mount: Mount, for settings: DumpDirectorySettings) {
    let key = add(mount, settings)
    shares[key]?.listings.insert(place)
  }

  /// Wants a dump directory polled.
  mutating func look(_ directory: DumpDirectory, on mount: Mount) {
    let key = add(mount, directory.settings)
    shares[key]?.directories[directory.place.path] = PolledDirectory(directory)
  }

  private mutating func add(_ mount: Mount, _ settings: DumpDirectorySettings) -> PolledMount.Key {
    let key = PolledMount.Key(mount)
    var share = shares[key] ?? Share(mount: mount)
    share.settleSeconds = min(share.settleSeconds, settings.settleSeconds)
    shares[key] = share
    return key
  }
}

/// The mounts that the kernel tells nothing of: which there are, when each is polled, and what is told of them.
extension Daemon {
  /// Polls what is wanted, each mount by a thread of its own, and no other any more.
  func poll(_ wanted: PolledWanted) {
    for (key, mount) in polledMounts where wanted.shares[key] == nil {
      mount.end()
      polledMounts[key] = nil
      unmounted[key.point] = (mount.fileSystemType, now)
    }
    for point in unmounted.keys where wanted.shares.keys.contains(where: { $0.point == point }) {
      unmounted[point] = nil
    }
    for (point, (type, since)) in unmounted.sorted(by: { $0.key < $1.key }) {
      unavailable.append(AlertWords.alert(ofUnmounted: point, type, since: since))
    }
    for (key, share) in wanted.shares {
      do throws(SystemError) {
        let mount = if let known = polledMounts[key] { known } else { try PolledMount(share.mount) }
        polledMounts[key] = mount
        if mount.take(share) { pollNow(mount) }
      } catch {
        // Out of threads or memory: the hourly look tries again, and until then it is told of.
        for path in share.directories.keys {
          unavailable.append(AlertWords.alert(ofDirectory: path, because: "\(error)"))
        }
      }
    }
  }

  /// Begins a poll, unless the mount is busy: then the next one follows anyway.
  private func pollNow(_ mount: PolledMount) {
    guard mount.busySince == nil else { return }
    mount.next = nil
    mount.busySince = now
    Task {
      await pollOnce(mount)
      // After a reload another thread may serve the same mount.
      guard polledMounts[mount.key] === mount else { return }
      mount.busySince = nil
      if mount.isOutdated {
        mount.isOutdated = false
        pollNow(mount)
      } else {
        startNextPoll(of: mount)
      }
    }
  }

  private func startNextPoll(of mount: PolledMount) {
    let key = mount.key
    let period = mount.periodMicroseconds
    attempt {
      // Accurate to a tenth, so that the polls of several mounts may share a wake-up.
      mount.next = try loop.timer(after: period, accuracy: period / 10, for: self) { daemon in
        guard let mount = daemon.polledMounts[key] else { return }
        daemon.pollNow(mount)
      }
    }
  }

  /// Has a mount's thread do something; `nil` where the mount is of no interest any more when it is done.
  ///
  /// What takes longer than the mount's patience, so many times as `patience` says, is told of.
  func ask<Answer: Sendable>(
    _ mount: PolledMount, patience: UInt64 = 1, _ work: @escaping @Sendable () -> Answer
  ) async -> Answer? {
    let key = mount.key
    // A thread that has been ended since does no more work, and who waits for it would wait for ever.
    guard polledMounts[key] === mount else { return nil }
    let since = now
    mount.busySince = since
    attempt {
      mount.patience = try loop.timer(
        after: mount.patienceMicroseconds * patience, accuracy: 100_000, for: self
      ) { daemon in
        daemon.polledMounts[key]?.unansweredSince = since
        daemon.tellOfDirectories()
      }
    }
    let answer = await mount.worker.run(work)
    mount.patience = nil
    guard polledMounts[key] === mount else { return nil }
    if mount.unansweredSince != nil {
      mount.unansweredSince = nil
      tellOfDirectories()
    }
    return answer
  }

  /// Tells of every directory that is not watched as it should be, and of those that are again.
  func tellOfDirectories() {
    publish(
      book.update(
        unavailable + polledMounts.values.flatMap(\.alerts),
        covering: { subject in
          switch subject {
          case .directory, .archive: true
          default: false
          }
        }, now: now))
  }
}

extension PolledMount {
  /// Takes over what is wanted; whether something is new.
  fileprivate func take(_ share: PolledWanted.Share) -> Bool {
    settleSeconds = max(1, share.settleSeconds)
    var hasNew = false
    for path in directories.keys where share.directories[path] == nil { directories[path] = nil }
    for (path, directory) in share.directories {
      if let known = directories[path], known.host == directory.host, known.settings == directory.settings {
        continue
      }
      directories[path] = directory
      hasNew = true
    }
    for place in listings.keys where !share.listings.contains(place) { listings[place] = nil }
    for place in share.listings where listings[place] == nil {
      listings[place] = Listing()
      hasNew = true
    }
    // What a poll that is under way does not know of yet.
    isOutdated = hasNew && busySince != nil
    return hasNew
  }

  /// What is wrong with its directories.
  fileprivate var alerts: [Alert] {
    if let unansweredSince {
      let unlisted = listings.filter { $0.value.names == nil }.map(\.key.path)
      return Set(directories.keys).union(unlisted).sorted().map {
        AlertWords.alert(ofDirectory: $0, on: self, unansweredSince: unansweredSince)
      }
    }
    let unreadable = directories.compactMapValues(\.failure)
    let unlisted = listings.compactMap { place, listing in listing.failure.map { (place.path, $0) } }
    return unreadable.merging(unlisted) { first, _ in first }.sorted { $0.key < $1.key }.map { path, error in
      AlertWords.alert(ofDirectory: path, because: "\(error)")
    }
  }
}
