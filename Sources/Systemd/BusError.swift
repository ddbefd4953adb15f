import CSystemd
import Linux

/// What a call on the bus answered instead of values, or why there was no answer.
public struct BusError: Error, Equatable, Sendable {
  /// The error's name, as `org.freedesktop.DBus.Error.InvalidArgs`.
  public let name: String

  /// What happened, in one line.
  public let message: String

  /// An error of one's own.
  public init(_ name: String, _ message: String) {
    self.name = name
    self.message = message
  }

  /// The caller may not do that.
  public static func accessDenied(_ message: String) -> BusError { standard("AccessDenied", message) }

  /// The caller might, were a person asked for a password, which the call does not allow.
  public static func interactiveAuthorizationRequired(_ message: String) -> BusError {
    standard("InteractiveAuthorizationRequired", message)
  }

  /// The arguments are not what the method takes.
  public static func invalidArguments(_ message: String) -> BusError { standard("InvalidArgs", message) }

  /// There is as much under way as can be.
  public static func limitsExceeded(_ message: String) -> BusError { standard("LimitsExceeded", message) }

  /// There is no such object.
  public static func unknownObject(_ path: String) -> BusError {
    standard("UnknownObject", "there is no object \(path)")
  }

  /// Something went wrong that no other name says.
  public static func failed(_ message: String) -> BusError { standard("Failed", message) }

  /// Whether nobody answers there: the service is not running, or there is no way to it.
  public var isNobodyThere: Bool {
    let names = [
      "ServiceUnknown", "NameHasNoOwner", "NoServer", "FileNotFound", "Disconnected", "NoReply",
      "Spawn.ServiceNotFound",
    ]
    return names.contains { name == Self.prefix + $0 }
      || ["ECONNREFUSED", "ENOTCONN", "ECONNRESET", "EPIPE"].contains { name == "System.Error." + $0 }
  }

  private static let prefix = "org.freedesktop.DBus.Error."

  private static func standard(_ name: String, _ message: String) -> BusError {
    BusError(prefix + name, message)
  }
}

extension BusError: CustomStringConvertible {
  /// The message; the name says to a program what the message says to a person.
  public var description: String { message.isEmpty ? name : message }
}

extension BusError {
  /// A call of libsystemd that failed.
  init(_ error: SystemError) { self.init(errno: error.errno, "\(error)") }

  /// An errno under the name that libsystemd gives it.
  init(errno: Int32, _ message: String) {
    var error = sd_bus_error()
    sd_bus_error_set_errno(&error, errno)
    defer { sd_bus_error_free(&error) }
    self.init(error.name.map { String(cString: $0) } ?? Self.prefix + "Failed", message)
  }

  /// What libsystemd filled in.
  init(_ error: sd_bus_error) {
    self.init(
      error.name.map { String(cString: $0) } ?? Self.prefix + "Failed",
      error.message.map { String(cString: $0) } ?? "")
  }
}

/// The convention of libsystemd where values are put into a message or taken out of one.
func checkMessage(_ result: Int32, _ call: String) throws(BusError) {
  guard result >= 0 else { throw BusError(SystemError(call, errno: -result)) }
}
