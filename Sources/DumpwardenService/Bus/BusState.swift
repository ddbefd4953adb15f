import DumpwardenBus
import Systemd

/// Whom the daemon serves, on which connections, and what they were told last.
struct BusState {
  /// Who calls: a connection without a bus between, or a unique name on the bus.
  enum Caller: Hashable {
    case peer(ObjectIdentifier)
    case name(String)

    init(_ call: BusCall) {
      self = call.sender.map { .name($0) } ?? .peer(ObjectIdentifier(call.connection))
    }
  }

  /// The most calls that wait for their answers, in all and of one caller.
  static let mostWaiting = 64
  static let mostWaitingOfCaller = 8

  /// What is served.
  var objects: BusObjects?
  /// The system bus, connected to or waited for.
  var system: BusConnection?
  /// Since when the service has its name there, in microseconds since boot.
  var ownsNameSince: UInt64?
  /// Whether it was told that there is no bus to be had.
  var isComplainedOf = false
  /// The socket for callers without a bus.
  var listener: BusListener?
  /// Callers without a bus.
  var peers: [BusConnection] = []
  /// What properties were told as, and which directories.
  var told: BusSnapshot?
  var toldDirectories: Set<String> = []
  /// Lists of dumps that have further pages.
  var surveys = DumpPages()
  /// The thread that makes long answers, while there are any.
  var thread: (worker: Worker, users: Int)?
  private var waiting: [Caller: Int] = [:]

  /// All connections on which somebody may listen.
  var listeners: [BusConnection] { (ownsNameSince == nil ? [] : [system].compactMap { $0 }) + peers }

  /// Notes of a call that waits; whether it may.
  mutating func begin(_ caller: Caller) -> Bool {
    guard waiting.values.reduce(0, +) < Self.mostWaiting,
      waiting[caller, default: 0] < Self.mostWaitingOfCaller
    else { return false }
    waiting[caller, default: 0] += 1
    return true
  }

  /// Notes of a call that was answered.
  mutating func end(_ caller: Caller) {
    guard let count = waiting[caller] else { return }
    waiting[caller] = count > 1 ? count - 1 : nil
  }
}
