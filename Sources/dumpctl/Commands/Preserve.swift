import ArgumentParser
import DumpFormats
import DumpReports
import DumpStore
import DumpwardenBus
import Sizing
import Systemd

/// `dumpctl preserve`: takes dumps off their canonical names, once and now.
struct Preserve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preserve",
    abstract: "Take every whole dump to safety that stands under its canonical name, now.",
    usage: "dumpctl preserve [DIR] [-H [USER@]HOST] [--json] [--config FILE]",
    discussion: """
      Does once what the daemon does all the time: by the daemon where it runs and no --config is given, else without \
      it. Dumps that are partial, or whose writer is not done, are left. Exit code 0 when every dump is kept, 1 when one was left; 74 when keeping one failed, 77 when that is \
      not permitted.
      """)

  @Argument(
    help: ArgumentHelp("The dump directory; without it, all that are configured.", valueName: "DIR"),
    completion: .dumpDirectories)
  var directory: String?

  @OptionGroup var daemonOption: DaemonOption
  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    if let daemon = try RunningDaemon.forChange(daemonOption, configuration),
      let report = try daemon.change(directory, { try PreserveReport(by: $0, in: named(to: $0)) })
    {
      try output.print(report)
      throw ExitCode(report.status.exitCode)
    }
    let choice = try DirectoryChoice(configuration, directory: directory)
    for trouble in choice.troubles { complain("\(trouble.path): \(trouble.reason)") }
    let run = PreservingRun(choice.directories, now: choice.now)
    let report = PreserveReport(all: run.all, directories: choice.directories.count)
    try output.print(report)
    throw report.failure ?? (choice.troubles.isEmpty ? ExitCode(report.status.exitCode) : .inputOutput)
  }
  private func named(to daemon: RunningDaemon) -> String {
    directory.map { daemon.host == nil ? DumpChoice.resolved($0) : $0 } ?? ""
  }
}

extension PreserveReport {
  /// Has the daemon take every whole dump to safety, and looks what is left.
  fileprivate init(by daemon: RunningDaemon, in directory: String) throws {
    let rows: [PreservedRow] = try daemon.call("Preserve", directory).read()
    var all = rows.map { row in
      Preservation(
        path: row.from, host: row.host, identification: Self.identification(.whole, .zero),
        result: .preserved(row.to))
    }
    for row in try daemon.dumps()
    where row.place == ListedDump.Place.canonical.rawValue
      && (directory.isEmpty || row.directory == directory)
    {
      let state = Identification.State(rawValue: row.state) ?? .unknown
      all.append(
        Preservation(
          path: row.path, host: row.host,
          identification: Self.identification(state, Bytes(clamping: row.size)),
          result: .left(state == .whole ? "its writer may not be done" : "it is \(state.rawValue)")))
    }
    self.init(all: all, directories: directory.isEmpty ? try daemon.directories().count : 1)
  }

  private static func identification(_ state: Identification.State, _ size: Bytes) -> Identification {
    Identification(format: .unknown, state: state, reason: "", size: size)
  }
}
