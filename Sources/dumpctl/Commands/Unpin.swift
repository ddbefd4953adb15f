import ArgumentParser
import DumpReports
import DumpStore
import Linux
import Sizing

/// `dumpctl unpin`: gives one dump back to its policy.
struct UnpinDump: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpin",
    abstract: "Give one dump back to its policy.",
    usage: "dumpctl unpin DUMP [--json] [--config FILE]",
    discussion: """
      Removes DUMP.pin and says what it was; also of a dump that is missing. A dump that was not pinned is no error. \
      DUMP is a path, a file name, or as much of its beginning as is unique.
      """)

  @Argument(help: ArgumentHelp("The dump.", valueName: "DUMP"), completion: .dumps)
  var dump: String

  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let choice = try DumpChoice(dump, configuration)
    let opened = try OpenedDump(choice.dump)
    let previous: DumpStore.Pin?
    do throws(SystemError) {
      previous = try FileOperations().unpin(opened.name, in: opened.container)
    } catch {
      throw DumpLook.failing(error)
    }
    try output.print(PinReport(path: choice.dump.path, pin: nil, previous: previous))
  }
}
