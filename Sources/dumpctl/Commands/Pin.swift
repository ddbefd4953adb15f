import ArgumentParser
import DumpReports
import DumpStore
import Glibc
import Linux
import Sizing
import Systemd

/// `dumpctl pin`: keeps one dump, whatever its policy says.
struct PinDump: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin",
    abstract: "Keep one dump, whatever its policy says.",
    usage: "dumpctl pin DUMP --reason TEXT [--until DATE] [-H [USER@]HOST]\n       [--json] [--config FILE]",
    discussion: """
      Writes DUMP.pin beside the dump, on the disk when this ends, or has the daemon do it where it runs; a pin that is there is replaced. DUMP is a path, a \
      file name, or as much of its beginning as is unique. Exit code 65 when there is none of that name, or several; \
      77 when that is not permitted.
      """)

  @Argument(help: ArgumentHelp("The dump.", valueName: "DUMP"), completion: .dumps)
  var dump: String

  @Option(
    help: ArgumentHelp("Why, for whoever wonders later.", valueName: "TEXT"),
    transform: { text in
      guard text.utf8.contains(where: { $0 > 0x20 }) else { throw ValidationError("a reason is required") }
      guard text.utf8.count <= 1000 else { throw ValidationError("a reason has 1000 bytes at most") }
      return text
    })
  var reason: String

  @Option(
    help: ArgumentHelp("The last day, as 2026-12-31; without it there is none.", valueName: "DATE"),
    transform: { text in
      guard let date = CalendarDate(text) else {
        throw ValidationError("'\(text.asSafeText)' is no date: expected one such as 2026-12-31")
      }
      return date
    })
  var until: CalendarDate?

  @OptionGroup var daemonOption: DaemonOption
  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let now = Timestamp(seconds: Int64(time(nil)))
    if let until, until < now.date {
      complain("--until \(until) is over: today is \(now.date)")
      throw ExitCode.usage
    }
    if let daemon = try RunningDaemon.forChange(daemonOption, configuration),
      let report = try daemon.change(dump, { try pinned(by: $0, now) })
    {
      return try output.print(report)
    }
    let choice = try DumpChoice(dump, configuration)
    guard choice.dump.place != .missing else {
      complain("\(choice.dump.path) is gone: only its pin is left")
      throw ExitCode.badInput
    }
    let opened = try OpenedDump(choice.dump)
    let pin = DumpStore.Pin(reason: reason.asSafeText, until: until, by: Self.user, since: now)
    do throws(SystemError) {
      try FileOperations().pin(opened.name, in: opened.container, pin)
    } catch {
      throw DumpLook.failing(error)
    }
    try output.print(PinReport(path: choice.dump.path, pin: pin, previous: choice.dump.pin))
  }

  private func pinned(by daemon: RunningDaemon, _ now: Timestamp) throws -> PinReport {
    let word = daemon.host == nil && dump.contains("/") ? DumpChoice.resolved(dump) : dump
    let before = try daemon.pin(of: word)
    let last = until.map { Timestamp(seconds: $0.dayNumber * 86_400).busTime } ?? 0
    let path: String = try daemon.call("Pin", before.path ?? word, reason, last).read()
    let given = DumpStore.Pin(reason: reason.asSafeText, until: until, by: Self.user, since: now)
    return PinReport(path: path, pin: given, previous: before.pin)
  }

  /// Who asks; behind sudo, who that was.
  private static var user: String {
    let uid = getuid()
    let name = getpwuid(uid).flatMap { $0.pointee.pw_name }.map { String(cString: $0) } ?? "\(uid)"
    guard uid == 0, let other = getenv("SUDO_USER").map({ String(cString: $0) }), !other.isEmpty else {
      return name
    }
    return other.asSafeText
  }
}
