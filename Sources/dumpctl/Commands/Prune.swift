import ArgumentParser
import DumpReports
import DumpStore
import Inventory
import Linux
import Sizing
import Systemd

/// `dumpctl prune`: deletes what the policy demands, on a person's word.
struct Prune: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Delete the dumps that the policy wants gone, and say why each other is kept.",
    usage: """
      dumpctl prune [DIR] [--dry-run] [--lock-timeout TIME]
             [-H [USER@]HOST] [--json] [--config FILE]
      """,
    discussion: """
      Does what the daemon does by itself, and what it leaves to a person: plans above at-most, and dumps on file \
      systems that cannot tell whether somebody reads them. It is the daemon that deletes where it runs and no --config \
      is given. What is protected, pinned, locked or being read stays. \
      Exit code 0 when all is well, 1 when a dump could not go, room did not come back, or a limit cannot be met; \
      74 when a call failed, 77 when that is not permitted.
      """)

  @Argument(
    help: ArgumentHelp("The directory to prune; without it, all that are configured.", valueName: "DIR"),
    completion: .dumpDirectories)
  var directory: String?

  @Flag(name: .customLong("dry-run"), help: "Say what would be deleted, and delete nothing.")
  var isDryRun = false

  @Option(
    name: .customLong("lock-timeout"),
    help: ArgumentHelp(
      "How long to wait for another who deletes there, as 10s. (default: 10s)", valueName: "TIME"),
    transform: { text in
      switch DurationText.read(text) {
      case .known(let seconds) where seconds <= 86_400: return seconds
      case .known: throw ValidationError("a lock is waited for a day at most")
      case .unknown(let mistake): throw ValidationError(mistake)
      }
    })
  var lockSeconds: UInt64 = 10

  @OptionGroup var daemonOption: DaemonOption
  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    if let daemon = try RunningDaemon.forChange(daemonOption, configuration),
      let report = try daemon.change(
        directory,
        { daemon in
          let named = directory.map { daemon.host == nil ? DumpChoice.resolved($0) : $0 } ?? ""
          return try PrunedByDaemon(try daemon.call("Prune", named, isDryRun).read())
        })
    {
      try output.print(report)
      throw ExitCode(report.status.exitCode)
    }
    let look = try DumpLook(configuration, directory: directory)
    look.complainOfTroubles()
    let progress = isDryRun ? nil : Progress("Comparing")
    let rules = DeletionRules.person(today: look.now.date, lockMilliseconds: lockSeconds * 1000)
    let parts = look.survey.fileSystems.map { fileSystem in
      PruneReport.Part(
        fileSystem, of: look.chosen, isDryRun ? nil : rules, now: look.now,
        hasDeleted: { _ in progress?.finish() }, hasRead: { progress?.reach($0, of: $1) })
    }
    progress?.finish()
    let report = PruneReport(
      parts: parts, directories: look.directories.count, isDryRun: isDryRun,
      isWholeAnswer: look.failure == nil)
    try output.print(report)
    throw report.failure ?? look.failure ?? ExitCode(report.status.exitCode)
  }
}
