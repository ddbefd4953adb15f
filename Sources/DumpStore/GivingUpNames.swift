internal import Glibc
public import Linux

extension FileOperations {
  /// Takes the canonical name from a dump that has its preserved one beside it, and from no other file.
  ///
  /// The name may mean the next dump by the time of the call, and unlinking that would lose it. So the name is moved
  /// into the archive, where nobody else makes names, and is only removed there when it is found to be the pair's.
  /// Killed in between, the file has two names there (`finishTwins`), or the next dump is kept under one.
  public func giveUp(
    _ canonical: FileName, in directory: Directory, of name: FileName, in archive: Directory
  ) throws(SystemError) {
    guard let kept = try archive.status(of: name),
      try directory.status(of: canonical)?.identity == kept.identity
    else { return }
    // Should it be another file that moves, and not go back, then it is kept, and honestly called what it is.
    let passing = PreservedName(
      canonical: canonical, time: kept.modified, bugCheckCode: nil, mark: .unknown)
    let moved = try firstFree(passing, in: archive) { (candidate) throws(SystemError) in
      try rename(canonical, in: directory, to: candidate, in: archive)
    }
    if try archive.status(of: moved)?.identity == kept.identity {
      try unlink(moved, in: archive)
    } else {
      try rename(moved, in: archive, to: canonical, in: directory)
    }
  }

  /// Removes the second of two names that one dump has in an archive: a kill while it gave up its canonical one.
  public func finishTwins(in archive: Directory) throws(SystemError) {
    var seen: [FileStatus.Identity: FileName] = [:]
    for name in try archive.names().filter(PreservedName.isOne).sorted(by: { $0.bytes.count < $1.bytes.count }
    ) {
      guard let status = try archive.status(of: name), status.kind == .regular, status.links > 1 else {
        continue
      }
      if let first = seen[status.identity], try archive.status(of: first)?.identity == status.identity {
        try unlink(name, in: archive)
      } else {
        seen[status.identity] = name
      }
    }
  }
}
