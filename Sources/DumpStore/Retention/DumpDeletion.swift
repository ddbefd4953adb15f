internal import Glibc
internal import Linux

/// The deletion of one dump, from the last looks to the unlink.
struct DumpDeletion {
  private let dump: SurveyedDump
  private let locked: LockedArchive
  private let rules: DeletionRules
  private let operations: FileOperations

  init(
    _ dump: SurveyedDump, _ locked: LockedArchive, _ rules: DeletionRules, _ operations: FileOperations
  ) {
    self.dump = dump
    self.locked = locked
    self.rules = rules
    self.operations = operations
  }

  /// Deletes the dump, if it is still the one that was surveyed and nobody uses or pins it.
  ///
  /// When this returns it is closed too: its room comes back only then.
  func make() throws {
    let container = locked.container(of: dump)
    let file = try container.openFile(dump.name)
    guard try FileStatus(of: file.descriptor).isUnchanged(since: dump.status) else {
      throw Obstruction(.changed("it has changed since it was looked at"))
    }
    guard !operations.isImmutable(file) else { throw Obstruction(.immutable) }
    let isLeased = try claim(file)
    defer { Lease.release(file) }
    // After the lease: whoever pins a dump has looked at it before.
    if let pin = Pin(beside: dump.name, in: container), !pin.isOver(on: rules.today) {
      throw Obstruction(.held(.pinned(reason: pin.reason, until: pin.until)))
    }
    guard try isStill(dump.name, in: container) else {
      throw Obstruction(.changed("another file has its name"))
    }
    guard !isLeased || !Lease.isExclusiveAwaited(on: file) else { throw inUse(nil) }
    if dump.isInArchive {
      try operations.unlink(dump.name, in: container)
    } else {
      try deleteAmongStrangers()
    }
  }

  /// Makes sure that nobody uses the file; with a lease, also that nobody begins to, and says whether there is one.
  private func claim(_ file: OpenFile) throws -> Bool {
    do throws(SystemError) {
      try operations.lock(file, named: dump.kept.path)
    } catch {
      guard error.errno == EWOULDBLOCK else { throw error }
      throw inUse(FileUse.lockHolder(of: file, dump.status.identity))
    }
    var answer = Lease.takeExclusive(on: file)
    for _ in 0..<rules.readerMilliseconds where answer == .held {
      usleep(1000)
      answer = Lease.takeExclusive(on: file)
    }
    switch answer {
    case .granted: return true
    case .held: throw inUse(FileUse.user(of: file))
    case .unavailable(let error):
      guard rules.mayDeleteUnleased else { throw Obstruction(.unleased(error.description)) }
      if let user = FileUse.user(of: file) { throw inUse(user) }
      return false
    }
  }

  private func inUse(_ user: String?) -> Obstruction {
    Obstruction(.held(.inUse(by: user ?? FileUse.unseen)))
  }

  private func isStill(_ name: FileName, in container: Directory) throws -> Bool {
    guard let status = try container.status(of: name) else { return false }
    return status.identity == dump.status.identity && status.links == 1
  }

  /// Deletes a dump in a directory where others rename as they like: there a name may mean another file by the
  /// time it is unlinked, so it is unlinked in our archive, where it cannot.
  private func deleteAmongStrangers() throws {
    try operations.rename(dump.name, in: locked.directory, to: dump.name, in: locked.archive)
    do {
      guard try isStill(dump.name, in: locked.archive) else {
        throw Obstruction(.changed("another file has its name"))
      }
      try operations.unlink(dump.name, in: locked.archive)
    } catch {
      // Back to whoever it belongs to. If he has taken the name again it stays in the archive, and is not lost.
      try? operations.rename(dump.name, in: locked.archive, to: dump.name, in: locked.directory)
      throw error
    }
  }

  /// Removes what we put beside a dump that is gone, so that no later dump of that name inherits it.
  ///
  /// In the archive only: beside an adopted dump such names may be anyone's.
  static func removeSideFiles(
    of dump: SurveyedDump, in archive: Directory, _ operations: FileOperations
  ) throws {
    guard dump.isInArchive else { return }
    for name in SideFile.allCases.compactMap({ $0.name(beside: dump.name) }) {
      guard try archive.status(of: name)?.kind == .regular else { continue }
      try operations.unlink(name, in: archive)
    }
  }
}

extension FileStatus {
  /// Whether this is the same file and nothing has been done to it: whoever writes it, or renames it, or gives it
  /// another name, changes the inode's own time, which nobody can set.
  func isUnchanged(since earlier: FileStatus) -> Bool {
    identity == earlier.identity && changedNanoseconds == earlier.changedNanoseconds
      && length == earlier.length && links == 1 && kind == .regular
  }
}
