import ArgumentParser
import Sizing

/// `dumpctl show`: everything that is known of one dump.
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show everything that is known of one dump.",
    usage: "dumpctl show DUMP [--json] [--config FILE]",
    discussion: """
      DUMP is a path, a file name, or as much of its beginning as is unique. Exit code 0 when it is whole, 2 when it \
      is partial, 3 when that is unknown or it is missing; 65 when there is none of that name, or several.
      """)

  @Argument(help: ArgumentHelp("The dump.", valueName: "DUMP"), completion: .dumps)
  var dump: String

  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let report = ShowReport(dump: try DumpChoice(dump, configuration).dump)
    try output.print(report)
    throw ExitCode(report.status.exitCode)
  }
}
