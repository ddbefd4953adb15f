import ArgumentParser
import DumpReports
import Glibc
import Inventory
import Linux
import Sizing

/// `dumpctl accept HOST RULE`: writes down that a finding is known and borne, until a day.
struct Accept: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Bear a finding until a day: still shown, out of the status.",
    usage: """
      dumpctl accept HOST RULE --until DATE --reason TEXT [--output FILE]
             [--config FILE] [--inventory PATH ...] [--root DIR] [--json]
      """,
    discussion: """
      Adds an [[accept]] to 50-accept.toml among the drop-ins of the configuration; what is there stays. What the host \
      lacks today is noted, and the entry lapses once it lacks more. DATE is at most a year ahead.
      """)

  @Argument(
    help: ArgumentHelp("The host, by name or pattern; 'local' is this machine.", valueName: "HOST"),
    completion: .hosts)
  var host: String

  @Argument(
    help: ArgumentHelp("The rule, as a finding names it: EXT-SAME-VOLUME.", valueName: "RULE"),
    completion: .rules,
    transform: ruleID)
  var rule: String

  @Option(
    help: ArgumentHelp("The last day on which it is borne, as 2026-09-30.", valueName: "DATE"),
    transform: { text in
      guard let date = CalendarDate(text) else {
        throw ValidationError("'\(text.asSafeText)' is no date: expected a day such as 2026-09-30")
      }
      return date
    })
  var until: CalendarDate

  @Option(help: ArgumentHelp("Why it is borne, in a few words.", valueName: "TEXT"))
  var reason: String

  @Option(
    name: [.customLong("output"), .customShort("o")],
    help: ArgumentHelp("Add it to FILE in place of the drop-in.", valueName: "FILE"),
    completion: .configurationFiles)
  var file: String?

  @OptionGroup var hostsOption: HostsOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let now = Timestamp(seconds: Int64(time(nil)))
    try refuse(until, reason, today: now.date)
    let survey = try hostsOption.survey(now: now).survey
    let assessments = try borne(by: survey)
    // Of several hosts the one that lacks most: less would lapse on the same day.
    let shortfall = assessments.compactMap(\.shortfall.value).max()
    let name = host == "local" ? assessments[0].name : host
    let acceptance = Acceptance(host: name, rule: rule, reason: reason, until: until, shortfall: shortfall)
    let path = file ?? acceptanceFile(main: hostsOption.configuration.file ?? defaultConfigurationPath)
    let entry = acceptanceEntry(acceptance)
    try add(acceptance, entry, to: path, now: now)
    try output.print(
      AcceptReport(acceptance: acceptance, entry: entry, file: path, hosts: assessments.map(\.name)))
  }

  private func refuse(_ until: CalendarDate, _ reason: String, today: CalendarDate) throws {
    let last = CalendarDate(dayNumber: today.dayNumber + 366)
    guard until >= today else { throw ValidationError("--until \(until) has passed: today is \(today)") }
    guard until <= last else {
      throw ValidationError("--until \(until) is more than a year ahead: expected \(last) at the latest")
    }
    guard reason.utf8.contains(where: { $0 > 0x20 }),
      !reason.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
    else { throw ValidationError("--reason is empty or has a control character: say in one line why") }
  }

  /// The hosts of which the rule speaks; to bear what nobody found would hide what comes later.
  private func borne(by survey: Survey) throws -> [Assessment] {
    guard !survey.hosts(of: [host]).isEmpty else {
      let hint = suffix(survey.suggestion(for: host))
      complain("no host of the name '\(host)' is known\(hint)")
      throw ExitCode.usage
    }
    let found = survey.assessments(of: [host]).filter { $0.findings.contains { $0.rule == rule } }
    guard !found.isEmpty else {
      complain("\(rule) says nothing of \(host): there is nothing to accept")
      throw ExitCode.badInput
    }
    return found
  }

  /// Adds the entry, then reads the file again and compares.
  private func add(_ acceptance: Acceptance, _ entry: String, to path: String, now: Timestamp) throws {
    do {
      if file == nil, let slash = path.lastIndex(of: "/") {
        let directory = String(path[..<slash])
        guard mkdir(directory, 0o755) == 0 || errno == EEXIST else {
          throw SystemError("mkdir", on: directory, errno: errno)
        }
      }
      let whole = WholeFile(path)
      try whole.withLock {
        var text = try whole.read() ?? []
        try refuseMistakes(readConfiguration(text: text, file: path, now: now))
        if let last = text.last { text += last == UInt8(ascii: "\n") ? [0x0A] : [0x0A, 0x0A] }
        text += Array(entry.utf8)
        try refuseMistakes(readConfiguration(text: text, file: path, now: now))
        try whole.write(text, permissions: 0o644, ifPresent: .replaced)
        let again = readConfiguration(text: try whole.read() ?? [], file: path, now: now)
        guard again.isGood, again.configuration.acceptances.last == acceptance else {
          complain("\(path): what was written does not read back as it was meant: look at it")
          throw ExitCode.inputOutput
        }
      }
    } catch let error as SystemError {
      complain("\(error)")
      throw [EACCES, EPERM, EROFS].contains(error.errno) ? ExitCode.notPermitted : ExitCode.inputOutput
    }
  }

  private func refuseMistakes(_ loaded: LoadedConfiguration) throws {
    guard !loaded.isGood else { return }
    for mistake in loaded.diagnostics.errors { complain("\(mistake)") }
    complain("nothing was written: put the file right first")
    throw ExitCode.badInput
  }
}

private struct AcceptReport: Answering {
  let acceptance: Acceptance
  let entry: String
  let file: String
  let hosts: [String]

  func text(_ style: TextStyle) -> String {
    let who = hosts.count == 1 ? hosts[0].asSafeText : counted(hosts.count, "host")
    var text = FoldedText.hanging(
      "\(acceptance.rule) of \(who) is accepted until \(acceptance.until)", after: "", rest: 2)
    text += "  \(file.asSafeText)\n\n"
    for line in entry.split(separator: "\n") { text += "    \(line)\n" }
    guard style.hasLegend else { return text }
    let lapse =
      acceptance.shortfall.map { "Lapses once more than \($0.mebibytesRoundedUp) MB are missing" }
      ?? "Nothing tells how much is missing today, so it holds until that day whatever changes"
    return text + "\n" + FoldedText.hanging(lapse, after: "  ", rest: 4)
  }

  var json: JSONFields {
    JSONFields([
      "version": 1, "file": file, "hosts": hosts, "host": acceptance.host, "rule": acceptance.rule,
      "reason": acceptance.reason, "until": "\(acceptance.until)",
      "shortfall_bytes": acceptance.shortfall?.count,
    ])
  }
}
