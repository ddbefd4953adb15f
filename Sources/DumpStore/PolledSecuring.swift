public import DumpFormats
public import Linux

/// The securing of a dump on a mount that may not answer: it runs on the mount's own thread.
public struct PolledSecuring: Sendable {
  /// A dump that is off its canonical name.
  public struct Secured: Equatable, Sendable {
    /// Where it is now.
    public let path: String
    /// Its name there.
    public let name: FileName
    /// How long it is.
    public let length: UInt64
    /// Why it is not on the server's disk, where it is not.
    public let notDurable: String?
  }

  /// Why it is not.
  public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The reason, in one line.
    public let description: String
  }

  let place: DirectoryPath
  let name: FileName
  let archive: Archive.Place
  let snapshot: Lifecycle.Snapshot
  let identification: Identification
  let mark: PreservedName.Mark?

  /// The securing of the file that `snapshot` tells of, and only of that one.
  public init(
    _ name: FileName, in place: DirectoryPath, archive: Archive.Place, as snapshot: Lifecycle.Snapshot,
    _ identification: Identification, _ mark: PreservedName.Mark?
  ) {
    self.name = name
    self.place = place
    self.archive = archive
    self.snapshot = snapshot
    self.identification = identification
    self.mark = mark
  }

  /// Looks once more, moves, and makes durable: a rename that a power cut may take back must not be announced.
  public func run(with operations: FileOperations) -> Result<Secured, Failure> {
    do {
      let directory = try Directory(place)
      // Kept open over the rename, so that a file system that makes up its inode numbers keeps this one.
      let examination = Examination(name, in: directory, isSettled: true, mode: .polling)
      guard case .unleased(snapshot, _, _) = examination.finding, let status = examination.status,
        let file = examination.file
      else { throw Failure(description: "\(directory.path)/\(name) has changed since it was looked at") }
      let archive = try Archive.open(archive, of: directory, with: operations)
      let time = identification.crashTimeIsOfCrash ? identification.crashTime : nil
      let newName = PreservedName(
        canonical: name, time: time ?? status.modified, bugCheckCode: identification.bugCheck?.code,
        mark: mark)
      let final = try operations.secure(name, status, in: directory, as: newName, in: archive)
      let path = "\(archive.path)/\(final)"
      var notDurable: String?
      do {
        try operations.sync(file, named: path)
        try operations.sync(archive)
        try operations.sync(directory)
      } catch {
        notDurable = error.description
      }
      return .success(Secured(path: path, name: final, length: status.length, notDurable: notDurable))
    } catch {
      return .failure(error as? Failure ?? Failure(description: "\(error)"))
    }
  }
}
