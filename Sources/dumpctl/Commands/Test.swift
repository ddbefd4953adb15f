import ArgumentParser
import DumpReports
import DumpwardenBus
import Glibc
import Inventory
import Linux
import Sizing
import Systemd

/// `dumpctl test`: drops a test dump and follows it through everything that a real one goes through.
struct Test: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Send a marked test dump through the running daemon, and say which step fails.",
    usage: "dumpctl test [DIR] [--timeout TIME] [--json]",
    discussion: """
      A small dump that no machine wrote is put into DIR, or into the first directory that the daemon watches, under the \
      canonical name. Steps: watch, identify, preserve, alert (read back from the journal), list, remove. It stands in no \
      plan of retention and makes no other dump go. The daemon remembers that the test passed, and dumpctl status says \
      whether the configuration has changed since. Exit code 0 when every step passed, 2 when one failed, 3 when the \
      test could not be made, as while another dump stands there; 69 when the daemon is not running, 74 or 77 when the \
      dump cannot be written.
      """)

  @Argument(
    help: ArgumentHelp("A dump directory that the daemon watches.", valueName: "DIR"),
    completion: .dumpDirectories)
  var directory: String?

  @Option(
    help: ArgumentHelp(
      "How long to wait until it is preserved, as 60s. (default: 60s)", valueName: "TIME"),
    transform: { text in
      switch DurationText.read(text) {
      case .known(let seconds) where (1...86_400).contains(seconds): return seconds
      case .known: throw ValidationError("a test is waited for from a second to a day")
      case .unknown(let mistake): throw ValidationError(mistake)
      }
    })
  var timeout: UInt64 = 60

  @OptionGroup var output: OutputOptions

  func run() throws {
    let daemon = try RunningDaemon.needed(DaemonOption.none).mayAskForPassword()
    let report: SelfTestReport
    do {
      let row = try directoryRow(daemon)
      let steps = Steps(isShown: output.json == nil, output: output)
      report = try Self.report(of: row, steps) {
        try SelfTest(daemon, in: row, timeoutSeconds: timeout, told: steps.add).run()
      }
    } catch let error as SystemError {
      complain("the test dump cannot be written: \(error)")
      throw DumpLook.isPermission(error.errno) ? ExitCode.notPermitted : ExitCode.inputOutput
    } catch {
      throw RunningDaemon.failing(error)
    }
    try output.print(report)
    throw ExitCode(report.status.exitCode)
  }

  private static func report(
    of row: DirectoryRow, _ steps: Steps, _ run: () throws -> String
  ) throws -> SelfTestReport {
    do {
      _ = try run()
      return SelfTestReport(directory: row.path, passed: steps.passed, failure: nil)
    } catch let failure as SelfTest.Failure {
      return SelfTestReport(directory: row.path, passed: steps.passed, failure: failure)
    } catch let error as BusError {
      // Refused before anything passed is no step's failure.
      guard let last = steps.passed.last, let place = SelfTest.Step.allCases.firstIndex(of: last.step),
        place + 1 < SelfTest.Step.allCases.count
      else { throw error }
      let step = SelfTest.Step.allCases[place + 1]
      return SelfTestReport(
        directory: row.path, passed: steps.passed, failure: SelfTest.Failure(step: step, reason: "\(error)"))
    }
  }

  private func directoryRow(_ daemon: RunningDaemon) throws -> DirectoryRow {
    let rows = try daemon.directories()
    guard let directory else {
      if let first = rows.first { return first }
      complain("the daemon watches no directory: add a [[dump-directory]] to the configuration")
      throw ExitCode.badInput
    }
    var path = directory
    if let resolved = realpath(directory, nil) {
      path = String(cString: resolved)
      free(resolved)
    }
    if let row = rows.first(where: { [directory, path].contains($0.path) }) { return row }
    let hint = suggestion(
      for: directory, among: rows.map(\.path),
      otherwise: "it watches \(rows.prefix(3).map(\.path).joined(separator: ", "))")
    complain("the daemon does not watch '\(directory)': \(hint)")
    throw ExitCode.badInput
  }

  /// The steps that passed, shown as they do.
  private final class Steps {
    private(set) var passed: [SelfTest.Passed] = []
    private let isShown: Bool
    private let output: OutputOptions

    init(isShown: Bool, output: OutputOptions) { (self.isShown, self.output) = (isShown, output) }

    func add(_ step: SelfTest.Passed) {
      passed.append(step)
      guard isShown else { return }
      let line = SelfTestReport.line(step, output.style)
      // The answer comes at the end, and fails where this does.
      try? output.write(Array(line.utf8))
    }
  }
}

extension DaemonOption {
  /// This machine's daemon.
  static var none: DaemonOption {
    var option = DaemonOption()
    option.host = nil
    return option
  }
}

/// What `test` answers in the end; the steps that passed have been shown by then.
struct SelfTestReport: Answering {
  let directory: String
  let passed: [SelfTest.Passed]
  let failure: SelfTest.Failure?

  var status: Status {
    guard let failure else { return .ok }
    return failure.isUntried ? .unknown : .critical
  }

  var json: JSONFields {
    JSONFields([
      "version": 1, "status": status.rawValue, "directory": directory, "failed_step": failure?.step.rawValue,
      "reason": failure?.reason,
      "steps": SelfTest.Step.allCases.map { step in
        let done = passed.first { $0.step == step }
        let result = done != nil ? "passed" : failure?.step == step ? "failed" : "not-reached"
        return JSONFields([
          "step": step.rawValue, "result": result, "detail": done?.detail, "microseconds": done?.microseconds,
        ])
      },
    ])
  }

  func text(_ style: TextStyle) -> String {
    guard let failure else {
      return style.answer(.ok, "a dump that arrives in \(directory.asSafeText) is kept, told of and listed")
    }
    let answer = failure.isUntried ? "the test could not be made" : "step \(failure.step.rawValue) failed"
    return style.answer(status, "\(answer): \(failure.reason.asSafeText)")
  }

  /// A step that passed, in a line.
  static func line(_ step: SelfTest.Passed, _ style: TextStyle) -> String {
    let name = step.step.rawValue
    let padding = String(repeating: " ", count: max(0, 8 - name.utf8.count))
    let time = step.microseconds == 0 ? "" : ", \(LastDump.milliseconds(step.microseconds))"
    return "  \(style.coloured("passed", .ok))  \(name)\(padding)  \(step.detail.asSafeText)\(time)\n"
  }
}
