import ArgumentParser
import Glibc
import Inventory
import Linux
import Sizing

/// `dumpctl fix HOST`: a script that a person reviews and runs, or why none can help; nothing is run.
struct Fix: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fix",
    abstract: "Print a script that fixes a host, for a person to review.",
    usage: """
      dumpctl fix HOST [--output FILE] [--json] [--config FILE]
             [--inventory PATH ...] [--root DIR]
      """,
    discussion: """
      PowerShell for Windows, sh for Linux; it is never run by dumpctl. The answer comes first, as a comment. The page \
      file on the boot volume is enlarged where that volume holds it and the dump; else a dedicated dump file goes to \
      another fixed volume; else, where the policy wants no more, the dump gets smaller; else it says how much larger \
      the boot volume must be. Exit codes: 0 a script, or nothing to do; 1 a script, and a warning that no script \
      changes; 2 no script can fix it, or not wholly; 3 facts are missing.
      """)

  @Argument(
    help: ArgumentHelp("The host, by name; 'local' is this machine.", valueName: "HOST"),
    completion: .hosts)
  var host: String

  @Option(
    name: [.customLong("output"), .customShort("o")],
    help: ArgumentHelp(
      "Write the script to FILE, which must not be there, for its owner alone.", valueName: "FILE"),
    completion: .file())
  var file: String?

  @OptionGroup var hostsOption: HostsOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let now = Timestamp(seconds: Int64(time(nil)))
    let survey = try hostsOption.survey(now: now).survey
    let facts = try survey.oneHost(host)
    let plan = survey.plan(for: facts)
    let script = FixScript(plan, made: now)
    if let file, let script { try write(script, to: file) }
    try output.print(
      FixReport(
        plan: plan, script: script, file: script == nil ? nil : file,
        options: hostsOption.sameHosts))
    throw ExitCode(plan.status.exitCode)
  }

  private func write(_ script: FixScript, to file: String) throws {
    do throws(SystemError) {
      try WholeFile(file).write(Array(script.text.utf8), permissions: 0o600, ifPresent: .refused)
    } catch {
      let hint = error.errno == EEXIST ? "; name another file, or remove this one" : ""
      complain("\(error)\(hint)")
      throw [EACCES, EPERM].contains(error.errno) ? ExitCode.notPermitted : ExitCode.inputOutput
    }
  }
}

extension Survey {
  /// The one host of a name.
  func oneHost(_ name: String) throws -> HostFacts {
    let found = hosts(of: [name])
    if let host = found.first, found.count == 1 { return host }
    guard found.isEmpty else {
      complain("'\(name)' means \(counted(found.count, "host")): name one of them")
      throw ExitCode.usage
    }
    let hint = suffix(suggestion(for: name))
    complain("no host of the name '\(name)' is known\(hint)")
    throw ExitCode(Status.unknown.exitCode)
  }
}
