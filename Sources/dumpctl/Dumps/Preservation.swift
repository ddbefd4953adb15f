import DumpFormats
import DumpReports
import DumpStore
import Glibc
import Inventory
import Linux
import Sizing

/// One canonical name, and what was done about the dump under it.
struct Preservation {
  enum Result {
    /// It is kept, durably, at that path.
    case preserved(String)
    /// It was kept before, and keeps its canonical name.
    case known(String)
    /// It is still there, and why.
    case left(String)
    /// It should be kept by now, and is not, or not for sure.
    case failed(String, errno: Int32?)
  }

  let path: String
  let host: String
  let identification: Identification?
  let result: Result
}

/// Takes every quiet, whole dump off its canonical name once, with the steps that the daemon takes.
///
/// Partial dumps and those whose writer is not done are left: their senders may go on, and only who stays can wait.
struct PreservingRun {
  /// For how long a lease is held beyond the rename, so that a writer that had opened the file before it shows up.
  private static let leaseMilliseconds: UInt32 = 1000
  /// How many wait for that together, each an open file.
  private static let most = 64

  private let operations = FileOperations()
  private let now: Timestamp
  private(set) var all: [Preservation] = []
  private var renamed: [(dump: SecuredDump, place: Int, readers: String)] = []

  init(_ directories: [DumpDirectory], now: Timestamp) {
    self.now = now
    // A writer that waits for a lease has the kernel send this, which would end the program.
    signal(SIGIO, SIG_IGN)
    for directory in directories { preserve(directory) }
    finish()
  }

  private mutating func preserve(_ directory: DumpDirectory) {
    do throws(SystemError) {
      let opened = try Directory(directory.place)
      for name in try opened.names().filter(directory.isCanonical).sorted(by: { "\($0)" < "\($1)" }) {
        add(directory, opened, name)
      }
    } catch {
      // A file beside the hosts' directories is no dump directory, and one that went is none any more.
      if [ENOTDIR, ENOENT].contains(error.errno), !directory.place.below.isEmpty { return }
      all.append(
        Preservation(
          path: directory.place.path, host: directory.host, identification: nil,
          result: .failed("\(error)", errno: error.errno)))
    }
  }

  private mutating func add(_ directory: DumpDirectory, _ opened: Directory, _ name: FileName) {
    let changed = (try? opened.status(of: name))?.changedNanoseconds
    let quiet = changed.map { now.seconds - Timestamp(nanoseconds: $0).seconds } ?? 0
    let isSettled = quiet >= Int64(clamping: directory.settings.settleSeconds)
    let examination = Examination(name, in: opened, isSettled: isSettled)
    var identification: Identification?
    let result: Preservation.Result
    switch examination.finding {
    case .gone: return
    case .held: result = .left("it is being written")
    case .refused(let why): result = .left(why)
    case .quiet(let found):
      identification = found
      result = preserve(directory, opened, name, examination, found)
    case .unleased(_, let found, let why):
      identification = found
      result =
        isSettled
        ? preserve(directory, opened, name, examination, found)
        : .left("it changed \(max(quiet, 0)) s ago, and whether its writer is done cannot be told (\(why))")
    default: result = .left("it is kept already")
    }
    all.append(
      Preservation(
        path: opened.path(of: name), host: directory.host, identification: identification, result: result))
    if renamed.count >= Self.most { finish() }
  }

  private mutating func preserve(
    _ directory: DumpDirectory, _ opened: Directory, _ name: FileName, _ examination: Examination,
    _ identification: Identification
  ) -> Preservation.Result {
    guard identification.state == .whole else {
      return .left("it is \(identification.state.rawValue): \(identification.reason)")
    }
    guard let file = examination.file, let status = examination.status,
      let place = directory.archivePlace
    else { return .left("'\(directory.settings.archive.asSafeText)' names no archive for its host") }
    do {
      let archive = try openArchive(place, of: opened)
      let dump = try operations.preserve(
        name, file, status, identification, in: opened, to: place,
        directory.settings.preserve == .clone ? .clone : .rename, owner: .ourselvesOrRoot)
      guard dump.isNew else { return .known(archive.path(of: dump.name)) }
      renamed.append((dump, all.count, directory.settings.readers))
      return .preserved(archive.path(of: dump.name))
    } catch {
      let errno = (error as? SystemError)?.errno ?? (error as? ArchiveError)?.errno
      return .failed("\(error)", errno: errno)
    }
  }

  /// Opens the archive.
  ///
  /// One that root has to make is given to the daemon's user, who would refuse another's.
  private func openArchive(_ place: Archive.Place, of directory: Directory) throws -> Directory {
    do throws(ArchiveError) {
      return try Archive.find(place, of: directory, owner: .ourselvesOrRoot)
    } catch {
      guard error.errno == ENOENT else { throw error }
    }
    let archive = try Archive.open(place, of: directory, with: operations, owner: .ourselvesOrRoot)
    if geteuid() == 0, let daemon = try? FileStatus(at: "/var/lib/dumpwarden") {
      try operations.give(archive, to: daemon.owner, daemon.group)
    }
    return archive
  }

  /// Gives the leases back, having first seen to writers that wait, which would cut the renamed files; then syncs.
  ///
  /// In this order: a sync may take longer than the kernel makes a writer wait for a lease.
  private mutating func finish() {
    guard !renamed.isEmpty else { return }
    usleep(Self.leaseMilliseconds * 1000)
    for (dump, _, _) in renamed { release(dump) }
    for (dump, place, readers) in renamed {
      if let failure = operations.share(dump, with: readers) { complain(failure.description) }
      do throws(SystemError) {
        try operations.makeDurable(dump)
      } catch {
        let before = all[place]
        all[place] = Preservation(
          path: before.path, host: before.host, identification: before.identification,
          result: .failed(
            "it is kept as \(dump.path), and a power cut may take it: \(error)", errno: error.errno))
      }
    }
    renamed = []
  }

  private func release(_ dump: SecuredDump) {
    guard Lease.isAwaited(on: dump.file) else { return Lease.release(dump.file) }
    do {
      let protection = try operations.protect(
        dump.file, dump.name, in: dump.archive, from: dump.canonical, in: dump.directory)
      if protection == .immutable { endProtection(of: dump) }
    } catch {
      complain(
        "\(dump.path) is about to be overwritten by a writer that had opened it before it was renamed, and "
          + "nothing here prevents it: \(error)")
      Lease.release(dump.file)
    }
  }

  private func endProtection(of dump: SecuredDump) {
    for attempt in 0..<100 {
      if (try? operations.endProtection(dump.file)) == true { return }
      usleep(min(1000 << UInt32(min(attempt, 7)), 100_000))
    }
    complain("\(dump.path) keeps its immutable flag, since its writer is still there: chattr -i clears it")
  }
}
