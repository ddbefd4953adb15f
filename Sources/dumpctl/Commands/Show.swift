import ArgumentParser
import DumpReports
import Sizing
import Systemd

/// `dumpctl show`: everything that is known of one dump.
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show everything that is known of one dump.",
    usage: "dumpctl show DUMP [-H [USER@]HOST] [--json] [--config FILE]",
    discussion: """
      DUMP is a path, a file name, or as much of its beginning as is unique. Exit code 0 when it is whole, 2 when it \
      is partial, 3 when that is unknown or it is missing; 65 when there is none of that name, or several.
      """)

  @Argument(help: ArgumentHelp("The dump.", valueName: "DUMP"), completion: .dumps)
  var dump: String

  @OptionGroup var daemonOption: DaemonOption
  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    try daemonOption.refuse(("--config", configuration.file != nil))
    let report = ShowReport(dump: try found())
    try output.print(report)
    throw ExitCode(report.status.exitCode)
  }
  private func found() throws -> ListedDump {
    guard daemonOption.host == nil else { return try described(by: RunningDaemon.needed(daemonOption), dump) }
    do {
      let dump = try DumpChoice(dump, configuration).dump
      RunningDaemon.noteAbsence(configuration)
      return dump
    } catch let code as ExitCode where code == .notPermitted && configuration.file == nil {
      // Who may not look himself may be let by polkit.
      guard RunningDaemon.isThere, let daemon = try? RunningDaemon.reach(daemonOption).mayAskForPassword()
      else { throw code }
      return try described(by: daemon, dump.contains("/") ? DumpChoice.resolved(dump) : dump)
    }
  }

  private func described(by daemon: RunningDaemon, _ word: String) throws -> ListedDump {
    do {
      let path = word.contains("/") ? word : try daemon.uniquePath(word) ?? word
      guard let dump = ListedDump(json: try daemon.description(ofDump: path)) else {
        throw BusError.failed("what the daemon says of \(path) is no dump")
      }
      return dump
    } catch {
      throw RunningDaemon.failing(error)
    }
  }
}
