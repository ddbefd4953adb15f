import ArgumentParser
import DumpFormats
import DumpReports
import DumpStore
import Glibc
import Inventory
import Linux
import Sizing

/// Which dumps somebody wants to see.
struct DumpFilter: ParsableArguments {
  /// Whether every byte is there, or the dump is gone.
  enum State: String, CaseIterable {
    case whole, partial, unknown, missing
  }

  @Option(
    name: .customLong("of"),
    help: ArgumentHelp(
      "Only dumps of this host, by name or pattern; 'local' is this machine.", valueName: "HOST"),
    completion: .dumpHosts)
  var hosts: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only dumps of crashes since then, in UTC: 2026-03-02, '2026-03-02 09:15', today, yesterday, or 7d ago.",
      valueName: "TIME"), transform: { try Moment.read($0).first })
  var since: Timestamp?

  @Option(
    help: ArgumentHelp("Only dumps of crashes until then; a day is meant whole.", valueName: "TIME"),
    transform: { try Moment.read($0).last })
  var until: Timestamp?

  @Option(
    name: .customLong("bugcheck"),
    help: ArgumentHelp(
      "Only dumps of this bug check, by code (0xD1) or by name or pattern (DRIVER_*).", valueName: "CODE"),
    completion: .bugChecks,
    transform: BugCheckWord.init)
  var bugChecks: [BugCheckWord] = []

  @Option(
    name: .customLong("state"),
    help: ArgumentHelp("Only dumps that are whole, partial, unknown or missing.", valueName: "STATE"),
    completion: .dumpStates,
    transform: { text in
      guard let state = State(rawValue: text) else {
        let hint = suggestion(for: text, among: State.allCases.map(\.rawValue))
        throw ValidationError(
          "'\(text.asSafeText)' is no state: expected whole, partial, unknown or missing\(suffix(hint))")
      }
      return state
    })
  var states: [State] = []

  func validate() throws {
    if let since, let until, until < since {
      throw ValidationError("--until \(until) is before --since \(since)")
    }
  }

  /// Whether some dumps may be left out.
  var isEmpty: Bool {
    hosts.isEmpty && since == nil && until == nil && bugChecks.isEmpty && states.isEmpty
  }

  /// Whether somebody wants to see a dump.
  ///
  /// Its time is that of the crash, and of its arrival where its header does not tell.
  func passes(_ dump: ListedDump) -> Bool {
    if !hosts.isEmpty, !patterns.contains(where: { $0.matches(dump.host) }) { return false }
    if since != nil || until != nil {
      guard let time = dump.crashed ?? dump.arrived else { return false }
      if let since, time < since { return false }
      if let until, time > until { return false }
    }
    if !bugChecks.isEmpty {
      guard let bugCheck = dump.identification?.bugCheck else { return false }
      if !bugChecks.contains(where: { $0.means(bugCheck) }) { return false }
    }
    guard !states.isEmpty else { return true }
    let state = dump.identification.map { State(rawValue: $0.state.rawValue) } ?? .missing
    return states.contains { $0 == state }
  }

  /// Says of each host that has no dump directory and no dump which one was probably meant.
  func complainOfUnknownHosts(known: Set<String>) {
    let sorted = known.sorted()
    for host in hosts where host != "local" && !host.utf8.contains(where: { "*?".utf8.contains($0) }) {
      guard !sorted.contains(where: { $0.lowercased() == host.lowercased() }) else { continue }
      complain(
        "no dump directory is of a host '\(host)'\(suffix(suggestion(for: host, among: sorted)))")
    }
  }

  private var patterns: [Pattern] {
    hosts.flatMap { $0 == "local" ? [Pattern("local"), Pattern(Self.ownName)] : [Pattern($0)] }
  }

  private static var ownName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "local" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// A bug check as somebody writes it: `0xD1`, `D1`, its name, or a pattern of names.
struct BugCheckWord {
  private let code: UInt32?
  private let name: Pattern?

  init(_ text: String) throws {
    let digits = text.lowercased().hasPrefix("0x") ? String(text.dropFirst(2)) : text
    if let code = UInt32(digits, radix: 16) {
      (self.code, name) = (code, nil)
      return
    }
    (code, name) = (nil, Pattern(text))
    guard !BugCheck.allNames.contains(where: { Pattern(text).matches($0) }) else { return }
    let hint = suggestion(for: text, among: BugCheck.allNames, otherwise: "expected a code such as 0xD1")
    throw ValidationError("no bug check has the name '\(text.asSafeText)': \(hint)")
  }

  func means(_ bugCheck: BugCheck) -> Bool {
    if let code { return bugCheck.code == code }
    guard let name, let known = bugCheck.name else { return false }
    return name.matches(known)
  }
}

/// A time as somebody writes it; a day is all of it.
struct Moment {
  let first: Timestamp
  let last: Timestamp

  private init(_ first: Timestamp, lasting seconds: Int64) {
    self.first = first
    last = first.advanced(bySeconds: seconds - 1)
  }

  static func read(_ text: String) throws -> Moment {
    let now = Timestamp(seconds: Int64(time(nil)))
    switch text.lowercased() {
    case "now": return Moment(now, lasting: 1)
    case "today": return Moment(day: now.date)
    case "yesterday": return Moment(day: CalendarDate(dayNumber: now.date.dayNumber - 1))
    default: break
    }
    if let day = CalendarDate(text) { return Moment(day: day) }
    if let time = Timestamp(text) { return Moment(time, lasting: 1) }
    // As people write it, without the zone, and without the seconds.
    if let time = Timestamp(text + "Z") { return Moment(time, lasting: 1) }
    if let time = Timestamp(text + ":00Z") { return Moment(time, lasting: 60) }
    let length =
      text.hasSuffix(" ago")
      ? String(text.dropLast(4)) : text.hasPrefix("-") ? String(text.dropFirst()) : text
    if case .known(let seconds) = DurationText.read(length) {
      return Moment(now.advanced(bySeconds: -Int64(clamping: seconds)), lasting: 1)
    }
    throw ValidationError(
      "'\(text.asSafeText)' is no time: expected one in UTC such as 2026-03-02, '2026-03-02 09:15' or 7d")
  }

  private init(day: CalendarDate) {
    self.init(Timestamp(seconds: day.dayNumber * 86_400), lasting: 86_400)
  }
}
