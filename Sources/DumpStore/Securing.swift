internal import Glibc
public import Linux

extension FileOperations {
  /// Takes an open file off its canonical name, to the first free name of `newName`, and says which.
  ///
  /// Only the file that was looked at: its name may mean another by now, and then nothing is moved.
  public func secure(
    _ name: FileName, _ status: FileStatus, in directory: Directory, as newName: PreservedName,
    in archive: Directory
  ) throws(SystemError) -> FileName {
    guard try directory.status(of: name)?.identity == status.identity else {
      throw SystemError("renameat2", on: "\(directory.path)/\(name)", errno: ESTALE)
    }
    let first = try firstFree(newName, in: archive)
    // Names that somebody takes meanwhile; a directory where all of them are taken is an enemy's.
    for attempt in first..<first + 1000 {
      guard let candidate = newName.candidate(attempt) else { break }
      do {
        try rename(name, in: directory, to: candidate, in: archive)
      } catch  where error.errno == EEXIST {
        continue
      }
      guard try archive.status(of: candidate)?.identity != status.identity else { return candidate }
      // Another file was renamed over the name since it was looked at: it has its own look, under its own name.
      try rename(candidate, in: archive, to: name, in: directory)
      throw SystemError("renameat2", on: "\(directory.path)/\(name)", errno: ESTALE)
    }
    throw SystemError("renameat2", on: "\(directory.path)/\(name)", errno: EEXIST)
  }

  /// The number from which on names are free: found by doubling and halving, since the lease is held meanwhile.
  ///
  /// A gap in the numbers may be passed over; the number says order, not count.
  private func firstFree(_ name: PreservedName, in archive: Directory) throws(SystemError) -> Int {
    func isTaken(_ attempt: Int) throws(SystemError) -> Bool {
      guard let candidate = name.candidate(attempt) else { return false }
      return try archive.status(of: candidate) != nil
    }
    guard try isTaken(0) else { return 0 }
    var taken = 0
    var free = 1
    while try isTaken(free) { (taken, free) = (free, free * 2) }
    while free - taken > 1 {
      let middle = taken + (free - taken) / 2
      if try isTaken(middle) { taken = middle } else { free = middle }
    }
    return free
  }
}
