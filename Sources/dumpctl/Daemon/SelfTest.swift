import DumpFormats
import DumpReports
import DumpStore
import DumpwardenBus
import Glibc
import Inventory
import Linux
import Sizing
import Systemd

/// A test dump sent through everything that a real one goes through, in a directory that the daemon watches.
struct SelfTest {
  /// What is proved, in the order in which a dump meets it.
  enum Step: String, CaseIterable {
    case watch, identify, preserve, alert, list, remove
  }

  /// A step that failed: what was expected, what was found, and what to look at.
  struct Failure: Error {
    let step: Step
    let reason: String
    /// The test could not be made: nothing is known then.
    var isUntried = false
  }

  /// A step that passed.
  struct Passed {
    let step: Step
    let detail: String
    let microseconds: UInt64
  }

  private let daemon: RunningDaemon
  private let directory: DirectoryRow
  private let name: FileName
  private let timeoutMicroseconds: UInt64
  private let number: UInt64
  private let now: Timestamp
  private let told: (Passed) -> Void

  /// A test in one directory; `told` hears of each step as it passes.
  init(
    _ daemon: RunningDaemon, in directory: DirectoryRow, timeoutSeconds: UInt64,
    told: @escaping (Passed) -> Void
  ) throws {
    self.daemon = daemon
    self.directory = directory
    let names: [String] = try daemon.client.property(
      "Names", of: DirectoryInterface.name, at: directory.object)
    guard let name = names.first.flatMap({ FileName($0) }) else {
      throw Failure(step: .watch, reason: "\(directory.path) has no canonical name", isUntried: true)
    }
    self.name = name
    timeoutMicroseconds = timeoutSeconds * 1_000_000
    var random = SystemRandomNumberGenerator()
    number = random.next()
    now = Timestamp(seconds: Int64(time(nil)))
    self.told = told
  }

  /// Runs it; answers where the dump had been kept.
  func run() throws -> String {
    try daemon.client.listen(below: BusNames.manager)
    let started = Self.microseconds
    let (opened, file) = try drop()
    let preserved: PreservedDump
    do {
      preserved = try waitForPreserved(since: started)
    } catch {
      // Nothing of it stays under the name that the next dump needs.
      _ = try? FileOperations().takeBack(file, name, in: opened)
      throw error
    }
    let kept = Self.microseconds - started
    let measured = preserved.safeAfter > 0 ? preserved.safeAfter : kept
    told(
      Passed(
        step: .watch, detail: "\(directory.path) by \(directory.mode), as \(name)", microseconds: measured))
    try identify(preserved)
    told(
      Passed(
        step: .preserve, detail: "kept as \(preserved.to), on the disk", microseconds: kept))
    try readAlert(of: preserved)
    try list(preserved)
    try remove(preserved)
    return preserved.to
  }

  private func drop() throws -> (Directory, FileStatus.Identity) {
    do throws(SystemError) {
      let opened = try Directory(DirectoryPath(base: directory.path))
      let standing = try opened.names().first { $0.equalsWithoutCase(name) }
      if let standing {
        throw SystemError("openat", on: "\(directory.path)/\(standing)", errno: EEXIST)
      }
      let bytes = TestDump.bytes(time: now, number: number)
      return (opened, try FileOperations().drop(bytes, as: name, in: opened))
    } catch {
      throw error.errno == EEXIST
        ? Failure(
          step: .watch,
          reason: "\(error): a dump stands there; test again once it is preserved, or another directory",
          isUntried: true)
        : error as any Error
    }
  }

  private func waitForPreserved(since started: UInt64) throws -> PreservedDump {
    let path = "\(directory.path)/\(name)"
    var alerted: String?
    while true {
      let passed = Self.microseconds - started
      guard passed < timeoutMicroseconds else { throw notPreserved(alerted) }
      guard let signal = try daemon.client.nextSignal(within: min(timeoutMicroseconds - passed, 1_000_000))
      else {
        // Only root hears of dumps on a bus; others look.
        if let found = try preservedByList() { return found }
        continue
      }
      switch (signal.interface, signal.name) {
      case (DirectoryInterface.name, "DumpPreserved"):
        let dump = try PreservedDump(signal.values)
        if dump.from == path, dump.bugCheck == BugCheck(code: TestDump.bugCheckCode, parameters: []).codeText
        {
          return dump
        }
      case (DirectoryInterface.name, "AlertRaised"):
        let subject: String = try signal.values.read()
        if subject.contains(directory.path) {
          _ = try signal.values.read(String.self)
          _ = try signal.values.read(UInt32.self)
          alerted = try signal.values.read(String.self)
        }
      default: continue
      }
    }
  }

  private func notPreserved(_ alerted: String?) -> Failure {
    let seconds = timeoutMicroseconds / 1_000_000
    if let alerted {
      return Failure(
        step: .preserve, reason: "it was not kept within \(seconds) s, and the daemon says: \(alerted)")
    }
    let isThere = (try? Directory(DirectoryPath(base: directory.path)).status(of: name)) ?? nil
    guard isThere == nil else {
      return Failure(
        step: .watch,
        reason: "nothing happened to \(directory.path)/\(name) within \(seconds) s: journalctl -u dumpwarden")
    }
    return Failure(
      step: .preserve,
      reason:
        "it is off its canonical name, and not on the disk after \(seconds) s: the disk may be slow or failing"
    )
  }

  private func preservedByList() throws -> PreservedDump? {
    let rows: [DumpRow] = try daemon.client.call(
      "ListDumps", of: DirectoryInterface.name, at: directory.object
    ).read()
    for row in rows
    where row.place == ListedDump.Place.kept.rawValue && row.bugCheckCode == Self.codeText
      && Timestamp(busTime: row.crashed) == now
    {
      guard try described(row.path)["bugcheck_parameters"]?.list.first?.text == numberText else { continue }
      return PreservedDump(
        from: "\(directory.path)/\(name)", to: row.path, host: row.host, bugCheck: row.bugCheckCode,
        size: row.size)
    }
    return nil
  }

  private func identify(_ dump: PreservedDump) throws {
    let started = Self.microseconds
    let found = try described(dump.to)
    let checks: [(String, String?, String)] = [
      ("state", found["state"]?.text, "whole"), ("dump_type", found["dump_type"]?.text, "complete"),
      ("bugcheck_code", found["bugcheck_code"]?.text, Self.codeText),
      ("bugcheck_parameters", found["bugcheck_parameters"]?.list.first?.text, numberText),
    ]
    for (key, value, expected) in checks where value != expected {
      throw Failure(
        step: .identify, reason: "\(key) of \(dump.to) is \(value ?? "not known") and should be \(expected)")
    }
    guard found["is_test"]?.truth == true else {
      throw Failure(step: .identify, reason: "\(dump.to) is not known for a test dump")
    }
    told(
      Passed(
        step: .identify, detail: "whole, complete, bug check \(Self.codeText)",
        microseconds: Self.microseconds - started))
  }

  private func readAlert(of dump: PreservedDump) throws {
    let started = Self.microseconds
    guard JournalReading.isThere else {
      // The signal has been heard, or the list asked in its place; there is no journal to read.
      told(Passed(step: .alert, detail: "no journal here; told on the bus", microseconds: 0))
      return
    }
    guard let user = RunningDaemon.user else {
      throw Failure(step: .alert, reason: "\(RunningDaemon.socket) does not say as whom the daemon runs")
    }
    let query = JournalReading(dump: dump.to, user: user)
    while true {
      switch query.find() {
      case .found(let message):
        told(
          Passed(
            step: .alert, detail: "in the journal: \(message)", microseconds: Self.microseconds - started))
        return
      case .unreadable(let reason):
        throw Failure(step: .alert, reason: "the journal cannot be read: \(reason)")
      case .missing:
        guard Self.microseconds - started < 5_000_000 else {
          throw Failure(
            step: .alert,
            reason: "no entry of MESSAGE_ID \(JournalReading.messageID) about \(dump.to) within 5 s: "
              + "journalctl -u dumpwarden")
        }
        usleep(100_000)
      }
    }
  }

  private func list(_ dump: PreservedDump) throws {
    let started = Self.microseconds
    guard try daemon.dumps().contains(where: { $0.path == dump.to }) else {
      throw Failure(step: .list, reason: "\(dump.to) is not among the dumps that the daemon lists")
    }
    told(Passed(step: .list, detail: "listed as kept", microseconds: Self.microseconds - started))
  }

  private func remove(_ dump: PreservedDump) throws {
    let started = Self.microseconds
    _ = try daemon.call("FinishTest", dump.to)
    let left = try daemon.dumps().filter {
      $0.bugCheckCode == Self.codeText && $0.directory == directory.path
    }
    guard !left.contains(where: { $0.path == dump.to }) else {
      throw Failure(step: .remove, reason: "\(dump.to) is still there")
    }
    // What earlier tests left behind when they were interrupted.
    for row in left where try described(row.path)["is_test"]?.truth == true {
      _ = try daemon.call("FinishTest", row.path)
    }
    told(
      Passed(
        step: .remove, detail: "and the daemon remembers that it passed",
        microseconds: Self.microseconds - started))
  }

  private func described(_ path: String) throws -> JSONContent {
    let text: String = try daemon.call("DescribeDump", path).read()
    return JSONContent(parsing: text) ?? .null
  }

  private static let codeText = BugCheck(code: TestDump.bugCheckCode, parameters: []).codeText
  private var numberText: String { "0x" + String(number, radix: 16, uppercase: true) }

  private static var microseconds: UInt64 { MonotonicClock.microseconds }
}
