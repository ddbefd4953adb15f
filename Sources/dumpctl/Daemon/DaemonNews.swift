import DumpReports
import DumpwardenBus
import Sizing
import Systemd

/// A signal of the daemon, in words.
struct DaemonNews {
  /// `alert-raised`, `alert-cleared`, `assessment-changed`, `dump-preserved` or `dump-deleted`.
  let event: String
  let message: String
  let status: Status?
  private let fields: [(String, (any Encodable)?)]

  /// What a signal says; `nil` for one that is not known here.
  init?(_ signal: BusSignal) throws(BusError) {
    let values = signal.values
    switch (signal.interface, signal.name) {
    case (_, "AlertRaised"):
      let (subject, kind): (String, String) = (try values.read(), try values.read())
      let priority: UInt32 = try values.read()
      let text: String = try values.read()
      self.init(
        "alert-raised", Self.sentence(subject, text), Status(priority: priority),
        [("subject", subject), ("kind", kind), ("priority", UInt64(priority)), ("message", text)])
    case (_, "AlertCleared"):
      let (subject, kind, text): (String, String, String) = (
        try values.read(), try values.read(), try values.read()
      )
      self.init(
        "alert-cleared", Self.sentence(subject, text), .ok,
        [("subject", subject), ("kind", kind), ("message", text)])
    case (ManagerInterface.name, "AssessmentChanged"):
      let (host, status): (String, String) = (try values.read(), try values.read())
      self.init(
        "assessment-changed", host.isEmpty ? "many hosts, the worst is \(status)" : "\(host) is \(status)",
        Status(rawValue: status), [("host", host.isEmpty ? nil : host), ("status", status)])
    case (DirectoryInterface.name, "DumpPreserved"):
      let dump = try PreservedDump(values)
      self.init(
        "dump-preserved",
        "\(dump.host): \(dump.from) is safe as \(dump.to), \(Bytes(clamping: dump.size))"
          + (dump.bugCheck.isEmpty ? "" : ", bug check \(dump.bugCheck)")
          + (dump.safeAfter > 0 ? ", after \(LastDump.milliseconds(dump.safeAfter))" : ""), nil,
        [
          ("from", dump.from), ("to", dump.to), ("host", dump.host),
          ("bugcheck_code", dump.bugCheck.isEmpty ? nil : dump.bugCheck), ("size_bytes", dump.size),
          ("safe_after_us", dump.safeAfter > 0 ? dump.safeAfter : nil),
        ])
    case (DirectoryInterface.name, "DumpDeleted"):
      let (path, host, reason): (String, String, String) = (
        try values.read(), try values.read(), try values.read()
      )
      let freed: UInt64 = try values.read()
      self.init(
        "dump-deleted", "\(host): \(path) is deleted, \(reason); \(Bytes(clamping: freed)) freed", nil,
        [("path", path), ("host", host), ("reason", reason), ("freed_bytes", freed)])
    default: return nil
    }
  }

  private init(
    _ event: String, _ message: String, _ status: Status?, _ fields: [(String, (any Encodable)?)]
  ) {
    (self.event, self.message, self.status, self.fields) = (event, message, status, fields)
  }

  /// Most messages name what they are about, and need not be told it.
  private static func sentence(_ subject: String, _ text: String) -> String {
    let about = subject.split(separator: " ", maxSplits: 1).last ?? ""
    return text.contains(about) ? text : "\(subject): \(text)"
  }

  /// The news for programs, an object for each.
  func json(at now: Timestamp) -> JSONFields {
    JSONFields([("version", 1), ("time", now.description), ("event", event)] + fields)
  }

  /// The news for people, a line for each.
  func text(at now: Timestamp, _ style: TextStyle) -> String {
    let time = now.description.dropFirst(11).prefix(8)
    let word = event.replacing("-", with: " ")
    return "\(time)  \(status.map { style.coloured(word, $0) } ?? word)  \(message.asSafeText)\n"
  }
}

/// What `DumpPreserved` carries.
struct PreservedDump {
  let from: String
  let to: String
  let host: String
  let bugCheck: String
  let size: UInt64
  /// In microseconds; 0 where nobody measured.
  let safeAfter: UInt64

  init(from: String, to: String, host: String, bugCheck: String, size: UInt64) {
    (self.from, self.to, self.host, self.bugCheck) = (from, to, host, bugCheck)
    (self.size, safeAfter) = (size, 0)
  }

  init(_ values: BusReply) throws(BusError) {
    (from, to, host, bugCheck) = (try values.read(), try values.read(), try values.read(), try values.read())
    (size, safeAfter) = (try values.read(), try values.read())
  }
}
