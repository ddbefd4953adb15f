import CSystemd
import Glibc
public import Linux

/// A connection that an event loop serves: to a bus, or to one caller at the other end of a socket.
///
/// Unchecked, because libsystemd knows nothing of threads: all that touches the connection checks that it is on the
/// loop's thread, and the last reference gives it back there.
public final class BusConnection: @unchecked Sendable {
  /// Whatever else is ready goes first: what is asked must never delay what is done.
  static let priority: Int64 = 100

  /// The caller's effective user where there is no bus between; `nil` on a bus.
  public let user: UInt32?

  let loop: EventLoop
  private let bus: OpaquePointer
  private var slots: [OpaquePointer] = []
  private var contexts: [Unmanaged<AnyObject>] = []
  private var isClosed = false
  /// About as many bytes as wait to be sent, while any do.
  private(set) var unsentBytes = 0
  /// Told after every message that was sent or has to wait.
  var sent: (() -> Void)?
  private var ended: (() -> Void)?
  private var connected: (() -> Void)?

  private init(
    _ bus: OpaquePointer, on loop: EventLoop, user: UInt32?, connected: (() -> Void)?,
    ended: @escaping () -> Void
  ) {
    self.bus = bus
    self.loop = loop
    self.user = user
    self.connected = connected
    self.ended = ended
  }

  deinit { loop.release(.bus(bus, slots: slots, contexts: contexts)) }

  private static func made(_ subject: String) throws(SystemError) -> OpaquePointer {
    var bus: OpaquePointer?
    try check(sd_bus_new(&bus), "sd_bus_new", on: subject)
    guard let bus else { throw SystemError("sd_bus_new", on: subject, errno: ENOMEM) }
    // Nobody has a descriptor to send.
    sd_bus_negotiate_fds(bus, 0)
    return bus
  }

  /// The address of the system bus.
  private static var systemBusAddress: String {
    getenv("DBUS_SYSTEM_BUS_ADDRESS").map { String(cString: $0) } ?? "unix:path=/run/dbus/system_bus_socket"
  }

  /// Whether the socket of the system bus is there; where it is no path, whoever connects will see.
  public static var isSystemBusThere: Bool {
    let prefix = "unix:path="
    guard systemBusAddress.hasPrefix(prefix) else { return true }
    let path = systemBusAddress.dropFirst(prefix.count).prefix { $0 != "," && $0 != ";" }
    return access(String(path), F_OK) == 0
  }

  /// Connects to the system bus, now or, without looking again and again, once its socket appears.
  ///
  /// - Parameters:
  ///   - connected: it is, and calls can be made.
  ///   - ended: it is no more, or never was; this object is of no use any longer.
  public static func systemBus<A: Actor>(
    on loop: EventLoop, for actor: A, connected: @escaping @Sendable (isolated A) -> Void,
    ended: @escaping @Sendable (isolated A) -> Void
  ) throws(SystemError) -> BusConnection {
    loop.checkIsolated()
    let address = systemBusAddress
    let bus = try made(address)
    let connection = BusConnection(
      bus, on: loop, user: nil, connected: { [weak actor] in actor?.assumeIsolated { connected($0) } },
      ended: { [weak actor] in actor?.assumeIsolated { ended($0) } })
    try check(sd_bus_set_address(bus, address), "sd_bus_set_address", on: address)
    try check(sd_bus_set_bus_client(bus, 1), "sd_bus_set_bus_client", on: address)
    try check(sd_bus_set_watch_bind(bus, 1), "sd_bus_set_watch_bind", on: address)
    try check(sd_bus_set_connected_signal(bus, 1), "sd_bus_set_connected_signal", on: address)
    try connection.start(on: address)
    return connection
  }

  /// Serves one caller.
  ///
  /// What it sends comes in by one descriptor and answers go out by another, and both are closed with the connection.
  /// Who it is was asked of the kernel before.
  static func peer(
    reading input: Int32, writing output: Int32, user: UInt32, on loop: EventLoop,
    ended: @escaping () -> Void
  ) throws(SystemError) -> BusConnection {
    loop.checkIsolated()
    let subject = "user \(user)"
    let bus: OpaquePointer
    do throws(SystemError) {
      bus = try made(subject)
    } catch {
      Glibc.close(input)
      Glibc.close(output)
      throw error
    }
    let connection = BusConnection(bus, on: loop, user: user, connected: nil, ended: ended)
    guard sd_bus_set_fd(bus, input, output) >= 0 else {
      Glibc.close(input)
      Glibc.close(output)
      throw SystemError("sd_bus_set_fd", on: subject, errno: EINVAL)
    }
    var id = sd_id128_t()
    try check(sd_id128_randomize(&id), "sd_id128_randomize", on: subject)
    try check(sd_bus_set_server(bus, 1, id), "sd_bus_set_server", on: subject)
    // Whatever user the caller claims to be in its greeting: the kernel was asked.
    try check(sd_bus_set_anonymous(bus, 1), "sd_bus_set_anonymous", on: subject)
    try connection.start(on: subject)
    return connection
  }

  private func start(on subject: String) throws(SystemError) {
    let link = Unmanaged<AnyObject>.passRetained(Link(self))
    contexts.append(link)
    var slot: OpaquePointer?
    try check(
      sd_bus_add_filter(
        bus, &slot,
        { message, context, _ in
          guard let message, let context else { return 0 }
          Unmanaged<Link>.fromOpaque(context).takeUnretainedValue().connection?.received(message)
          return 0
        }, link.toOpaque()), "sd_bus_add_filter", on: subject)
    if let slot { slots.append(slot) }
    try check(sd_bus_start(bus), "sd_bus_start", on: subject)
    try check(sd_bus_attach_event(bus, loop.event, Int32(Self.priority)), "sd_bus_attach_event", on: subject)
  }

  /// What the filter knows of the connection, which may be gone by then.
  private final class Link {
    weak var connection: BusConnection?
    init(_ connection: BusConnection) { self.connection = connection }
  }

  /// libsystemd tells of the connection itself by signals that nobody else can send.
  private func received(_ message: OpaquePointer) {
    let local = "org.freedesktop.DBus.Local"
    if sd_bus_message_is_signal(message, local, "Disconnected") > 0 {
      end()
    } else if sd_bus_message_is_signal(message, local, "Connected") > 0 {
      connected?()
    }
  }

  private func end() {
    let tell = isClosed ? nil : ended
    close()
    tell?()
  }

  /// Ends the connection; nobody is told.
  public func close() {
    loop.checkIsolated()
    guard !isClosed else { return }
    isClosed = true
    (sent, ended, connected) = (nil, nil, nil)
    for slot in slots { sd_bus_slot_unref(slot) }
    slots = []
    sd_bus_close(bus)
  }

  /// Serves objects from now on.
  public func serve(_ objects: BusObjects) throws(SystemError) {
    loop.checkIsolated()
    let served = BusServed(objects, on: self)
    contexts.append(Unmanaged<AnyObject>.passRetained(served))
    let (added, failure) = served.register(on: bus)
    slots += added
    try check(failure, "sd_bus_add_object_vtable")
  }

  /// How many messages wait because the other end does not read.
  var unsentMessages: UInt64 {
    var count: UInt64 = 0
    return sd_bus_get_n_queued_write(bus, &count) < 0 ? 0 : count
  }

  /// Sends a message, or puts it at the end of those that wait.
  func send(_ message: OpaquePointer, length: Int) {
    guard !isClosed else { return }
    if unsentMessages == 0 { unsentBytes = 0 }
    // Whoever is gone by now need not be told.
    sd_bus_send(bus, message, nil)
    if unsentMessages > 0 { unsentBytes += length }
    sent?()
  }

  /// Sends a signal.
  public func emit(_ signal: String, of interface: String, at path: BusPath, _ values: [any BusValue])
    throws(BusError)
  {
    loop.checkIsolated()
    guard isReady else { return }
    var message: OpaquePointer?
    defer { sd_bus_message_unref(message) }
    try checkMessage(
      sd_bus_message_new_signal(bus, &message, path.text, interface, signal), "sd_bus_message_new_signal")
    guard let message else { return }
    let writer = BusWriter(message: message)
    for value in values { try value.append(to: writer) }
    send(message, length: writer.length)
  }

  /// Tells of properties that changed, with their new values.
  public func emitChanged(_ properties: [String], of interface: String, at path: BusPath) throws(BusError) {
    try emitting { names in
      sd_bus_emit_properties_changed_strv(bus, path.text, interface, names)
    } names: {
      properties
    }
  }

  /// Tells that an object is there now.
  public func emitAdded(_ path: BusPath) throws(BusError) {
    try emitting { _ in
      sd_bus_emit_object_added(bus, path.text)
    } names: {
      []
    }
  }

  /// Tells that an object, whose interfaces these were, is no longer there.
  public func emitRemoved(_ path: BusPath, interfaces: [String]) throws(BusError) {
    try emitting { names in
      sd_bus_emit_interfaces_removed_strv(bus, path.text, names)
    } names: {
      interfaces
    }
  }

  private func emitting(
    _ emit: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Int32, names: () -> [String]
  ) throws(BusError) {
    loop.checkIsolated()
    guard isReady else { return }
    var strings = names().map { strdup($0) } + [nil]
    defer { for string in strings { free(string) } }
    if unsentMessages == 0 { unsentBytes = 0 }
    let result = strings.withUnsafeMutableBufferPointer { emit($0.baseAddress) }
    // What libsystemd makes by itself is not counted; it is small.
    if unsentMessages > 0 { unsentBytes += 1024 }
    sent?()
    try checkMessage(result, "sd_bus_emit_properties_changed")
  }

  /// A signal to one who has not said hello yet would be the first that he hears.
  private var isReady: Bool { !isClosed && sd_bus_is_ready(bus) > 0 }

  /// Calls a method and waits, while the loop goes on, for what `reading` takes out of the answer.
  public func call<T: Sendable>(
    _ method: String, of interface: String, at path: BusPath, of service: String,
    _ arguments: [any BusValue], isInteractive: Bool = false, timeout: UInt64 = 0,
    reading: @escaping @Sendable (BusReader) throws(BusError) -> T
  ) async throws(BusError) -> T {
    loop.checkIsolated()
    guard !isClosed else { throw BusError(errno: ENOTCONN, "the bus is gone") }
    var message: OpaquePointer?
    defer { sd_bus_message_unref(message) }
    try checkMessage(
      sd_bus_message_new_method_call(bus, &message, service, path.text, interface, method),
      "sd_bus_message_new_method_call")
    guard let message else { throw .failed("sd_bus_message_new_method_call: no message") }
    let writer = BusWriter(message: message)
    for argument in arguments { try argument.append(to: writer) }
    if isInteractive { sd_bus_message_set_allow_interactive_authorization(message, 1) }
    let result: Result<T, BusError> = await withCheckedContinuation { continuation in
      let answer = BusAnswer { reply in
        continuation.resume(
          returning: reply.flatMap { reader in Result { () throws(BusError) in try reading(reader) } })
      }
      answer.await(on: bus, message, timeout: timeout)
    }
    return try result.get()
  }

  /// Asks the bus for a name; it is refused where another has it, or where the bus' policy does not allow it.
  public func requestName(_ name: String) async throws(BusError) {
    // DBUS_NAME_FLAG_DO_NOT_QUEUE: whoever waits in a queue believes to be reachable.
    let code = try await call(
      "RequestName", of: "org.freedesktop.DBus", at: "/org/freedesktop/DBus", of: "org.freedesktop.DBus",
      [name, UInt32(4)]
    ) { reader throws(BusError) in try reader.read(UInt32.self) }
    guard code == 1 || code == 4 else { throw .failed("\(name) belongs to another process") }
  }
}

extension BusPath: ExpressibleByStringLiteral {
  /// A path that is known to be one when the program is written.
  public init(stringLiteral text: StaticString) { self.init(known: "\(text)") }
}
