internal import DumpFormats
internal import Glibc
public import Inventory
public import Linux
public import Sizing

/// Everything that one dump directory keeps: a look, nothing is changed.
public struct DirectorySurvey: Sendable {
  /// The dump directory.
  public let directory: DumpDirectory
  /// The kept dumps, in order of arrival.
  public private(set) var dumps: [SurveyedDump] = []
  /// What has a dump's name and is none that is ever touched, and what could not be looked at.
  public private(set) var troubles: [SurveyTrouble] = []
  /// Dumps that are gone and left their pin behind, by the paths that they had.
  public private(set) var missing: [String: Pin] = [:]
  /// Why not all that is kept was seen; `nil` where it was.
  public private(set) var unseen: String?
  /// The mount that the directory is reached through.
  public let mountID: UInt64
  /// The room on its file system.
  public let space: Fact<VolumeSpace>

  /// Looks at a directory; throws where it cannot be opened or listed.
  public init(
    of directory: DumpDirectory, now: Timestamp, cache: inout SurveyCache
  ) throws(SystemError) {
    self.directory = directory
    let opened = try Directory(directory.place)
    mountID = try opened.mountID()
    space = opened.space()
    let adopted = directory.settings.adopt.map(AdoptPattern.init)
    if !adopted.isEmpty {
      try look(in: opened, isArchive: false, now: now, cache: &cache) { name in
        !directory.isCanonical(name) && adopted.contains { $0.matches(name) }
      }
    }
    if let archive = findArchive(in: opened) {
      try look(in: archive, isArchive: true, now: now, cache: &cache) { name in
        PreservedName.isOne(name) || adopted.contains { $0.matches(name) }
      }
    }
    dumps.sort {
      ($0.kept.arrivedNanoseconds, $0.kept.path) < ($1.kept.arrivedNanoseconds, $1.kept.path)
    }
  }

  private mutating func findArchive(in opened: Directory) -> Directory? {
    guard let place = directory.archivePlace else {
      let reason =
        "'\(directory.settings.archive.asSafeText)' names no archive for \(directory.host.asSafeText)"
      troubles.append(SurveyTrouble(directory.place.path, reason))
      unseen = reason
      return nil
    }
    do throws(ArchiveError) {
      return try Archive.find(place, of: opened, owner: .anyone)
    } catch {
      // There is none before the first dump.
      if error.errno != ENOENT {
        troubles.append(SurveyTrouble(directory.place.path, error.description, errno: error.errno))
        unseen = error.description
      }
      return nil
    }
  }

  private mutating func look(
    in opened: Directory, isArchive: Bool, now: Timestamp, cache: inout SurveyCache,
    isDump: (FileName) -> Bool
  ) throws(SystemError) {
    let names = Set(try opened.names())
    for name in names {
      if isDump(name) {
        let pin = SideFile.pin.name(beside: name).flatMap {
          names.contains($0) ? Pin(beside: name, in: opened) : nil
        }
        do throws(SystemError) {
          try add(name, pin, in: opened, isArchive: isArchive, now: now, cache: &cache)
        } catch {
          // Gone since it was listed is no trouble.
          guard error.errno != ENOENT else { continue }
          troubles.append(SurveyTrouble(opened.path(of: name), error.description, errno: error.errno))
          unseen = error.description
        }
      } else if let dump = SideFile.pin.dump(of: name), isDump(dump), !names.contains(dump) {
        missing[opened.path(of: dump)] = Pin(beside: dump, in: opened)
      }
    }
  }

  private mutating func add(
    _ name: FileName, _ pin: Pin?, in opened: Directory, isArchive: Bool, now: Timestamp,
    cache: inout SurveyCache
  ) throws(SystemError) {
    guard let status = try opened.status(of: name) else { return }
    let path = opened.path(of: name)
    guard status.kind == .regular else {
      troubles.append(SurveyTrouble(path, "it is a \(status.kind.rawValue), not a file"))
      return
    }
    let isPair = isArchive && status.links == 2 && standsUnderCanonicalName(status.identity)
    // A second name could be anyone's: what is deleted here might be all that is left there, or nothing at all.
    guard status.links == 1 || isPair else {
      troubles.append(SurveyTrouble(path, "it has \(status.links) names; a dump has one"))
      return
    }
    // By the inode's time: a sender sets the other one, to that of his own file.
    let quiet = isArchive ? Int64.max : now.seconds &- status.changedNanoseconds / 1_000_000_000
    let isSettled = quiet >= Int64(clamping: directory.settings.settleSeconds)
    let key = SurveyCache.Key(
      file: status.identity, changedNanoseconds: status.changedNanoseconds, isSettled: isSettled)
    let identification = try cache.identification(of: key) { () throws(SystemError) in
      try Self.read(name, status, isSettled: isSettled, in: opened)
    }
    guard let identification else { return }
    var kept = KeptDump(
      path: path, host: directory.host, directory: directory.place.path,
      arrivedNanoseconds: opened.birthNanoseconds(of: name, status), allocated: status.allocated,
      identification: identification)
    kept.isCrashOfItsOwn = cache.isCrashOfItsOwn(key)
    let grace = identification.state == .whole ? 0 : Int64(clamping: directory.settings.partialGraceSeconds)
    if let pin, !pin.isOver(on: now.date) {
      kept.hold = .pinned(reason: pin.reason, until: pin.until)
    } else if isPair {
      kept.hold = .inUse(by: "its grace: it has its canonical name still")
    } else if !isSettled || quiet < grace {
      // It came under its own name and may still be coming; what we have moved is quiet already.
      kept.hold = .inUse(by: "its sender, perhaps: it changed \(max(quiet, 0)) s ago")
    }
    dumps.append(
      SurveyedDump(
        kept: kept, name: name, isInArchive: isArchive, directory: directory, status: status, pin: pin,
        cacheKey: key))
  }

  private func standsUnderCanonicalName(_ file: FileStatus.Identity) -> Bool {
    guard let opened = try? Directory(directory.place), let names = try? opened.names() else { return false }
    return names.contains { name in
      directory.isCanonical(name) && (try? opened.status(of: name))?.identity == file
    }
  }

  /// Reads a header; `nil` where the name means another file by now, which the next look sees.
  private static func read(
    _ name: FileName, _ status: FileStatus, isSettled: Bool, in opened: Directory
  ) throws(SystemError) -> Identification? {
    let file = try opened.openFile(name)
    guard try FileStatus(of: file.descriptor).identity == status.identity else { return nil }
    return identify(FileSource(file, length: status.length), isSettled: isSettled)
  }
}
