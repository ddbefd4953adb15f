internal import DumpFormats
internal import Glibc
public import Linux

/// A look at one name: what stands there, and whether its writer is done.
public struct Examination: Sendable {
  /// What was seen.
  public let finding: Lifecycle.Finding
  /// The file, its lease held, where the finding says `quiet`.
  public let file: OpenFile?
  /// What the kernel says of it.
  public let status: FileStatus?

  /// Looks at `name`.
  ///
  /// - Parameters:
  ///   - isSettled: whether nothing has happened to it for so long that a hole at its tail is no "not yet".
  ///   - leaseSignal: what tells of a writer that begins to wait for the lease, as `Lease.take` has it.
  public init(_ name: FileName, in directory: Directory, isSettled: Bool, leaseSignal: Int32? = nil) {
    do {
      guard let status = try directory.status(of: name) else {
        self.init(.gone)
        return
      }
      guard status.kind == .regular else {
        self.init(.refused("\(name) is a \(status.kind.rawValue), not a file"))
        return
      }
      // A second name could be anyone's way to keep writing to it, or into it (failure story S10).
      guard status.links == 1 else {
        self.init(.refused("\(name) has \(status.links) names; a dump has one"))
        return
      }
      self = try Self.opened(name, in: directory, isSettled: isSettled, leaseSignal)
    } catch {
      // EAGAIN is a write lease, as Samba's oplocks take it: its holder has the file open for writing.
      if error.isPassing {
        self.init(.held)
      } else {
        self.init(error.errno == ENOENT ? .gone : .refused(error.description))
      }
    }
  }

  private static func opened(
    _ name: FileName, in directory: Directory, isSettled: Bool, _ leaseSignal: Int32?
  ) throws(SystemError) -> Examination {
    let file = try directory.openFile(name)
    let answer = Lease.take(on: file, signal: leaseSignal)
    guard answer != .held else { return Examination(.held) }
    let status = try FileStatus(of: file.descriptor)
    // It was another file when its name was looked at: whatever changed it will be seen, or is seen by retrying.
    guard status.kind == .regular, status.links == 1 else { return Examination(.held) }
    let identification = identify(FileSource(file, length: status.length), isSettled: isSettled)
    if case .unavailable(let error) = answer {
      let snapshot = Lifecycle.Snapshot(
        file: status.identity, length: status.length, modifiedNanoseconds: status.modifiedNanoseconds)
      return Examination(.unleased(snapshot, identification, because: error.description), file, status)
    }
    return Examination(.quiet(identification), file, status)
  }

  private init(_ finding: Lifecycle.Finding, _ file: OpenFile? = nil, _ status: FileStatus? = nil) {
    self.finding = finding
    self.file = file
    self.status = status
  }
}
