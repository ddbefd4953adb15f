import DumpFormats
import DumpReports
import DumpStore
import DumpwardenBus
import Sizing

/// What `status` answers: how the machine stands, at a glance.
struct StatusReport: Answering {
  /// The daemon itself; none where it does not run.
  struct Daemon {
    let version: String
    let startedAt: Timestamp?
    let configurationReadAt: Timestamp?
    let testedAt: Timestamp?
    let hasChangedSinceTest: Bool
  }

  /// How many hosts stand how.
  struct Hosts {
    let counts: [String: UInt32]

    subscript(status: String) -> UInt32 { counts[status] ?? 0 }

    var sentence: String {
      let parts = ["ok", "warning", "critical", "unknown"].map { "\(self[$0]) \($0)" }
      let aside = ["accepted", "exempt"].filter { self[$0] > 0 }.map { "\(self[$0]) \($0)" }
      let more = aside.isEmpty ? "" : "    (\(aside.joined(separator: ", ")))"
      return parts.joined(separator: " · ") + more
    }
  }

  /// A part that the caller may be refused.
  enum Part<Value> {
    case known(Value)
    case hidden(because: String)

    var value: Value? { if case .known(let value) = self { value } else { nil } }
  }

  /// How the daemon judges all.
  let status: Status
  let daemon: Daemon?
  let hosts: Hosts?
  let alerts: [AlertRow]
  /// How many alerts there are, also those that the caller may not see.
  let alertCount: UInt32
  let watching: [String: UInt32]
  let facts: [String: UInt32]
  let lastDump: Part<LastDump?>
  let room: Part<[RoomRow]>
  let now: Timestamp

  var json: JSONFields {
    let counts = hosts?.counts
    return JSONFields([
      "version": 1, "status": status.rawValue,
      "daemon": daemon.map { daemon in
        JSONFields([
          "version": daemon.version, "started_at": daemon.startedAt?.description,
          "configuration_read_at": daemon.configurationReadAt?.description,
          "tested_at": daemon.testedAt?.description,
          "configuration_changed_since_test": daemon.hasChangedSinceTest,
        ])
      },
      "hosts": counts.map { counts in
        JSONFields(
          ["ok", "warning", "critical", "unknown", "accepted", "exempt"].map { ($0, UInt64(counts[$0] ?? 0)) }
        )
      },
      "alerts": UInt64(alertCount),
      "watching": daemon == nil
        ? nil
        : JSONFields(
          [("lease", "lease"), ("lease_and_quiet", "lease-and-quiet"), ("polling", "polling")].map {
            ($0.0, UInt64(watching[$0.1] ?? 0))
          }),
      "facts": daemon == nil
        ? nil : JSONFields(["fresh", "stale"].map { ($0, UInt64(facts[$0] ?? 0)) }),
      "last_dump": lastDump.value.flatMap { $0 }?.json,
      "room": room.value.map { $0.map(\.json) },
      "not_permitted": [isHidden(lastDump) ? "last_dump" : nil, isHidden(room) ? "room" : nil].compactMap(
        \.self),
    ])
  }

  func text(_ style: TextStyle) -> String {
    var rows: [(label: String, value: String)] = []
    if let hosts { rows.append(("Hosts", hosts.sentence)) }
    switch lastDump {
    case .known(let dump?): rows.append(("Last dump", dump.sentence(now)))
    case .known(nil): rows.append(("Last dump", "none"))
    case .hidden(let reason): rows.append(("Last dump", reason))
    }
    switch room {
    case .known(let rooms):
      for (place, room) in rooms.enumerated() { rows.append((place == 0 ? "Room" : "", room.sentence)) }
      if rooms.isEmpty { rows.append(("Room", "no dump directory")) }
    case .hidden(let reason): rows.append(("Room", reason))
    }
    if daemon != nil { rows.append(("Watch", watch)) }
    rows.append(("Daemon", daemonSentence))
    var text = style.answer(status, answer) + FoldedText.rows(rows, to: style.width)
    if style.hasLegend, alerts.count > 1 { text += "\n  Next: dumpctl alerts\n" }
    return text
  }

  private func isHidden<Value>(_ part: Part<Value>) -> Bool { if case .hidden = part { true } else { false } }

  private var answer: String {
    guard daemon != nil else { return "the daemon is not running: what follows was looked at now" }
    let worst = alerts.min { ($0.priority, $0.subject) < ($1.priority, $1.subject) }
    if let worst {
      let more = Int(alertCount) - 1
      return worst.sentence + (more > 0 ? "; and \(counted(more, "more alert"))" : "")
    }
    if alertCount > 0 {
      return "\(counted(Int(alertCount), "alert")) that only root, or whom polkit lets, may see"
    }
    switch status {
    case .ok: return "no alerts"
    case .warning, .critical:
      return
        "\(hosts.map { "\($0["warning"] + $0["critical"])" } ?? "some") hosts may lose a dump: dumpctl check"
    case .unknown: return "not everything can be judged: dumpctl check"
    }
  }

  private var watch: String {
    let leases = (watching["lease"] ?? 0) + (watching["lease-and-quiet"] ?? 0)
    return
      "\(counted(Int(leases), "director", "y", "ies")) by lease, \(watching["polling"] ?? 0) by polling; "
      + "facts \(facts["fresh"] ?? 0) fresh, \(facts["stale"] ?? 0) stale"
  }

  private var daemonSentence: String {
    guard let daemon else { return "not running: systemctl start dumpwarden" }
    var text = daemon.startedAt.map { "up \(Self.age(now.seconds(since: $0)))" } ?? "up"
    guard let tested = daemon.testedAt else {
      return text + "; never tested: dumpctl test"
    }
    text += "; test dump passed \(tested.asDay(now)), configuration "
    return text + (daemon.hasChangedSinceTest ? "changed since: dumpctl test" : "unchanged since")
  }

  private static func age(_ seconds: Int64) -> String {
    switch max(seconds, 0) {
    case let seconds where seconds < 120: "\(seconds) s"
    case let seconds where seconds < 7200: "\(seconds / 60) min"
    case let seconds where seconds < 172_800: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) d"
    }
  }
}

/// The dump that arrived last.
struct LastDump {
  let dump: ListedDump
  /// For how long it was in danger; `nil` where nobody measured.
  let safeAfterMicroseconds: UInt64?

  var json: JSONFields {
    dump.detailedJSON(and: [("safe_after_us", safeAfterMicroseconds)])
  }

  /// `FILE02 08:02 UTC, 0xD1 DRIVER_IRQL_NOT_LESS_OR_EQUAL, complete, 64.0 GiB, whole, safe after 0.4 ms`.
  func sentence(_ now: Timestamp) -> String {
    var parts: [String] = []
    let time = (dump.crashed ?? dump.arrived).map { time in
      let clock = "\(time.description.dropFirst(11).prefix(5)) UTC"
      return time.date == now.date ? clock : "\(time.asDay(now)) \(clock)"
    }
    parts.append([dump.host.asSafeText, time].compactMap(\.self).joined(separator: " "))
    if let bugCheck = dump.identification?.bugCheck {
      parts.append(bugCheck.shortCodeText + (bugCheck.name.map { " \($0)" } ?? ""))
    }
    parts.append(dump.kind)
    if let size = dump.identification?.size { parts.append("\(size)") }
    parts.append(dump.state)
    if let safe = safeAfterMicroseconds { parts.append("safe after \(Self.milliseconds(safe))") }
    return parts.joined(separator: ", ")
  }

  static func milliseconds(_ microseconds: UInt64) -> String {
    guard microseconds < 10_000_000 else { return "\(microseconds / 1_000_000) s" }
    let tenths = (microseconds + 50) / 100
    return "\(tenths / 10).\(tenths % 10) ms"
  }
}

extension RoomRow {
  /// The row with its keys.
  var json: JSONFields {
    JSONFields([
      "mount_point": mountPoint, "type": type, "size_bytes": size, "free_bytes": free,
      "next_dump_bytes": nextDump > 0 ? nextDump : nil, "fits": nextDump > 0 ? UInt64(fits) : nil,
      "next_dump_host": nextDumpHost.isEmpty ? nil : nextDumpHost, "freeable_bytes": freeable,
    ])
  }

  /// `/srv xfs [################----] 1.6 TiB of 8.0 TiB free, room for 12 of the largest next dump (128 GiB, APP12);
  /// policy may free 1.1 TiB`.
  var sentence: String {
    let marks = 20
    let used = size == 0 ? 0 : Double(size - min(free, size)) / Double(size)
    let full = Int(used * Double(marks))
    let bar = String(repeating: "#", count: full) + String(repeating: "-", count: marks - full)
    let start =
      "\(mountPoint.asSafeText) \(type.asSafeText) [\(bar)] \(Bytes(clamping: free)) of \(Bytes(clamping: size)) free"
    let end = freeable > 0 ? "; policy may free \(Bytes(clamping: freeable))" : ""
    guard nextDump > 0 else { return start + "; how large the next dump will be is not known" + end }
    let host = nextDumpHost.isEmpty ? "" : ", \(nextDumpHost.asSafeText)"
    return start + ", room for \(fits) of the largest next dump (\(Bytes(clamping: nextDump))\(host))" + end
  }
}

extension Timestamp {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// `2 Mar`, with the year where it is another.
  func asDay(_ now: Timestamp) -> String {
    let day = "\(date.day) \(Self.months[date.month - 1])"
    return date.year == now.date.year ? day : "\(day) \(date.year)"
  }
}
