import DumpFormats
import DumpStore
internal import Glibc
import Inventory
import Linux
import Sizing
import Systemd

/// One canonical name: its file is taken to safety, by rename, as a pair of names, as a clone, or at the last moment.
extension Daemon {
  /// Takes the file to safety, in the way that its directory asks for.
  func secure(
    _ name: FileName, in path: String, _ directory: Directory, _ identification: Identification
  ) -> [Lifecycle.Event] {
    guard let watched = directories[path], let record = watched.names[name], let file = record.file,
      let status = record.status
    else { return [.notSecured("the file is gone")] }
    guard !watched.isAdopted(name) else {
      let dump = SecuredDump(
        file: file, directory: directory, archive: directory, name: name, canonical: name)
      directories[path]?.names[name]?.preserved = .original(status)
      keep(
        dump, identification, length: Bytes(clamping: status.length), of: watched.host,
        safeAfter: nil)
      return [.keptInPlace]
    }
    guard let place = Archive.place(watched.settings.archive, host: watched.host) else {
      return [.notSecured("'\(watched.settings.archive.asSafeText)' names no directory for \(watched.host)")]
    }
    let way = watched.way
    guard way != .clone else {
      // The kernel writes out what is not on the disk yet before it shares blocks, and that can take minutes.
      clone(name, in: path, file, status, directory, identification, to: place)
      return []
    }
    do {
      let dump = try operations.preserve(
        name, file, status, identification, in: directory, to: place, way)
      let microseconds = uptime - record.noticed
      if way == .pair {
        directories[path]?.names[name]?.preserved = .pair(dump, status.identity)
      } else {
        directories[path]?.names[name]?.file = nil
        holdLease(of: dump)
      }
      keep(
        dump, identification, length: Bytes(clamping: status.length), of: watched.host,
        safeAfter: microseconds)
      return [way == .pair ? .paired : .secured]
    } catch let error as SystemError where error.errno == ESTALE {
      return [.outpaced]
    } catch {
      return [.notSecured(AlertWords.withRemedy(error))]
    }
  }

  private func clone(
    _ name: FileName, in path: String, _ file: OpenFile, _ status: FileStatus, _ directory: Directory,
    _ identification: Identification, to place: Archive.Place
  ) {
    let operations = self.operations
    let run = preserving.current
    let task = Task {
      do {
        let dump = try await worker.run { () throws -> SecuredDump in
          try operations.preserve(name, file, status, identification, in: directory, to: place, .clone)
        }
        guard let watched = directories[path], let record = watched.names[name] else { return }
        directories[path]?.names[name]?.preserved = .original(status)
        if dump.isNew {
          preserving.current = run
          keep(
            dump, identification, length: Bytes(clamping: status.length), of: watched.host,
            safeAfter: uptime - record.noticed)
          preserving.current = nil
        }
        happened(.keptInPlace, to: name, in: path)
      } catch {
        happened(.notSecured(Self.whyNotCloned(error)), to: name, in: path)
      }
    }
    preserving.begin(task, in: run)
  }

  private static func whyNotCloned(_ error: any Error) -> String {
    guard let error = error as? SystemError, error.meansNoClones else {
      return AlertWords.withRemedy(error)
    }
    return "preserve is clone, and this file system has no clones (btrfs and xfs have): \(error)"
  }

  /// Takes the canonical name from a kept dump: its time is over, its sender did so, or wants to write under it.
  func giveUp(_ name: FileName, in path: String) -> Lifecycle.Event {
    guard case .pair(let dump, _) = directories[path]?.names[name]?.preserved else { return .secured }
    do {
      try operations.giveUp(name, in: dump.directory, of: dump.name, in: dump.archive)
    } catch {
      return .notSecured(
        "it is kept as \(dump.path.asSafeText), but cannot give up its name: " + AlertWords.withRemedy(error))
    }
    directories[path]?.names[name]?.preserved = nil
    directories[path]?.names[name]?.file = nil
    noteChange(of: dump.file)
    if Lease.isAwaited(on: dump.file) { endLease(of: dump) } else { holdLease(of: dump) }
    return .secured
  }

  /// Keeps the contents of a guarded file that a writer is about to cut, or that has lost its name.
  func rescue(
    _ name: FileName, in path: String, _ identification: Identification
  ) -> [Lifecycle.Event] {
    // A dump that came under a name of its own is nobody's to overwrite but its owner's.
    guard let watched = directories[path], !watched.isAdopted(name), let record = watched.names[name],
      let file = record.orphan ?? record.file, let directory = try? Directory(watched.place),
      let place = Archive.place(watched.settings.archive, host: watched.host)
    else { return [.rescued] }
    let isOrphan = record.orphan != nil
    let writer = isOrphan ? nil : FileUse.waitingWriter(for: file)
    directories[path]?.names[name]?.orphan = nil
    let operations = self.operations
    Task {
      do {
        // A thread of its own: the writer waits 45 s at most, and the worker may be syncing another dump.
        let dump = try await aside {
          try operations.rescue(name, file, identification, in: directory, to: place, mayCopy: isOrphan)
        }
        keep(dump, identification, length: identification.size, of: watched.host, safeAfter: nil)
      } catch {
        couldNotRescue("\(path)/\(name)", identification, isOrphan, writer, error)
      }
      if !isOrphan { happened(.rescued, to: name, in: path) }
    }
    return []
  }

  /// Rescues what lost its name an instant ago, before an end of ours closes the one descriptor that still has it.
  func lookAtOrphans() {
    for (path, watched) in directories {
      for (name, record) in watched.names {
        guard let file = record.file, (try? FileStatus(of: file.descriptor))?.links == 0 else { continue }
        noticed(name, in: path)
      }
    }
  }

  private func couldNotRescue(
    _ path: String, _ identification: Identification, _ isOrphan: Bool, _ writer: String?,
    _ error: any Error
  ) {
    // A sender that goes on with what it began is the usual writer, and then nothing is lost.
    if !isOrphan, identification.state != .whole { return }
    let what =
      isOrphan
      ? "was deleted or replaced before it was kept" : "is about to be overwritten by \(writer ?? "a writer")"
    let alert = Alert(
      .dump(path), .dumpAtRisk,
      message: "the \(identification.state.rawValue) dump \(path.asSafeText) \(what): \(error)",
      fields: [JournalField(.dump, path)])
    publish(book.update([alert], covering: { $0 == alert.subject }, now: now))
  }

  /// Looks after the file whose lease somebody waits for; a signal without a descriptor stands for all of them.
  func writerWaits(at descriptor: Int32?) {
    for dump in leased.values where descriptor == nil || dump.file.descriptor == descriptor {
      noteChange(of: dump.file)
      if Lease.isAwaited(on: dump.file) { endLease(of: dump) }
    }
    var waiting: [(name: FileName, path: String)] = []
    for (path, watched) in directories {
      for (name, record) in watched.names {
        guard let file = record.file, descriptor == nil || file.descriptor == descriptor,
          Lease.isAwaited(on: file)
        else { continue }
        waiting.append((name, path))
      }
    }
    for (name, path) in waiting { happened(.writerWaits, to: name, in: path) }
  }

  /// Does something that can wait for nothing else on a thread of its own, which ends with it.
  func aside<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    let thread = try Worker(name: "rescue")
    asides.append(thread)
    defer {
      asides.removeAll { $0 === thread }
      thread.stop()
    }
    return try await thread.run(work)
  }
}
