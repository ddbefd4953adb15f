import CSystemd
import Glibc
import Linux

/// A method call that waits for its answer, which may be given at once or later.
///
/// The caller may be gone by then; the answer is thrown away where it is. A call that is dropped unanswered is
/// answered with an error.
///
/// Unchecked, because it is touched on the loop's thread alone, which everything here checks; a call that ends with a
/// task elsewhere is given back there.
public final class BusCall: @unchecked Sendable {
  /// The connection that it came on.
  public let connection: BusConnection
  /// The object that was called.
  public let path: BusPath
  /// The interface that was called.
  public let interface: String
  /// The method that was called.
  public let method: String
  /// The caller's unique name on the bus; none without a bus.
  public let sender: String?
  /// Whether a person may be asked for a password because of it.
  public let isInteractive: Bool

  private let message: OpaquePointer
  private var isAnswered = false

  init?(_ message: OpaquePointer, on connection: BusConnection) {
    func text(_ of: (OpaquePointer) -> UnsafePointer<CChar>?) -> String? {
      of(message).map { String(cString: $0) }
    }
    guard let path = text({ sd_bus_message_get_path($0) }).flatMap({ BusPath($0) }),
      let method = text({ sd_bus_message_get_member($0) })
    else { return nil }
    self.connection = connection
    self.path = path
    self.method = method
    // A call may leave it out; the one interface that has such a method is then meant.
    interface = text { sd_bus_message_get_interface($0) } ?? ""
    // What a peer says of itself is a claim; on a bus it is the bus that says it.
    sender = connection.user == nil ? text { sd_bus_message_get_sender($0) } : nil
    isInteractive = sd_bus_message_get_allow_interactive_authorization(message) > 0
    self.message = sd_bus_message_ref(message)
  }

  deinit { connection.loop.release(isAnswered ? .message(message) : .unanswered(message)) }

  /// Takes out the argument that comes next.
  public func read<T: BusValue>(_ type: T.Type = T.self) throws(BusError) -> T {
    connection.loop.checkIsolated()
    return try T(reading: BusReader(message: message))
  }

  /// Answers with values; of several answers only the first is sent.
  public func reply(_ values: any BusValue...) { reply(values) }

  /// Answers with values; of several answers only the first is sent.
  public func reply(_ values: [any BusValue]) {
    connection.loop.checkIsolated()
    guard !isAnswered else { return }
    var reply: OpaquePointer?
    defer { sd_bus_message_unref(reply) }
    guard sd_bus_message_new_method_return(message, &reply) >= 0, let reply else { return }
    let writer = BusWriter(message: reply)
    do throws(BusError) {
      for value in values { try value.append(to: writer) }
    } catch {
      fail(error)
      return
    }
    isAnswered = true
    connection.send(reply, length: writer.length)
  }

  /// Answers with an error.
  public func fail(_ error: BusError) {
    connection.loop.checkIsolated()
    guard !isAnswered else { return }
    isAnswered = true
    var reply: OpaquePointer?
    defer { sd_bus_message_unref(reply) }
    var failure = sd_bus_error()
    sd_bus_error_set(&failure, error.name, error.message)
    defer { sd_bus_error_free(&failure) }
    guard sd_bus_message_new_method_error(message, &reply, &failure) >= 0, let reply else { return }
    connection.send(reply, length: error.name.utf8.count + error.message.utf8.count)
  }

  /// The caller's effective user: what the bus, or without one the kernel, says it is.
  public func user() async throws(BusError) -> UInt32 {
    if let user = connection.user { return user }
    guard let sender else { throw .accessDenied("nobody knows who asks") }
    return try await connection.call(
      "GetConnectionUnixUser", of: "org.freedesktop.DBus", at: "/org/freedesktop/DBus",
      of: "org.freedesktop.DBus", [sender]
    ) { reader throws(BusError) in try reader.read(UInt32.self) }
  }
}
