internal import DumpFormats
internal import Glibc
internal import Inventory
public import Linux
public import Sizing

/// A cheap look at what a dump directory holds: of thousands of kept dumps the newest one is read.
public struct HoldingsLook: Sendable {
  /// So many are read in search of the newest that counts: a sender that breaks off again and again leaves partial
  /// ones.
  private static let mostRead = 16

  /// What was seen.
  public let holdings: Holdings
  /// The call that a look failed at for want of permission, so that somebody else may see more.
  public private(set) var refusal: SystemError?

  /// Looks into a directory for the dumps of its host.
  public init(_ directory: DumpDirectory, now: Timestamp) {
    var free: Fact<Bytes> = .unknown(because: "\(directory.place.path.asSafeText) could not be looked at")
    do throws(Unseen) {
      let opened = try Self.asking { () throws(SystemError) in try Directory(directory.place) }
      let space = opened.space()
      free = space.map(\.free)
      if let reason = space.reason { free = .unknown(because: "\(opened.path.asSafeText): \(reason)") }
      let newest = try Self.newest(try Self.candidates(in: opened, directory), directory, now: now)
      holdings = Holdings(newest: .known(newest), free: free)
    } catch {
      if free.value == nil, let failed = error.failed { free = .unknown(because: "\(failed)") }
      holdings = Holdings(newest: .unknown(because: error.reason), free: free)
      if error.failed?.errno == EACCES { refusal = error.failed }
    }
  }

  /// Why no answer can be given.
  private struct Unseen: Error {
    let reason: String
    var failed: SystemError?
  }

  /// A dump that may be the newest.
  private struct Candidate {
    let moment: Timestamp
    let arrived: Timestamp
    let name: FileName
    let status: FileStatus
    let place: Directory
    let isInArchive: Bool
  }

  private static func asking<Value>(_ body: () throws(SystemError) -> Value) throws(Unseen) -> Value {
    do throws(SystemError) {
      return try body()
    } catch {
      throw Unseen(reason: "\(error)", failed: error)
    }
  }

  private static func candidates(
    in opened: Directory, _ directory: DumpDirectory
  ) throws(Unseen) -> [Candidate] {
    var candidates: [Candidate] = []
    let adopted = directory.settings.adopt.map(AdoptPattern.init)
    if !adopted.isEmpty {
      candidates += try Self.candidates(in: opened, isArchive: false) { name in
        !directory.isCanonical(name) && adopted.contains { $0.matches(name) }
      }
    }
    guard let place = directory.archivePlace else {
      throw Unseen(
        reason: "'\(directory.settings.archive.asSafeText)' names no archive for \(directory.host.asSafeText)"
      )
    }
    let archive: Directory
    do throws(ArchiveError) {
      archive = try Archive.find(place, of: opened, owner: .anyone)
    } catch {
      // There is none before the first dump.
      guard !error.isMissing else { return candidates }
      throw Unseen(
        reason: error.description,
        failed: error.errno.map { SystemError("open", on: opened.path, errno: $0) })
    }
    candidates += try Self.candidates(in: archive, isArchive: true) { name in
      PreservedName.isOne(name) || adopted.contains { $0.matches(name) }
    }
    return candidates
  }

  private static func candidates(
    in place: Directory, isArchive: Bool, isDump: (FileName) -> Bool
  ) throws(Unseen) -> [Candidate] {
    var candidates: [Candidate] = []
    for name in try asking({ () throws(SystemError) in try place.names() }) where isDump(name) {
      let status = try asking { () throws(SystemError) in try place.status(of: name) }
      // What is no file of one name, or of two in its grace, is none of ours.
      guard let status, status.kind == .regular, status.links <= (isArchive ? 2 : 1) else { continue }
      let arrived = Timestamp(seconds: place.birthNanoseconds(of: name, status) / 1_000_000_000)
      // Our own names say when the host crashed, so that not every header need be read.
      candidates.append(
        Candidate(
          moment: PreservedName.time(of: name) ?? arrived, arrived: arrived, name: name, status: status,
          place: place, isInArchive: isArchive))
    }
    return candidates
  }

  private static func newest(
    _ candidates: [Candidate], _ directory: DumpDirectory, now: Timestamp
  ) throws(Unseen) -> Delivery? {
    let latest = now.advanced(bySeconds: Delivery.secondsAhead)
    let inOrder = candidates.map { candidate in
      (moment: candidate.moment > latest ? candidate.arrived : candidate.moment, candidate)
    }.sorted { $0.moment > $1.moment }
    for (_, candidate) in inOrder.prefix(mostRead) {
      let arrived = candidate.arrived
      let found = try asking { () throws(SystemError) in try read(candidate, directory, now: now) }
      if let found, let delivery = Delivery(found, arrived: arrived, now: now) { return delivery }
    }
    guard inOrder.count <= mostRead else {
      throw Unseen(
        reason: "none of the newest \(mostRead) dumps in \(directory.place.path.asSafeText) is whole")
    }
    return nil
  }

  /// Reads a header; `nil` where the file went meanwhile.
  private static func read(
    _ candidate: Candidate, _ directory: DumpDirectory, now: Timestamp
  ) throws(SystemError) -> Identification? {
    do {
      let file = try candidate.place.openFile(candidate.name)
      let status = try FileStatus(of: file.descriptor)
      guard status.identity == candidate.status.identity else { return nil }
      // By the inode's time: a sender sets the other one, to that of his own file.
      let quiet = now.seconds &- status.changedNanoseconds / 1_000_000_000
      let isSettled = candidate.isInArchive || quiet >= Int64(clamping: directory.settings.settleSeconds)
      return identify(FileSource(file, length: status.length), isSettled: isSettled)
    } catch  where error.errno == ENOENT {
      return nil
    }
  }
}
