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
    // As many tries as dumps can share a second and a bug check; a directory that has them all is an enemy's.
    for attempt in 0..<10_000 {
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
}
