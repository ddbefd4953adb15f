import DumpFormats
import DumpReports
import DumpStore
import DumpwardenBus
import Inventory
import Linux
import Sizing

/// The dump directories as they are known at one moment, to be looked at on a thread that nothing waits for.
struct DumpAnswers: Sendable {
  let directories: [DumpDirectory]
  let files: [HostFile]
  let configuration: Configuration
  let machine: Machine
  let now: Timestamp
  let cache: SurveyCache

  /// What stands in them.
  struct Look: Sendable {
    let survey: RetentionSurvey
    let mounts: MountTable
    let nextDumps: NextDumps
    /// Every dump, what arrived last first.
    let dumps: [ListedDump]
    /// When it was looked.
    let now: Timestamp
  }

  /// Looks at everything.
  func look() -> Look {
    let local = configuration.local
    let nextDumps = NextDumps(
      HostInventory(files: files).hosts,
      local: local.assess ? machine.facts(bootVolume: local.bootVolume) : nil, localWant: local.want,
      policies: configuration.policies)
    let mounts = machine.mounts().value ?? MountTable([])
    var cache = cache
    let survey = RetentionSurvey(of: directories, mounts: mounts, now: now, cache: &cache) {
      _, hosts, dumps in
      nextDumps.largest(of: hosts, after: dumps)?.bytes
    }
    let standing = survey.directories.flatMap { look in
      (try? StandingDump.all(in: look.directory))?.dumps ?? []
    }
    let dumps = ListedDump.all(
      in: survey, standing: standing, of: Set(directories.map(\.place.path)), now: now)
    return Look(survey: survey, mounts: mounts, nextDumps: nextDumps, dumps: dumps, now: now)
  }
}

extension DumpAnswers.Look {
  /// The dump of a path, or of a file name that no other has.
  func dump(_ word: String) -> Result<ListedDump, Unfound> {
    if let dump = dumps.first(where: { $0.path == word }) { return .success(dump) }
    let safe = word.asSafeText
    let named = word.utf8.contains(UInt8(ascii: "/")) ? [] : dumps.filter { $0.fileName == safe }
    guard let first = named.first else {
      let name = word.split(separator: "/").last.map { String($0).asSafeText } ?? ""
      let nearest = nearestWord(to: name, among: dumps.map(\.fileName))
      return .failure(.none(nearest: nearest))
    }
    return named.count == 1 ? .success(first) : .failure(.several(named.prefix(5).map(\.path)))
  }

  /// Why there is not one dump of a name.
  enum Unfound: Error, Equatable {
    case none(nearest: String?)
    case several([String])
  }

  /// The room of each file system.
  var room: [RoomRow] {
    survey.fileSystems.map { fileSystem in
      let surveys = survey.directories.filter { look in
        mounts.mount(containing: look.directory.place.path)?.device == fileSystem.device
      }
      let kept = fileSystem.scope.groups.flatMap(\.dumps)
      let next = nextDumps.largest(of: Set(surveys.map(\.directory.host)), after: kept)
      let first = surveys.first?.directory.place.path ?? fileSystem.scope.groups.first?.name ?? ""
      let mount = mounts.mount(containing: first)
      let fits = next.flatMap { $0.bytes.count > 0 ? fileSystem.scope.free.count / $0.bytes.count : nil }
      return RoomRow(
        mountPoint: mount?.mountPoint ?? first, type: mount?.fileSystemType ?? "",
        size: fileSystem.scope.size.count, free: fileSystem.scope.free.count,
        nextDump: next?.bytes.count ?? 0, fits: UInt32(clamping: fits ?? 0), nextDumpHost: next?.host ?? "",
        freeable: fileSystem.scope.freeable(now: now).count)
    }
  }

  /// The dump that was kept last, test dumps left out.
  var last: ListedDump? { dumps.first { $0.place == .kept && !$0.isTest } }
}

extension DumpRow {
  /// A dump as it is listed.
  init(_ dump: ListedDump) {
    let found = dump.identification
    self.init(
      path: dump.path, host: dump.host, directory: dump.directory.place.path, place: dump.place.rawValue,
      state: found?.state.rawValue ?? ListedDump.Place.missing.rawValue,
      dumpType: found?.kind?.rawValue ?? "", bugCheckCode: found?.bugCheck?.codeText ?? "",
      size: found?.size.count ?? 0, crashed: dump.crashed?.busMicroseconds ?? 0,
      arrived: dump.arrived?.busMicroseconds ?? 0, retention: dump.fate?.verdict.rawValue ?? "",
      retentionReason: dump.fate?.reason ?? "")
  }
}
