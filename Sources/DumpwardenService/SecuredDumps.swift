import DumpFormats
import DumpStore
import DumpwardenBus
internal import Glibc
import Inventory
import Linux
import Sizing
import Systemd

/// From its rename on a dump is safe; here it becomes durable, and only then is it announced.
extension SystemError {
  /// Whether there was no room for it, which may change.
  fileprivate var isOfRoom: Bool { isPassing || [ENOSPC, EDQUOT].contains(errno) }
}

extension Daemon {
  /// For how long the lease is held beyond the rename, so that a writer that had opened the file before it
  /// shows up while the file is still uncut.
  private static let leaseMicroseconds: UInt64 = 1_000_000

  /// Makes a renamed dump durable and announces it; one that cannot be made durable is an alert instead.
  func keep(
    _ dump: SecuredDump, _ identification: Identification, length: Bytes, of host: String,
    safeAfter microseconds: UInt64?
  ) {
    // At once, so that no look takes it for one that was never told of.
    let renamed = willBeTold(dump)
    let run = preserving.current
    let task = Task {
      await announce(
        dump, renamed, identification, length: length, of: host, safeAfter: microseconds, for: run)
    }
    preserving.begin(task, in: run)
  }

  /// As it is by the rename: what is done to the file later must not push others, not yet told of, below it.
  private func willBeTold(_ dump: SecuredDump) -> FileStatus? {
    guard let renamed = try? FileStatus(of: dump.file.descriptor) else { return nil }
    unannounced[renamed.identity] = renamed.changedNanoseconds
    return renamed
  }

  private func announce(
    _ dump: SecuredDump, _ renamed: FileStatus?, _ identification: Identification, length: Bytes,
    of host: String,
    safeAfter microseconds: UInt64?, for run: PreservingRuns.ID? = nil
  ) async {
    let failure = await makeDurable(dump)
    // What is tried again still waits to be told of.
    if let renamed, failure?.isOfRoom != true { unannounced[renamed.identity] = nil }
    if let failure {
      guard failure.isOfRoom else { return }
      retryDurability(of: dump) { daemon in
        daemon.keep(dump, identification, length: length, of: host, safeAfter: microseconds)
      }
      return
    }
    publish([
      AlertWords.preserved(
        identification, host: host, at: dump.path, length: length, in: dump.directory.path,
        safeAfterMicroseconds: microseconds)
    ])
    publish(book.update([], covering: { $0 == .dump(dump.path) }, now: now))
    signalPreserved(
      identification, from: dump.directory.path(of: dump.canonical), to: dump.path, host: host,
      length: length, in: dump.directory.path, safeAfter: microseconds)
    preserving.kept(
      PreservedRow(from: dump.directory.path(of: dump.canonical), to: dump.path, host: host), in: run)
    if let renamed {
      wasTold(renamed)
      // Letting a group read it was a change of ours too.
      noteChange(of: dump.file)
    }
    retainSoon()
  }

  /// Remembers, for the next daemon, up to where everything was told of.
  ///
  /// That is not beyond a dump which still waits, though a newer one was faster. Should this end now, the newer one
  /// is told of twice, which is better than the other never.
  private func wasTold(_ renamed: FileStatus) {
    newestAnnounced = max(newestAnnounced, renamed.changedNanoseconds)
    announcedUntil = max(announcedUntil ?? .min, min(newestAnnounced, (oldestUntold ?? .max) &- 1))
    saveState()
  }

  /// The inode change time of the oldest dump that is still to be told of.
  ///
  /// One that keeps the name it came with is not changed by being kept: what is newer and told of sooner must not make
  /// it look as if it had been told of. While it is written, its last look is older than it will be.
  private var oldestUntold: Int64? {
    var oldest = unannounced.values.min()
    for watched in directories.values where !watched.adopted.isEmpty {
      for (name, record) in watched.names
      where record.preserved == nil && record.lifecycle.isUntold && watched.isAdopted(name) {
        guard let changed = record.status?.changedNanoseconds else { continue }
        oldest = min(oldest ?? .max, changed)
      }
    }
    return oldest
  }

  /// Has the worker sync a dump; answers what went wrong, which is told.
  private func makeDurable(_ dump: SecuredDump) async -> SystemError? {
    let operations = self.operations
    let readers = directories[dump.directory.path]?.settings.readers ?? ""
    do {
      let failure = try await worker.run { () throws(SystemError) in
        // Before the sync, so that what is announced is as it stays.
        let failure = operations.share(dump, with: readers)
        try operations.makeDurable(dump)
        return failure
      }
      if let failure, unshared.insert(failure.place).inserted { notifier.complain(failure.description) }
      return nil
    } catch {
      atRisk(dump, "is not on the disk, and a power cut may take it: \(error)")
      return error
    }
  }

  /// Tries again in a minute what a full disk refused.
  ///
  /// Nothing else is tried again: after `EIO` the kernel takes the pages that it could not write for clean, and the
  /// next sync would answer that all is well.
  private func retryDurability(
    of dump: SecuredDump, _ body: @escaping @Sendable (isolated Daemon) -> Void
  ) {
    guard !isEnding else { return }
    let key = dump.file.descriptor
    attempt {
      syncRetries[key] = try loop.timer(after: 60_000_000, accuracy: 1_000_000, for: self) { daemon in
        daemon.syncRetries[key] = nil
        body(daemon)
      }
    }
  }

  /// Announces dumps that a daemon before this one renamed and did not live to tell of, and ends what else it began.
  func finishWhatWasCut() {
    let until = announcedUntil ?? .max
    var untold: [(name: FileName, directory: String, status: FileStatus)] = []
    for (path, watched) in directories {
      guard let (directory, archive) = Self.open(watched), let names = try? archive.names() else { continue }
      for name in names where PreservedName.isOne(name) {
        // What this start has secured is announced already.
        guard let status = try? archive.status(of: name), status.kind == .regular,
          unannounced[status.identity] == nil, let file = try? archive.openFile(name)
        else { continue }
        if operations.isImmutable(file) {
          let dump = SecuredDump(
            file: file, directory: directory, archive: archive, name: name, canonical: name)
          endProtection(of: dump, attempt: 0)
        }
        if status.changedNanoseconds > until { untold.append((name, path, status)) }
      }
    }
    // In order, so that the next cut leaves only what is newer than what was told; and one at a time, since an
    // archive that was just restored may hold more of them than a process may have files open.
    let inOrder = untold.sorted { $0.status.changedNanoseconds < $1.status.changedNanoseconds }
    guard !inOrder.isEmpty else { return }
    // At once, so that what arrives meanwhile and is told of sooner does not make them old news.
    for (_, _, status) in inOrder { unannounced[status.identity] = status.changedNanoseconds }
    Task {
      for (name, path, status) in inOrder {
        await tellOf(name, from: path)
        unannounced[status.identity] = nil
      }
    }
  }

  private func tellOf(_ name: FileName, from path: String) async {
    guard let watched = directories[path], let (directory, archive) = Self.open(watched),
      let file = try? archive.openFile(name), let status = try? FileStatus(of: file.descriptor)
    else { return }
    let dump = SecuredDump(file: file, directory: directory, archive: archive, name: name, canonical: name)
    await announce(
      dump, willBeTold(dump),
      identify(FileSource(file, length: status.length), isSettled: true),
      length: Bytes(clamping: status.length), of: watched.host, safeAfter: nil)
  }

  private static func open(_ watched: WatchedDirectory) -> (directory: Directory, archive: Directory)? {
    guard let place = Archive.place(watched.settings.archive, host: watched.host),
      let directory = try? Directory(watched.place), let archive = try? Archive.find(place, of: directory)
    else { return nil }
    return (directory, archive)
  }

  /// Removes the canonical names of dumps that have their preserved ones too: what a kill left between a link and an
  /// unlink, or in a grace.
  func finishPairs(in path: String, _ directory: Directory) {
    guard let watched = directories[path], let (_, archive) = Self.open(watched) else { return }
    attempt {
      try operations.finishTwins(in: archive)
      for canonical in try directory.names().filter(watched.isCanonical) {
        guard let status = try directory.status(of: canonical), status.kind == .regular, status.links > 1
        else { continue }
        for name in try archive.names() where PreservedName.isOne(name) {
          try operations.giveUp(canonical, in: directory, of: name, in: archive)
        }
      }
    }
  }

  /// Holds the lease of a renamed dump for its second.
  func holdLease(of dump: SecuredDump) {
    leased[dump.file.descriptor] = dump
    after(Self.leaseMicroseconds, for: dump) { daemon in daemon.endLease(of: dump) }
  }

  /// Gives the lease back, having first seen to a writer that waits: it would cut the renamed file.
  ///
  /// - Parameter isLast: whether the daemon ends, so that nothing can be waited for.
  func endLease(of dump: SecuredDump, isLast: Bool = false) {
    leased[dump.file.descriptor] = nil
    leaseEnds[dump.file.descriptor] = nil
    guard Lease.isAwaited(on: dump.file) else {
      Lease.release(dump.file)
      return
    }
    // Asked now: once it goes on nothing tells any more who it was.
    let writer = FileUse.waitingWriter(for: dump.file)
    let operations = self.operations
    let protect = { @Sendable () throws(SystemError) -> Protection in
      try operations.protect(dump.file, dump.name, in: dump.archive, from: dump.canonical, in: dump.directory)
    }
    guard !isLast, !Protection.isInstant(for: dump.file) else {
      protected(dump, from: writer, Result(catching: protect))
      return
    }
    Task {
      do {
        protected(
          dump, from: writer, Result<Protection, any Error>.success(try await aside { try protect() }))
      } catch {
        protected(dump, from: writer, Result<Protection, any Error>.failure(error))
      }
    }
  }

  private func protected(
    _ dump: SecuredDump, from writer: String?, _ result: Result<Protection, some Error>
  ) {
    switch result {
    case .success(.immutable):
      tellOfRefusal(dump, writer)
      endProtection(of: dump, attempt: 0)
    case .success(.cloned):
      syncClone(of: dump)
    case .failure(let error):
      atRisk(
        dump,
        "is about to be overwritten by \(writer ?? "a writer") that had opened it before it was renamed, and nothing "
          + "here prevents it: \(error)")
      Lease.release(dump.file)
    }
  }

  /// A change of ours to a dump that was told of must not make it one that was not, after a restart.
  func noteChange(of file: OpenFile) {
    // While another still waits to be told of, twice is better than never.
    guard oldestUntold == nil, let until = announcedUntil, let status = try? FileStatus(of: file.descriptor),
      status.changedNanoseconds > until
    else { return }
    announcedUntil = status.changedNanoseconds
    saveState()
  }

  /// Ends the grace of every kept dump: a writer could cut it under both of its names while nobody watches.
  func giveUpAllNames() {
    for (path, watched) in directories {
      for (name, record) in watched.names {
        guard case .pair(let dump, _) = record.preserved else { continue }
        attempt {
          try operations.giveUp(name, in: dump.directory, of: dump.name, in: dump.archive)
        }
        directories[path]?.names[name] = nil
        noteChange(of: dump.file)
        leased[dump.file.descriptor] = dump
      }
    }
  }

  private func tellOfRefusal(_ dump: SecuredDump, _ writer: String?) {
    let place = "\(dump.directory.path)/\(dump.canonical)".asSafeText
    publish([
      Notification(
        .senderRefused,
        message:
          "\(writer ?? "a sender") that had opened \(place) before it was taken to safety was refused, lest it cut the dump "
          + "there: it has to send its dump again",
        fields: [JournalField(.dump, dump.path), JournalField(.directory, dump.directory.path)])
    ])
  }

  /// Has the worker sync the clone that took a dump's place.
  private func syncClone(of dump: SecuredDump) {
    Task {
      guard let clone = try? dump.archive.openFile(dump.name) else { return }
      _ = await makeDurable(
        SecuredDump(
          file: clone, directory: dump.directory, archive: dump.archive, name: dump.name,
          canonical: dump.canonical))
    }
  }

  /// Clears the flag that kept a writer out once that writer is gone: 1 ms doubling to 1 s, as for any lease.
  private func endProtection(of dump: SecuredDump, attempt: Int) {
    guard (try? operations.endProtection(dump.file)) == false, attempt < 3600 else {
      noteChange(of: dump.file)
      return
    }
    after(min(1000 << UInt64(min(attempt, 10)), 1_000_000), for: dump) { daemon in
      daemon.endProtection(of: dump, attempt: attempt + 1)
    }
  }

  private func after(
    _ microseconds: UInt64, for dump: SecuredDump, _ body: @escaping @Sendable (isolated Daemon) -> Void
  ) {
    guard !isEnding else { return }
    let key = dump.file.descriptor
    attempt {
      leaseEnds[key] = try loop.timer(after: microseconds, accuracy: 10_000, for: self) { daemon in
        daemon.leaseEnds[key] = nil
        body(daemon)
      }
    }
  }

  private func atRisk(_ dump: SecuredDump, _ what: String) {
    let alert = Alert(
      .dump(dump.path), .dumpAtRisk, message: "\(dump.path.asSafeText) \(what)",
      fields: [JournalField(.dump, dump.path), JournalField(.directory, dump.directory.path)])
    publish(book.update([alert], covering: { $0 == alert.subject }, now: now))
  }
}
