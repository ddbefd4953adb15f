import ArgumentParser
import DumpReports
import Sizing

/// `dumpctl list`: every dump in the dump directories.
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the dumps in the dump directories, and why each is kept.",
    usage: "dumpctl list [DIR] [--of HOST] [--json] [--config FILE]",
    discussion: """
      Without DIR, all configured directories; DIR may be one of them, one above several, or any other. No daemon is \
      needed. Exit code 0, also where there is none (and [] in JSON); 74 or 77 when something could not be looked at.
      """)

  @Argument(
    help: ArgumentHelp("The directory to look at.", valueName: "DIR"),
    completion: .dumpDirectories)
  var directory: String?

  @Option(
    name: .customLong("of"),
    help: ArgumentHelp("Only dumps of this host, by name or pattern.", valueName: "HOST"),
    completion: .dumpHosts)
  var host: String?

  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let look = try DumpLook(configuration, directory: directory)
    look.complainOfTroubles()
    let pattern = host.map { Pattern($0) }
    let dumps = look.listed().filter { pattern?.matches($0.host) ?? true }
    try output.print(
      ListReport(dumps: dumps, directories: look.directories.count, isWholeAnswer: look.failure == nil))
    if let failure = look.failure { throw failure }
  }
}
