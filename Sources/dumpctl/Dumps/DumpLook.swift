import ArgumentParser
import DumpReports
import DumpStore
import Glibc
import Inventory
import Linux
import Sizing

/// What stands in the dump directories now, and what retention makes of it; no daemon is asked.
struct DumpLook {
  let directories: [DumpDirectory]
  /// Their paths: of a plan that counts others too, only what is in these is anybody's business here.
  let chosen: Set<String>
  let survey: RetentionSurvey
  let standing: [StandingDump]
  let troubles: [SurveyTrouble]
  let now: Timestamp

  /// Looks at the configured directories, or at those that `argument` names.
  ///
  /// Throws where there is nothing to look at: a directory that was named and cannot be opened, or a configuration
  /// that was named and cannot be read.
  ///
  /// - Parameter readsHosts: whether the next dumps matter also where no policy asks for room for them.
  init(_ option: ConfigurationOption, directory argument: String? = nil, readsHosts: Bool = false) throws {
    let choice = try DirectoryChoice(option, directory: argument)
    now = choice.now
    directories = choice.directories
    var troubles = choice.troubles
    var cache = SurveyCache()
    let hosts = NextDumpLook(choice.configuration, option, readsHosts: readsHosts)
    survey = RetentionSurvey(
      of: choice.surveyed, mounts: choice.mounts, now: now, cache: &cache, nextDump: hosts.largest)
    let chosen = Set(directories.map(\.place.path))
    self.chosen = chosen
    troubles += survey.troubles.filter { trouble in
      choice.directories.count == choice.surveyed.count
        || chosen.contains { $0.isPrefix(ofPath: trouble.path) }
    }
    // A writer that comes while a lease is asked for has the kernel send this, which would end the program.
    signal(SIGIO, SIG_IGN)
    var standing: [StandingDump] = []
    for look in survey.directories where chosen.contains(look.directory.place.path) {
      guard let all = try? StandingDump.all(in: look.directory) else { continue }
      standing += all.dumps
      troubles += all.troubles
    }
    self.standing = standing
    // A file beside the hosts' directories is no dump directory.
    let beside = directories.filter { !$0.place.below.isEmpty }.map(\.place.path)
    self.troubles = troubles.filter { $0.errno != ENOTDIR || !beside.contains($0.path) }
  }

  /// Every dump, what arrived last first.
  func listed() -> [ListedDump] {
    ListedDump.all(in: survey, standing: standing, of: chosen, now: now)
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

  /// Whether an errno says that somebody else may.
  static func isPermission(_ errno: Int32) -> Bool { [EACCES, EPERM].contains(errno) }

  /// Says what failed and gives the exit code for it.
  static func failing(_ error: SystemError, hint: String = "") -> ExitCode {
    complain("\(error)\(hint.isEmpty ? "" : "; \(hint)")")
    switch error.errno {
    case EACCES, EPERM: return .notPermitted
    case ENOTDIR: return .badInput
    default: return .inputOutput
    }
  }
}
