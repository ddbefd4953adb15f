import ArgumentParser
import Glibc
import Inventory
import Linux
import Sizing

/// `dumpctl check`: assesses this machine and the target hosts; no daemon is needed.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Assess this machine and the target hosts.",
    usage: """
      dumpctl check [HOST ...] [--explain] [--status STATUS] [--rule RULE]
             [--json] [--config FILE] [--inventory PATH ...] [--root DIR]
      """,
    discussion: """
      Without HOST, this machine and every host of hosts.d; `local` is this machine. The first line is the answer, \
      and the exit code says it: 0 ok, 1 warning, 2 critical, 3 unknown.
      """)

  @Argument(
    help: ArgumentHelp("Hosts to assess, by name or pattern; 'local' is this machine.", valueName: "HOST"))
  var hosts: [String] = []

  @Option(
    name: .customLong("inventory"),
    help: ArgumentHelp(
      "A file or directory of target hosts (TOML, JSON, NDJSON), in place of hosts.d.", valueName: "PATH"))
  var inventories: [String] = []

  @Option(
    help: ArgumentHelp("Read this machine from DIR, which holds proc/, sys/ and etc/.", valueName: "DIR"))
  var root: String?

  @Option(
    help: ArgumentHelp(
      "Show only hosts of this status: ok, warning, critical or unknown.", valueName: "STATUS"),
    transform: { text in
      guard let status = Status(rawValue: text) else {
        throw ValidationError("'\(text.asSafeText)' is no status: expected ok, warning, critical or unknown")
      }
      return status
    })
  var status: Status?

  @Option(
    help: ArgumentHelp("Show only hosts of which this rule says something.", valueName: "RULE"),
    transform: { text in
      guard let rule = RuleTable.rule(text) else {
        let hint = RuleTable.nearest(text).map { "did you mean \($0.id)?" } ?? "dumpctl rules lists them"
        throw ValidationError("there is no rule '\(text.asSafeText)': \(hint)")
      }
      return rule.id
    })
  var rule: String?

  @Flag(
    help: "Show how each host was judged: every number, and where its facts come from and how old they are.")
  var explain = false

  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    if let root, access("\(root)/proc", F_OK) != 0 {
      complain(
        "\(SystemError("access", on: "\(root)/proc", errno: errno)): --root wants a folder with proc/, sys/ and etc/"
      )
      throw ExitCode.badInput
    }
    let now = Timestamp(seconds: Int64(time(nil)))
    let loaded = configuration.load(root: root, now: now)
    let machine = Machine(root: root ?? "/")
    // What somebody names is judged as it stands, and a captured machine has no state of ours.
    let isAsNamed = root != nil || !inventories.isEmpty
    let gathered = isAsNamed ? .none : GatheredFacts(loaded.configuration, machine: machine, now: now)
    for warning in gathered.warnings { complain("\(warning)") }
    let survey = Survey(
      Survey.Question(names: HostNames(hosts), rule: rule), loaded.configuration, machine: machine,
      files: files, gathered: gathered.files, now: now)
    let mistakes = loaded.diagnostics.errors + survey.diagnostics.errors
    for mistake in mistakes { complain("\(mistake)") }
    try refuseNothingRead(loaded, survey)

    // A named host's own status says what its file is worth; a mistake elsewhere is not its fault.
    let bearing = hosts.isEmpty ? mistakes : loaded.diagnostics.errors
    let report = CheckReport(
      survey, problems: bearing.count,
      question: CheckReport.Question(
        isNamed: !hosts.isEmpty, status: status, rule: rule, explains: explain, options: sameHosts))
    try output.print(report)
    throw ExitCode(report.status.exitCode)
  }

  /// Where a file that somebody named gave nothing at all, an answer would be one to another question.
  private func refuseNothingRead(_ loaded: LoadedConfiguration, _ survey: Survey) throws {
    let hasNothing =
      configuration.file != nil && loaded.files.isEmpty
      || !inventories.isEmpty && survey.targets == 0 && !survey.diagnostics.errors.isEmpty
    if hasNothing { throw ExitCode.badInput }
  }

  private var files: HostFileNames {
    inventories.isEmpty
      ? HostFileNames(directory: configuration.hostsDirectory(root: root))
      : HostFileNames(inventories: inventories)
  }

  /// The options that were given and that the same hosts need again.
  private var sameHosts: String {
    var options = configuration.file.map { " --config \($0.asShellWord)" } ?? ""
    for inventory in inventories { options += " --inventory \(inventory.asShellWord)" }
    return options + (root.map { " --root \($0.asShellWord)" } ?? "")
  }
}

extension [Diagnostic] {
  /// Those that keep something from being used.
  var errors: [Diagnostic] { filter { $0.severity == .error } }
}
