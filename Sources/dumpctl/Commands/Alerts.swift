import ArgumentParser
import DumpReports
import Sizing
import Systemd

/// `dumpctl alerts`: what the running daemon has told and nobody has put right.
struct Alerts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alerts",
    abstract: "List what the daemon has alerted of and is still so.",
    usage: "dumpctl alerts [-H [USER@]HOST] [--json]",
    discussion: """
      Alerts of hosts and of configuration files are everyone's; those of directories and dumps are for root, or for \
      whom polkit lets, and others are told how many they are. Exit code 0 when there is none, 1 when the worst is a \
      warning, 2 when it is critical, 3 when some are hidden; 69 when the daemon is not running.
      """)

  @OptionGroup var daemonOption: DaemonOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let daemon = try RunningDaemon.needed(daemonOption)
    let report: AlertsReport
    do {
      let (rows, hidden) = try daemon.alerts()
      report = AlertsReport(rows, hidden: hidden)
    } catch {
      throw RunningDaemon.failing(error)
    }
    try output.print(report)
    throw ExitCode(report.status.exitCode)
  }
}
