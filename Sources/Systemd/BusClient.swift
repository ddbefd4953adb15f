import CSystemd
import Glibc
public import Linux

/// A way to a service for a program that asks and waits: no loop, and every call blocks.
///
/// Not for a daemon.
public final class BusClient {
  /// How long a call may take, in microseconds.
  public var timeout: UInt64 = 25_000_000
  /// Whether a person may be asked for a password on the way.
  public var isInteractive = false

  private let bus: OpaquePointer
  private let service: String?
  private var slots: [OpaquePointer?] = []

  private init(bus: OpaquePointer, service: String?) {
    self.bus = bus
    self.service = service
  }

  deinit {
    for slot in slots { sd_bus_slot_unref(slot) }
    sd_bus_flush_close_unref(bus)
  }

  /// A service on the system bus, or on the one that `DBUS_SYSTEM_BUS_ADDRESS` names.
  public static func systemBus(service: String) throws(SystemError) -> BusClient {
    var bus: OpaquePointer?
    try check(sd_bus_open_system(&bus), "sd_bus_open_system", on: service)
    return try client(bus, service, "sd_bus_open_system")
  }

  /// A service on the system bus of another machine, `[USER@]HOST`, by way of ssh.
  public static func remote(_ host: String, service: String) throws(SystemError) -> BusClient {
    var bus: OpaquePointer?
    try check(sd_bus_open_system_remote(&bus, host), "sd_bus_open_system_remote", on: host)
    return try client(bus, service, "sd_bus_open_system_remote")
  }

  /// A service that listens on a socket of its own.
  public static func peer(path: String) throws(SystemError) -> BusClient {
    // Connected here and not by address: libsystemd would do it in the background, and the first call would say
    // what is wrong in words that do not name the path.
    let socket = try UnixSocket.connected(to: path)
    return try peer(adopting: socket)
  }

  /// Whether somebody listens at a path; nothing is said to him, and libsystemd is not asked.
  public static func isListening(at path: String) -> Bool {
    guard let socket = try? UnixSocket.connected(to: path) else { return false }
    close(socket)
    return true
  }

  /// A service at the other end of a connected socket, which is closed with this object.
  static func peer(adopting socket: Int32) throws(SystemError) -> BusClient {
    var bus: OpaquePointer?
    do throws(SystemError) {
      try check(sd_bus_new(&bus), "sd_bus_new")
      try check(sd_bus_set_fd(bus, socket, socket), "sd_bus_set_fd")
    } catch {
      close(socket)
      sd_bus_unref(bus)
      throw error
    }
    let client = try client(bus, nil, "sd_bus_new")
    try check(sd_bus_start(bus), "sd_bus_start")
    return client
  }

  private static func client(
    _ bus: OpaquePointer?, _ service: String?, _ call: String
  ) throws(SystemError) -> BusClient {
    guard let bus else { throw SystemError(call, on: service, errno: ENOMEM) }
    return BusClient(bus: bus, service: service)
  }

  /// Calls a method and waits for the answer.
  public func call(
    _ method: String, of interface: String, at path: BusPath, _ arguments: any BusValue...
  ) throws(BusError) -> BusReply {
    try call(method, of: interface, at: path, arguments: arguments)
  }

  /// Calls a method and waits for the answer.
  public func call(
    _ method: String, of interface: String, at path: BusPath, arguments: [any BusValue]
  ) throws(BusError) -> BusReply {
    var message: OpaquePointer?
    defer { sd_bus_message_unref(message) }
    try checkMessage(
      sd_bus_message_new_method_call(bus, &message, service, path.text, interface, method),
      "sd_bus_message_new_method_call")
    guard let message else { throw .failed("sd_bus_message_new_method_call: no message") }
    let writer = BusWriter(message: message)
    for argument in arguments { try argument.append(to: writer) }
    sd_bus_message_set_allow_interactive_authorization(message, isInteractive ? 1 : 0)
    var error = sd_bus_error()
    defer { sd_bus_error_free(&error) }
    var reply: OpaquePointer?
    let result = sd_bus_call(bus, message, timeout, &error, &reply)
    guard result >= 0, let reply else {
      if sd_bus_error_is_set(&error) > 0 { throw BusError(error) }
      throw BusError(SystemError("sd_bus_call", on: method, errno: -result))
    }
    return BusReply(adopting: reply)
  }

  /// Reads a property.
  public func property<T: BusValue>(
    _ name: String, of interface: String, at path: BusPath, as type: T.Type = T.self
  ) throws(BusError) -> T {
    try call("Get", of: "org.freedesktop.DBus.Properties", at: path, interface, name)
      .read(BusVariant<T>.self).value
  }

  /// Has the bus send us signals of the service, from the object at a path and all below it.
  ///
  /// A service at the other end of a socket sends all that it has in any case.
  public func listen(below path: BusPath, interface: String? = nil) throws(BusError) {
    guard let service else { return }
    var slot: OpaquePointer?
    let only = interface.map { ",interface='\($0)'" } ?? ""
    // The handler passes every signal on, to `nextSignal`.
    try checkMessage(
      sd_bus_add_match(
        bus, &slot, "type='signal',sender='\(service)',path_namespace='\(path.text)'" + only,
        { _, _, _ in 0 }, nil), "sd_bus_add_match")
    slots.append(slot)
  }

  /// Waits for the next signal; `nil` when `microseconds` passed without one.
  public func nextSignal(within microseconds: UInt64 = .max) throws(BusError) -> BusSignal? {
    let end = microseconds == .max ? UInt64.max : EventLoop.moment(after: microseconds)
    while true {
      var message: OpaquePointer?
      let result = sd_bus_process(bus, &message)
      try checkMessage(result, "sd_bus_process")
      if let message {
        let received = BusReply(adopting: message)
        if let signal = BusSignal(received) { return signal }
        continue
      }
      if result > 0 { continue }
      let now = EventLoop.moment(after: 0)
      if end != .max, now >= end { return nil }
      let waited = sd_bus_wait(bus, end == .max ? .max : end - now)
      if waited == -EINTR { continue }
      try checkMessage(waited, "sd_bus_wait")
    }
  }
}

/// The values that came back.
public final class BusReply {
  private let message: OpaquePointer

  /// The reader of the values, in their order.
  public var reader: BusReader { BusReader(message: message) }

  init(adopting message: OpaquePointer) { self.message = message }

  deinit { sd_bus_message_unref(message) }

  /// Takes out the value that comes next.
  public func read<T: BusValue>(_ type: T.Type = T.self) throws(BusError) -> T { try T(reading: reader) }

  fileprivate var isSignal: Bool {
    var type: UInt8 = 0
    return sd_bus_message_get_type(message, &type) >= 0 && type == UInt8(SD_BUS_MESSAGE_SIGNAL)
  }

  fileprivate func text(_ of: (OpaquePointer) -> UnsafePointer<CChar>?) -> String {
    of(message).map { String(cString: $0) } ?? ""
  }
}

/// A signal that somebody sent.
public struct BusSignal {
  /// The object that it came from.
  public let path: String
  /// The interface that it belongs to.
  public let interface: String
  /// Its name.
  public let name: String
  /// What it carries.
  public let values: BusReply

  fileprivate init?(_ message: BusReply) {
    guard message.isSignal else { return nil }
    path = message.text { sd_bus_message_get_path($0) }
    interface = message.text { sd_bus_message_get_interface($0) }
    name = message.text { sd_bus_message_get_member($0) }
    values = message
  }
}
