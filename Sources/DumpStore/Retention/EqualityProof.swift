internal import Linux

/// The proof that a dump may go because another has every byte of it, and is on the disk.
struct EqualityProof {
  private let dump: SurveyedDump
  private let other: SurveyedDump
  private let operations: FileOperations

  init(of dump: SurveyedDump, to other: SurveyedDump, _ operations: FileOperations) {
    self.dump = dump
    self.other = other
    self.operations = operations
  }

  /// Reads both to the end; minutes for large dumps, so neither is locked or leased meanwhile.
  func make(_ hasRead: (UInt64, UInt64) -> Void) throws {
    let (file, _) = try open(dump)
    let (otherFile, container) = try open(other)
    guard dump.status.identity != other.status.identity, dump.status.length == other.status.length,
      try FileComparison.areEqual(file, otherFile, length: dump.status.length, hasRead: hasRead)
    else { throw Obstruction(.notEqual(to: other.kept.path)) }
    // What is left has to stand for both: on the disk, under its name, and nobody writing it.
    try operations.sync(otherFile, named: other.kept.path)
    try operations.sync(container)
    let isQuiet = Lease.take(on: otherFile) != .held
    Lease.release(otherFile)
    guard isQuiet, try FileStatus(of: otherFile.descriptor).isUnchanged(since: other.status),
      try container.status(of: other.name)?.identity == other.status.identity
    else { throw Obstruction(.changed("\(other.kept.path), which it repeats, has changed")) }
  }

  private func open(_ dump: SurveyedDump) throws -> (file: OpenFile, container: Directory) {
    let directory = try Directory(dump.directory.place)
    let container =
      if dump.isInArchive, let place = dump.directory.archivePlace {
        try Archive.find(place, of: directory, owner: .anyone)
      } else { directory }
    let file = try container.openFile(dump.name)
    guard try FileStatus(of: file.descriptor).isUnchanged(since: dump.status) else {
      throw Obstruction(.changed("\(dump.kept.path) has changed since it was looked at"))
    }
    return (file, container)
  }
}
