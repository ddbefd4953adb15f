/// What the events of a host say of its dumps, as far as they are recent.
struct JudgedEvents: Sendable {
  /// A crash that the host logged after it had started again.
  struct Crash: Sendable, Equatable {
    /// When it was logged, at the start after the crash.
    var logged: Timestamp
    /// The bug check, where an event has it.
    var code: UInt64?
    /// Whether the event says that Windows saved a dump (1001).
    var isSaved: Bool
  }

  /// Events older than this say nothing of the host as it is now: what they complain of may be mended.
  static let window: Int64 = 30 * 86_400

  /// Each kind that matters, its newest.
  let notConfigured: Event?
  let dumpWaiting: Event?
  let directFailed: Event?
  let deviceGone: Event?
  let writeFailed: Event?
  let written: Event?
  let noRoom: Event?
  let deleted: Event?
  /// The newest crash.
  let crash: Crash?

  static let none = JudgedEvents()

  private init() {
    notConfigured = nil
    dumpWaiting = nil
    directFailed = nil
    deviceGone = nil
    writeFailed = nil
    written = nil
    noRoom = nil
    deleted = nil
    crash = nil
  }

  init(_ facts: HostFacts, now: Timestamp?) {
    let end = facts.origin(of: .events)?.collected.value ?? now
    let recent = facts.events.filter { event in
      end.map { event.time >= $0.advanced(bySeconds: -Self.window) } ?? true
    }
    func newest(_ source: Source, _ ids: Set<Int>) -> Event? {
      recent.filter { ids.contains($0.id) && source.wrote($0) }.max { $0.time < $1.time }
    }
    notConfigured = newest(.volmgr, [44, 45, 46, 49])
    dumpWaiting = newest(.volmgr, [47])
    directFailed = newest(.volmgr, [48, 164])
    deviceGone = newest(.volmgr, [156])
    writeFailed = newest(.volmgr, [161, 163])
    written = newest(.volmgr, [162])
    noRoom = newest(.sessionManager, [12])
    // Two ids are published for one message (reference, section 9).
    deleted = newest(.errorReporting, [1008, 1018])
    let saved = newest(.errorReporting, [1001])
    let unclean = recent.filter { $0.id == 41 && Source.power.wrote($0) && $0.bugCheckCode ?? 0 != 0 }
      .max { $0.time < $1.time }
    // Both are written at one start: 41 first, 1001 once the dump is saved.
    if let unclean, saved.map({ $0.time < unclean.time.advanced(bySeconds: -3600) }) ?? true {
      crash = Crash(logged: unclean.time, code: unclean.bugCheckCode, isSaved: false)
    } else if let saved {
      crash = Crash(logged: saved.time, code: saved.bugCheckCode ?? unclean?.bugCheckCode, isSaved: true)
    } else {
      crash = nil
    }
  }

  /// Whether a dump was written and then not saved.
  var saveFailed: Event? {
    if let noRoom { return noRoom }
    guard let written else { return nil }
    if let crash, crash.isSaved, crash.logged >= written.time { return nil }
    return written
  }

  /// Who logs an event.
  private enum Source {
    case volmgr, errorReporting, power, sessionManager

    func wrote(_ event: Event) -> Bool {
      let provider = event.provider.lowercased()
      return switch self {
      case .volmgr: provider == "volmgr"
      case .errorReporting: provider == "bugcheck" || provider.hasSuffix("wer-systemerrorreporting")
      case .power: provider.hasSuffix("kernel-power")
      case .sessionManager: provider.hasSuffix("subsys-smss")
      }
    }
  }
}

extension Event {
  /// The bug check that the first string of the event has: decimal in 41, hexadecimal in 1001.
  var bugCheckCode: UInt64? {
    guard let text = data.first?.split(whereSeparator: { $0 == " " || $0 == "(" }).first else { return nil }
    if text.hasPrefix("0x") || text.hasPrefix("0X") { return UInt64(text.dropFirst(2), radix: 16) }
    return UInt64(text)
  }
}
