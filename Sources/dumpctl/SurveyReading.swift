import ArgumentParser
import DumpStore
import Inventory
import Sizing

/// The hosts that somebody asks for, and what is wrong with what describes them.
struct SurveyReading {
  let survey: Survey
  /// The mistakes in the configuration.
  let ofConfiguration: [Diagnostic]
  /// All mistakes, those in the files of hosts too.
  var mistakes: [Diagnostic] { ofConfiguration + survey.diagnostics.errors }
}

/// Where the hosts are: `--config`, `--inventory` and `--root`.
struct HostsOption: ParsableArguments {
  @Option(
    name: .customLong("inventory"),
    help: ArgumentHelp(
      "A file or directory of target hosts (TOML, JSON, NDJSON), in place of hosts.d.", valueName: "PATH"))
  var inventories: [String] = []

  @Option(
    help: ArgumentHelp("Read this machine from DIR, which holds proc/, sys/ and etc/.", valueName: "DIR"))
  var root: String?

  @OptionGroup var configuration: ConfigurationOption

  /// The options that were given and that the same hosts need again.
  var sameHosts: String {
    var options = configuration.file.map { " --config \($0.asShellWord)" } ?? ""
    for inventory in inventories { options += " --inventory \(inventory.asShellWord)" }
    return options + (root.map { " --root \($0.asShellWord)" } ?? "")
  }

  /// Reads the configuration, the hosts and what was gathered of them, and says on standard error what is wrong.
  ///
  /// Where a file that somebody named gave nothing at all, an answer would be one to another question: that is bad
  /// input.
  func survey(
    _ question: Survey.Question = Survey.Question(), settings: [HostSetting] = [], now: Timestamp
  ) throws -> SurveyReading {
    let loaded = configuration.load(root: root, now: now)
    let machine = Machine(root: root ?? "/")
    // What somebody names is judged as it stands, and a captured machine has no state of ours.
    let isAsNamed = root != nil || !inventories.isEmpty
    let gathered = isAsNamed ? .none : GatheredFacts(loaded.configuration, machine: machine, now: now)
    for warning in gathered.warnings { complain("\(warning)") }
    let files =
      inventories.isEmpty
      ? HostFileNames(directory: configuration.hostsDirectory(root: root))
      : HostFileNames(inventories: inventories)
    let survey = Survey(
      question, loaded.configuration, machine: machine, files: files, gathered: gathered.files,
      holdings: gathered.holdings, settings: settings, now: now)
    if let refusals = gathered.holdings?.refusals, let warning = GatheredFacts.warning(of: refusals) {
      complain("\(warning)")
    }
    let reading = SurveyReading(survey: survey, ofConfiguration: loaded.diagnostics.errors)
    for mistake in reading.mistakes { complain("\(mistake)") }
    let hasNothing =
      configuration.file != nil && loaded.files.isEmpty
      || !inventories.isEmpty && survey.targets == 0 && !survey.diagnostics.errors.isEmpty
    if hasNothing { throw ExitCode.badInput }
    return reading
  }
}
