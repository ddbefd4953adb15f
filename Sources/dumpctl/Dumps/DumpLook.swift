import ArgumentParser
import DumpStore
import Glibc
import Inventory
import Linux
import Sizing

/// What stands in the dump directories now, and what retention makes of it; no daemon is asked.
struct DumpLook {
  let configuration: Configuration
  let directories: [DumpDirectory]
  let survey: RetentionSurvey
  let standing: [StandingDump]
  let troubles: [SurveyTrouble]
  let now: Timestamp

  /// Looks at the configured directories, or at those that `argument` names.
  ///
  /// Throws where there is nothing to look at: a directory that was named and cannot be opened, or a configuration
  /// that was named and cannot be read.
  init(_ option: ConfigurationOption, directory argument: String? = nil) throws {
    now = Timestamp(seconds: Int64(time(nil)))
    let loaded = option.load(now: now)
    for mistake in loaded.diagnostics.errors { complain("\(mistake)") }
    if option.file != nil, loaded.files.isEmpty { throw ExitCode.badInput }
    configuration = loaded.configuration
    let mounts = Machine().mounts().value ?? MountTable([])
    let found = DumpDirectories(configuration.dumpDirectories, mounts: mounts)
    var troubles: [SurveyTrouble] = []
    if let argument {
      directories = try Self.directories(named: argument, among: found)
    } else {
      directories = found.all
      troubles += found.unlisted.map { SurveyTrouble($0.key.path, $0.value) }
    }
    var cache = SurveyCache()
    let hosts = NextDumps(configuration, option, now: now)
    survey = RetentionSurvey(
      of: directories, mounts: mounts, now: now, cache: &cache, nextDump: hosts.largest)
    troubles += survey.troubles
    // A writer that comes while a lease is asked for has the kernel send this, which would end the program.
    signal(SIGIO, SIG_IGN)
    var standing: [StandingDump] = []
    for look in survey.directories {
      guard let all = try? StandingDump.all(in: look.directory) else { continue }
      standing += all.dumps
      troubles += all.troubles
    }
    self.standing = standing
    // A file beside the hosts' directories is no dump directory.
    let beside = directories.filter { !$0.place.below.isEmpty }.map(\.place.path)
    self.troubles = troubles.filter { $0.errno != ENOTDIR || !beside.contains($0.path) }
  }

  /// The exit code of what could not be looked at; `nil` where everything was.
  var failure: ExitCode? {
    let codes = troubles.compactMap(\.errno)
    if codes.contains(where: Self.isPermission) { return .notPermitted }
    return codes.isEmpty ? nil : .inputOutput
  }

  /// Says on standard error what could not be looked at.
  func complainOfTroubles() {
    for trouble in Set(troubles).sorted(by: { $0.path < $1.path }) {
      complain("\(trouble.path): \(trouble.reason)")
    }
  }

  /// The configured directories that a path means: itself, or all below it; itself with the defaults where it is not
  /// configured.
  private static func directories(
    named argument: String, among found: DumpDirectories
  ) throws -> [DumpDirectory] {
    guard let resolved = realpath(argument, nil) else {
      throw failing(SystemError("open", on: argument, errno: errno))
    }
    defer { free(resolved) }
    let path = String(cString: resolved)
    do throws(SystemError) {
      _ = try Directory(DirectoryPath(base: path))
    } catch {
      throw failing(error)
    }
    let configured = found.all.filter { directory in
      [argument, path].contains { named in
        let named = named.hasSuffix("/") ? String(named.dropLast()) : named
        return directory.place.path == named || directory.place.path.hasPrefix(named + "/")
      }
    }
    guard configured.isEmpty else { return configured }
    let host = path.split(separator: "/").last.map(String.init) ?? "local"
    return [
      DumpDirectory(
        place: DirectoryPath(base: path), host: host, settings: DumpDirectorySettings(path: path))
    ]
  }

  /// Whether an errno says that somebody else may.
  static func isPermission(_ errno: Int32) -> Bool { [EACCES, EPERM].contains(errno) }

  /// Says what failed and gives the exit code for it.
  static func failing(_ error: SystemError) -> ExitCode {
    complain("\(error)")
    switch error.errno {
    case EACCES, EPERM: return .notPermitted
    case ENOTDIR: return .badInput
    default: return .inputOutput
    }
  }
}
