internal import CLinux
internal import Glibc
internal import Linux

/// An archive in which nobody else deletes as long as this exists.
struct LockedArchive {
  /// The dump directory's path.
  let directoryPath: String
  /// The dump directory.
  let directory: Directory
  /// Its archive, and the lock on it.
  let archive: Directory

  /// Opens and locks the archive of a dump, waiting as long as the rules say for whoever has it.
  ///
  /// An archive that is missing is made only for an adopted dump, which is moved into it before it goes.
  init(_ dump: SurveyedDump, _ rules: DeletionRules, _ operations: FileOperations) throws {
    guard let place = dump.directory.archivePlace else {
      throw Obstruction(.changed("its archive's name is none"))
    }
    directory = try Directory(dump.directory.place)
    directoryPath = dump.directory.place.path
    archive =
      dump.isInArchive
      ? try Archive.find(place, of: directory, owner: rules.owner)
      : try Archive.open(place, of: directory, with: operations, owner: rules.owner)
    try lock(milliseconds: rules.lockMilliseconds, operations)
  }

  /// Where a dump's entry is.
  func container(of dump: SurveyedDump) -> Directory { dump.isInArchive ? archive : directory }

  private func lock(milliseconds: UInt64, _ operations: FileOperations) throws {
    let start = Self.uptimeMilliseconds
    while true {
      do throws(SystemError) {
        return try operations.lock(archive.handle, named: archive.path)
      } catch {
        guard error.errno == EWOULDBLOCK else { throw error }
      }
      guard Self.uptimeMilliseconds - start < milliseconds else {
        throw Obstruction(.locked(by: FileUse.lockHolder(of: archive.handle, try archive.status().identity)))
      }
      // The kernel wakes nobody for LOCK_NB, and a wait without it has no end.
      usleep(10_000)
    }
  }

  private static var uptimeMilliseconds: UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1000 + UInt64(now.tv_nsec) / 1_000_000
  }
}
