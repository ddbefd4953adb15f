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

  /// What a look at a directory found.
  public struct Answer: Equatable, Sendable {
    /// What stands under a canonical name, by the name as it is on the disk.
    public var looks: [FileName: Look] = [:]
    /// The preserved dumps that somebody has written to since.
    public var overwritten: Set<FileName> = []
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
  /// Preserved dumps that a writer elsewhere may have open still, and what they were: no lease tells of that writer.
  public var kept: [FileName: Lifecycle.Snapshot] = [:]
  /// Whether a move that was cut between its link and its unlink is to be finished first.
  public var finishesMoves = false

  /// A look.
  public init(_ place: DirectoryPath, names: [FileName], archive: Archive.Place?) {
    self.place = place
    self.names = names
    self.archive = archive
  }

  /// Looks.
  public func run(with operations: FileOperations) -> Result<Answer, SystemError> {
    Result { () throws(SystemError) in
      let directory = try Directory(place)
      var answer = Answer()
      for name in try directory.names() where names.contains(where: name.equalsWithoutCase) {
        if finishesMoves { finishMove(of: name, in: directory, with: operations) }
        let examination = Examination(
          name, in: directory, isSettled: overdue.contains(name), mode: .polling)
        guard examination.finding != .gone else { continue }
        answer.looks[name] = Look(finding: examination.finding, status: examination.status)
      }
      if !kept.isEmpty { answer.overwritten = overwritten(in: directory) }
      return answer
    }
  }

  /// Only length and contents count: a sender may set the time of what it has sent.
  private func overwritten(in directory: Directory) -> Set<FileName> {
    guard let place = archive, let archive = try? Archive.find(place, of: directory) else { return [] }
    return Set(
      kept.compactMap { name, before in
        guard let file = try? archive.openFile(name) else { return nil }
        file.refresh()
        guard let status = try? FileStatus(of: file.descriptor), status.identity == before.file,
          let now = try? Fingerprint(of: FileSource(file, length: status.length))
        else { return nil }
        return status.length == before.length && now.value == before.contents ? nil : name
      })
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
