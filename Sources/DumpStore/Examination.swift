internal import DumpFormats
internal import Glibc
public import Linux

/// A look at one name: what stands there, and whether its writer is done.
public struct Examination: Sendable {
  /// What was seen.
  public let finding: Lifecycle.Finding
  /// The file, where the finding says `quiet` or `unleased`; its lease is held where there is one.
  public let file: OpenFile?
  /// What the kernel says of it.
  public let status: FileStatus?

  /// Looks at `name`.
  ///
  /// - Parameters:
  ///   - isSettled: whether nothing has happened to it for so long that a hole at its tail is no "not yet".
  ///   - leaseSignal: what tells of a writer that begins to wait for the lease, as `Lease.take` has it.
  ///   - mode: what a lease says there. A mount that is polled is not asked for one.
  public init(
    _ name: FileName, in directory: Directory, isSettled: Bool, leaseSignal: Int32? = nil,
    mode: WatchMode = .lease
  ) {
    do {
      let found = mode == .polling ? try directory.freshStatus(of: name) : try directory.status(of: name)
      guard let status = found else {
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
      self = try Self.opened(name, in: directory, isSettled, leaseSignal, mode)
    } catch {
      // EAGAIN is a write lease, as Samba's oplocks take it: its holder has the file open for writing.
      if error.isPassing || Self.ofOthers.contains(error.errno) {
        self.init(.held)
      } else {
        self.init(error.errno == ENOENT ? .gone : .refused(error.description))
      }
    }
  }

  private static func opened(
    _ name: FileName, in directory: Directory, _ isSettled: Bool, _ leaseSignal: Int32?, _ mode: WatchMode
  ) throws(SystemError) -> Examination {
    let file = try directory.openFile(name)
    // ntfs-3g grants leases that mean little, and a network's server may be asked and never answer.
    let answer = mode == .polling ? nil : Lease.take(on: file, signal: leaseSignal)
    guard answer != .held else { return Examination(.held) }
    if mode == .polling { file.refresh() }
    let status = try FileStatus(of: file.descriptor)
    // It was another file when its name was looked at: whatever changed it will be seen, or is seen by retrying.
    guard status.kind == .regular, status.links == 1 else { return Examination(.held) }
    let source = FileSource(file, length: status.length)
    let identification = identify(source, isSettled: isSettled)
    let because: String
    switch (answer, mode) {
    case (.unavailable(let error), _): because = error.description
    case (nil, _): because = "leases say nothing of other machines"
    case (_, .leaseAndQuiet): because = "the NFS server here lets go of a file that is being written"
    default: return Examination(.quiet(identification), file, status)
    }
    let snapshot = Lifecycle.Snapshot(
      file: status.identity, length: status.length, modifiedNanoseconds: status.modifiedNanoseconds,
      contents: (try? Fingerprint(of: source))?.value ?? 0)
    return Examination(.unleased(snapshot, identification, because: because), file, status)
  }

  /// What a file server says of a file that another of its clients has open (share modes), and of one that it cannot
  /// reach now: both pass, and neither says anything of the file.
  private static let ofOthers: Set<Int32> = [
    EBUSY, ETXTBSY, ESTALE, ENOTCONN, ECONNABORTED, ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH,
  ]

  private init(_ finding: Lifecycle.Finding, _ file: OpenFile? = nil, _ status: FileStatus? = nil) {
    self.finding = finding
    self.file = file
    self.status = status
  }
}
