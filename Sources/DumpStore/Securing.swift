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
    let taken = try firstFree(newName, in: archive) { (candidate) throws(SystemError) in
      try rename(name, in: directory, to: candidate, in: archive)
    }
    guard try archive.status(of: taken)?.identity != status.identity else { return taken }
    // Another file was renamed over the name since it was looked at: it has its own look, under its own name.
    try rename(taken, in: archive, to: name, in: directory)
    throw SystemError("renameat2", on: "\(directory.path)/\(name)", errno: ESTALE)
  }

  /// Has `take` take the first free name, going on where somebody else has taken it meanwhile.
  func firstFree(
    _ newName: PreservedName, in archive: Directory, take: (FileName) throws(SystemError) -> Void
  ) throws(SystemError) -> FileName {
    let first = try firstFreeNumber(newName, in: archive)
    // A directory where all of these are taken meanwhile is an enemy's.
    for attempt in first..<first + 1000 {
      guard let candidate = newName.candidate(attempt) else { break }
      do {
        try take(candidate)
        return candidate
      } catch  where error.errno == EEXIST {
        continue
      }
    }
    throw SystemError("renameat2", on: archive.path, errno: EEXIST)
  }

  /// The number from which on names are free: found by doubling and halving, since the lease is held meanwhile.
  ///
  /// A gap in the numbers may be passed over; the number says order, not count.
  private func firstFreeNumber(_ name: PreservedName, in archive: Directory) throws(SystemError) -> Int {
    func isTaken(_ attempt: Int) throws(SystemError) -> Bool {
      guard let candidate = name.candidate(attempt) else { return false }
      return try archive.status(of: candidate) != nil
    }
    guard try isTaken(0) else { return 0 }
    var taken = 0
    var free = 1
    // No archive holds 2^40 files, but crafted names may lead there.
    while free < 1 << 40, try isTaken(free) { (taken, free) = (free, free * 2) }
    while free - taken > 1 {
      let middle = taken + (free - taken) / 2
      if try isTaken(middle) { taken = middle } else { free = middle }
    }
    return free
  }
}
