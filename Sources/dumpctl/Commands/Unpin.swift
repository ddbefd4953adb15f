import ArgumentParser
import DumpReports
import DumpStore
import Linux
import Sizing
import Systemd

/// `dumpctl unpin`: gives one dump back to its policy.
struct UnpinDump: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpin",
    abstract: "Give one dump back to its policy.",
    usage: "dumpctl unpin DUMP [-H [USER@]HOST] [--json]\n       [--config FILE]",
    discussion: """
      Removes DUMP.pin and says what it was; also of a dump that is missing. A dump that was not pinned is no error. \
      DUMP is a path, a file name, or as much of its beginning as is unique.
      """)

  @Argument(help: ArgumentHelp("The dump.", valueName: "DUMP"), completion: .dumps)
  var dump: String

  @OptionGroup var daemonOption: DaemonOption
  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    if let daemon = try RunningDaemon.forChange(daemonOption, configuration),
      let report = try daemon.change(
        dump,
        { daemon in
          let word = daemon.host == nil && dump.contains("/") ? DumpChoice.resolved(dump) : dump
          let before = try daemon.pin(of: word)
          let path: String = try daemon.call("Unpin", before.path ?? word).read()
          return PinReport(path: path, pin: nil, previous: before.pin)
        })
    {
      return try output.print(report)
    }
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
