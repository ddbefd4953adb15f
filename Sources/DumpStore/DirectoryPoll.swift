public import Linux

/// A look at one dump directory on a mount that may not answer: values in, values out.
///
/// All of it runs on the mount's own thread. Nothing that stays open leaves it, for closing a file may hang as well.
public struct DirectoryPoll: Sendable {
  /// What was found under one canonical name.
  public struct Look: Equatable, Sendable {
    /// What was seen.
    public let finding: Lifecycle.Finding
    /// What the kernel says of the file, where it was opened.
    public let status: FileStatus?
  }

  /// Where it is.
  public let place: DirectoryPath
  /// The canonical names, in any case.
  public let names: [FileName]
  /// Where its preserved dumps go; `nil` where the configuration names no place.
  public let archive: Archive.Place?
  /// The names, as they are on the disk, whose file has had all its time: a hole at the tail is no "not yet".
  ///
  /// The settling time does not make it so here: nobody can say whether the file is still open somewhere.
  public var overdue: Set<FileName> = []
  /// Whether a move that was cut between its link and its unlink is to be finished first.
  public var finishesMoves = false

  /// A look.
  public init(_ place: DirectoryPath, names: [FileName], archive: Archive.Place?) {
    self.place = place
    self.names = names
    self.archive = archive
  }

  /// Looks; what stands under a canonical name is in the answer, by the name as it is on the disk.
  public func run(with operations: FileOperations) -> Result<[FileName: Look], SystemError> {
    Result { () throws(SystemError) in
      let directory = try Directory(place)
      var looks: [FileName: Look] = [:]
      for name in try directory.names() where names.contains(where: name.equalsWithoutCase) {
        if finishesMoves { finishMove(of: name, in: directory, with: operations) }
        let examination = Examination(
          name, in: directory, isSettled: overdue.contains(name), mode: .polling)
        guard examination.finding != .gone else { continue }
        looks[name] = Look(finding: examination.finding, status: examination.status)
      }
      return looks
    }
  }

  /// Removes a canonical name whose file has its preserved name already.
  ///
  /// What cannot be finished is found by the look that follows: a file of two names is told of.
  private func finishMove(of name: FileName, in directory: Directory, with operations: FileOperations) {
    guard let archive, let status = try? directory.freshStatus(of: name), status.links > 1,
      let kept = try? Archive.find(archive, of: directory), let others = try? kept.names()
    else { return }
    for other in others where PreservedName.isOne(other) {
      _ = try? operations.finishPair(name, in: directory, of: other, in: kept)
    }
  }
}
