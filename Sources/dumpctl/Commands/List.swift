import ArgumentParser
import DumpReports
import DumpStore
import DumpwardenBus
import Linux
import Sizing

/// `dumpctl list`: every dump in the dump directories.
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the dumps in the dump directories, and why each is kept.",
    usage: """
      dumpctl list [DIR] [--of HOST] [--since TIME] [--until TIME]
             [--bugcheck CODE] [--state STATE] [-H [USER@]HOST] [--json]
             [--config FILE]
      """,
    discussion: """
      Without DIR, all configured directories; DIR may be one of them, one above several, or any other. They are \
      looked at without the daemon, which is asked where that is not permitted. The time of a dump is that of the \
      crash, or of its arrival where its header does not tell; an option that is given twice means either. Exit code \
      0, also where there is none (and [] in JSON); 74 or 77 when something could not be looked at.
      """)

  @Argument(
    help: ArgumentHelp("The directory to look at.", valueName: "DIR"),
    completion: .dumpDirectories)
  var directory: String?

  @OptionGroup var filter: DumpFilter
  @OptionGroup var daemonOption: DaemonOption
  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    try daemonOption.refuse(("--config", configuration.file != nil))
    if daemonOption.host != nil { return try list(by: try RunningDaemon.needed(daemonOption)) }
    let look = try DumpLook(configuration, directory: directory)
    if look.failure == .notPermitted, configuration.file == nil, RunningDaemon.isThere,
      let daemon = try? RunningDaemon.reach(daemonOption).mayAskForPassword()
    {
      return try list(by: daemon)
    }
    RunningDaemon.noteAbsence(configuration)
    look.complainOfTroubles()
    let all = look.listed()
    filter.complainOfUnknownHosts(known: Set(look.directories.map(\.host) + all.map(\.host)))
    let dumps = all.filter(filter.passes)
    try output.print(
      ListReport(
        dumps: dumps, leftOut: all.count - dumps.count, directories: look.directories.count,
        isWholeAnswer: look.failure == nil))
    if let failure = look.failure { throw failure }
  }
  private func list(by daemon: RunningDaemon) throws {
    var all: [ListedDump] = []
    var directories: [DirectoryRow] = []
    do {
      directories = try daemon.directories()
      all = try daemon.dumps().compactMap { row in
        // The list has what a person reads; a program gets all that is known.
        output.json == nil
          ? ListedDump(row: row) : ListedDump(json: try daemon.description(ofDump: row.path))
      }
    } catch {
      throw RunningDaemon.failing(error)
    }
    if let directory {
      directories.removeAll { !directory.isPrefix(ofPath: $0.path) }
      all.removeAll { !directory.isPrefix(ofPath: $0.directory.place.path) }
    }
    filter.complainOfUnknownHosts(known: Set(directories.map(\.host) + all.map(\.host)))
    let dumps = all.filter(filter.passes)
    try output.print(
      ListReport(
        dumps: dumps, leftOut: all.count - dumps.count, directories: directories.count, isWholeAnswer: true))
  }
}
