import ArgumentParser
import DumpwardenBus
import Glibc
import Inventory
import Linux
import Sizing
import Systemd

/// `dumpctl check`: assesses this machine and the target hosts; no daemon is needed.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Assess this machine and the target hosts.",
    usage: """
      dumpctl check [HOST ...] [--explain] [--status STATUS] [--rule RULE]
             [--json] [--set KEY=VALUE ...] [--config FILE]
             [--inventory PATH ...] [--root DIR] [-H [USER@]HOST]
      """,
    discussion: """
      Without HOST, this machine and every host of hosts.d; `local` is this machine. No daemon is needed, and none is \
      asked but by --host, which shows what the daemon of another machine thinks of its hosts. The first line is the answer, \
      and the exit code says it: 0 ok, 1 warning, 2 critical, 3 unknown.

      --set judges a change before it is made; nothing is written. KEY is a key of a host file: memory.visible=512GiB, \
      crash-control.type=active, build=20348. An entry of a list is told by its name or its number: \
      volume.C:.free=200GiB, 'pagefile.C:\\pagefile.sys.initial=64GiB', pagefile.0.initial=64GiB, pagefile=[]. It is \
      so for every host that is assessed and has such an entry.
      """)

  @Argument(
    help: ArgumentHelp("Hosts to assess, by name or pattern; 'local' is this machine.", valueName: "HOST"),
    completion: .hosts)
  var hosts: [String] = []

  @Option(
    help: ArgumentHelp(
      "Show only hosts of this status: ok, warning, critical or unknown.", valueName: "STATUS"),
    completion: .statuses,
    transform: { text in
      guard let status = Status(rawValue: text) else {
        throw ValidationError("'\(text.asSafeText)' is no status: expected ok, warning, critical or unknown")
      }
      return status
    })
  var status: Status?

  @Option(
    help: ArgumentHelp("Show only hosts of which this rule says something.", valueName: "RULE"),
    completion: .rules,
    transform: ruleID)
  var rule: String?

  @Flag(
    help: "Show how each host was judged: every number, and where its facts come from and how old they are.")
  var explain = false

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Assess the hosts as if this were so, as memory.visible=512GiB.", valueName: "KEY=VALUE"),
    transform: { text in
      do throws(HostSettingError) {
        return try HostSetting(parsing: text)
      } catch {
        throw ValidationError(error.description)
      }
    })
  var settings: [HostSetting] = []

  @OptionGroup var daemonOption: DaemonOption
  @OptionGroup var hostsOption: HostsOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    try daemonOption.refuse(
      ("--config", hostsOption.configuration.file != nil), ("--inventory", !hostsOption.inventories.isEmpty),
      ("--root", hostsOption.root != nil), ("--set", !settings.isEmpty), ("--explain", explain),
      ("--rule", rule != nil))
    if let machine = daemonOption.host { return try check(onMachine: machine) }
    if hostsOption.inventories.isEmpty, hostsOption.root == nil {
      RunningDaemon.noteAbsence(hostsOption.configuration)
    }
    if let root = hostsOption.root, access("\(root)/proc", F_OK) != 0 {
      complain(
        "\(SystemError("access", on: "\(root)/proc", errno: errno)): --root wants a folder with proc/, sys/ and etc/"
      )
      throw ExitCode.badInput
    }
    let now = Timestamp(seconds: Int64(time(nil)))
    let reading = try hostsOption.survey(
      Survey.Question(names: HostNames(hosts), rule: rule), settings: settings, now: now)
    let survey = reading.survey
    try refuseSettings(on: survey)

    // A named host's own status says what its file is worth; a mistake elsewhere is not its fault.
    let bearing = hosts.isEmpty ? reading.mistakes : reading.ofConfiguration
    let report = CheckReport(
      survey, problems: bearing.count,
      question: CheckReport.Question(
        isNamed: !hosts.isEmpty, status: status, rule: rule, explains: explain, options: sameHosts,
        settings: settings.map(\.description)))
    try output.print(report)
    throw ExitCode(report.status.exitCode)
  }

  /// Asks another machine's daemon.
  private func check(onMachine machine: String) throws {
    let daemon = try RunningDaemon.needed(daemonOption)
    let report: RemoteCheck
    do {
      let all = try daemon.hosts()
      var entries = hosts.isEmpty ? all.map { RemoteCheck.Entry.known($0) } : []
      for name in hosts { entries += try entriesOf(name, all, daemon) }
      report = RemoteCheck(
        entries: entries, described: try output.json == nil ? [] : described(entries, daemon),
        machine: machine, shown: status, isSelection: !hosts.isEmpty || status != nil)
    } catch {
      throw RunningDaemon.failing(error)
    }
    try output.print(report)
    throw ExitCode(report.status.exitCode)
  }

  private func entriesOf(
    _ name: String, _ all: [HostRow], _ daemon: RunningDaemon
  ) throws(BusError) -> [RemoteCheck.Entry] {
    let pattern = Pattern(name)
    let found = all.filter { pattern.matches($0.name) }
    guard found.isEmpty else { return found.map { .known($0) } }
    do throws(BusError) {
      // It knows aliases and what `local` is; and if not, the nearest name.
      let text: String = try daemon.call("DescribeHost", name).read()
      let known = JSONContent(parsing: text)?["name"]?.text
      return all.filter { $0.name == known }.map { .known($0) }
    } catch {
      guard error.isUnknownThing else { throw error }
      return [.unknown(name: name, because: error.message)]
    }
  }

  private func described(_ entries: [RemoteCheck.Entry], _ daemon: RunningDaemon) throws -> [JSONContent] {
    try entries.compactMap { entry in
      guard case .known(let row) = entry, status == nil || entry.status == status else { return nil }
      let text: String = try daemon.call("DescribeHost", row.name).read()
      return JSONContent(parsing: text)
    }
  }

  /// A change that no host takes would leave an answer that looks like one to the question asked.
  private func refuseSettings(on survey: Survey) throws {
    guard !settings.isEmpty else { return }
    let chosen = survey.hosts(of: hosts)
    for setting in settings where !chosen.isEmpty {
      let problem: String?
      do throws(HostSettingError) {
        problem = try setting.isTaken(byAnyOf: chosen) ? nil : setting.hint(for: chosen)
      } catch {
        problem = error.description
      }
      guard let problem else { continue }
      complain("--set \(setting): \(problem)")
      throw ExitCode.usage
    }
  }

  /// The options that were given and that the same hosts need again.
  private var sameHosts: String {
    var options = hostsOption.sameHosts
    for setting in settings { options += " --set \(setting.description.asShellWord)" }
    return options
  }
}

extension [Diagnostic] {
  /// Those that keep something from being used.
  var errors: [Diagnostic] { filter { $0.severity == .error } }
}
