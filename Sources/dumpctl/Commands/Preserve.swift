import ArgumentParser
import DumpStore
import Sizing

/// `dumpctl preserve`: takes dumps off their canonical names, once and now.
struct Preserve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preserve",
    abstract: "Take every whole dump to safety that stands under its canonical name, now.",
    usage: "dumpctl preserve [DIR] [--json] [--config FILE]",
    discussion: """
      Does once what the daemon does all the time, and without it. Dumps that are partial, or whose writer is not done, \
      are left. Exit code 0 when every dump is kept, 1 when one was left; 74 when keeping one failed, 77 when that is \
      not permitted.
      """)

  @Argument(
    help: ArgumentHelp("The dump directory; without it, all that are configured.", valueName: "DIR"),
    completion: .dumpDirectories)
  var directory: String?

  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let choice = try DirectoryChoice(configuration, directory: directory)
    for trouble in choice.troubles { complain("\(trouble.path): \(trouble.reason)") }
    let run = PreservingRun(choice.directories, now: choice.now)
    let report = PreserveReport(all: run.all, directories: choice.directories.count)
    try output.print(report)
    throw report.failure ?? (choice.troubles.isEmpty ? ExitCode(report.status.exitCode) : .inputOutput)
  }
}
