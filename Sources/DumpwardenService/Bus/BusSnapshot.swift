import DumpStore
import DumpwardenBus
import Sizing
import Systemd

/// The Manager's properties as they stand.
struct BusSnapshot: Equatable {
  var tally: Tally
  var alerts: Int
  var started: Timestamp
  var configurationRead: Timestamp
  var watchModes: [WatchMode: Int]
  var staleHosts: Int
  var tested: Timestamp?
  var isChangedSinceTest: Bool

  /// The value of a property; `nil` for a name that is none.
  func value(of property: String) -> (any BusValue)? {
    switch property {
    case "Version": Version.current
    case "Status": tally.worst.rawValue
    case "HostCounts": hostCounts
    case "AlertCount": UInt32(clamping: alerts)
    case "StartedAt": started.busMicroseconds
    case "ConfigurationReadAt": configurationRead.busMicroseconds
    case "WatchModes":
      Dictionary(
        uniqueKeysWithValues: WatchMode.allCases.map { ($0.rawValue, UInt32(clamping: watchModes[$0] ?? 0)) })
    case "FactCounts": factCounts
    case "TestedAt": tested?.busMicroseconds ?? UInt64(0)
    case "ConfigurationChangedSinceTest": isChangedSinceTest
    default: nil
    }
  }

  private var hostCounts: [String: UInt32] {
    [
      "ok": UInt32(clamping: tally.ok), "warning": UInt32(clamping: tally.warning),
      "critical": UInt32(clamping: tally.critical), "unknown": UInt32(clamping: tally.unknown),
      "accepted": UInt32(clamping: tally.accepted), "exempt": UInt32(clamping: tally.exempt),
    ]
  }

  private var factCounts: [String: UInt32] {
    let all = tally.judged + tally.exempt
    return ["fresh": UInt32(clamping: all - staleHosts), "stale": UInt32(clamping: staleHosts)]
  }

  /// The properties whose values were others before.
  func changed(since before: BusSnapshot) -> [String] {
    var names: [String] = []
    if tally.worst != before.tally.worst { names.append("Status") }
    if hostCounts != before.hostCounts { names.append("HostCounts") }
    if alerts != before.alerts { names.append("AlertCount") }
    if configurationRead != before.configurationRead { names.append("ConfigurationReadAt") }
    if watchModes != before.watchModes { names.append("WatchModes") }
    if factCounts != before.factCounts { names.append("FactCounts") }
    if tested != before.tested { names.append("TestedAt") }
    if isChangedSinceTest != before.isChangedSinceTest { names.append("ConfigurationChangedSinceTest") }
    return names
  }
}

extension Timestamp {
  /// Microseconds since the epoch, as the bus has times; 0 before it.
  var busMicroseconds: UInt64 {
    guard seconds > 0 else { return 0 }
    return UInt64(seconds).multipliedReportingOverflow(by: 1_000_000).partialValue
  }
}

extension Assessment {
  /// Whether some of its facts are older than they may be.
  var hasStaleFacts: Bool { findings.contains { $0.rule == "FACTS-STALE" } }
}
