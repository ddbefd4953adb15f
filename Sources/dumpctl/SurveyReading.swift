import ArgumentParser
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

extension ConfigurationOption {
  /// Reads the configuration, the hosts and what was gathered of them, and says on standard error what is wrong.
  ///
  /// Where a file that somebody named gave nothing at all, an answer would be one to another question: that is bad
  /// input.
  func survey(
    _ question: Survey.Question = Survey.Question(), settings: [HostSetting] = [], inventories: [String],
    root: String?, now: Timestamp
  ) throws -> SurveyReading {
    let loaded = load(root: root, now: now)
    let machine = Machine(root: root ?? "/")
    // What somebody names is judged as it stands, and a captured machine has no state of ours.
    let isAsNamed = root != nil || !inventories.isEmpty
    let gathered = isAsNamed ? .none : GatheredFacts(loaded.configuration, machine: machine, now: now)
    for warning in gathered.warnings { complain("\(warning)") }
    let files =
      inventories.isEmpty
      ? HostFileNames(directory: hostsDirectory(root: root)) : HostFileNames(inventories: inventories)
    let survey = Survey(
      question, loaded.configuration, machine: machine, files: files, gathered: gathered.files,
      settings: settings, now: now)
    let reading = SurveyReading(survey: survey, ofConfiguration: loaded.diagnostics.errors)
    for mistake in reading.mistakes { complain("\(mistake)") }
    let hasNothing =
      file != nil && loaded.files.isEmpty
      || !inventories.isEmpty && survey.targets == 0 && !survey.diagnostics.errors.isEmpty
    if hasNothing { throw ExitCode.badInput }
    return reading
  }
}
