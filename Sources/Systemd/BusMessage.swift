import CSystemd
import Linux

/// Puts values into a message that is being made.
public final class BusWriter {
  let message: OpaquePointer
  /// About as many bytes as the values take.
  private(set) var length = 0

  init(message: OpaquePointer) { self.message = message }

  /// Encloses what `body` puts in, as libsystemd calls containers: `a`, `e`, `r`, `v`.
  func container(
    _ type: Unicode.Scalar, _ contents: String, _ body: (BusWriter) throws(BusError) -> Void
  ) throws(BusError) {
    try checkMessage(
      sd_bus_message_open_container(message, CChar(bitPattern: UInt8(ascii: type)), contents),
      "sd_bus_message_open_container")
    try body(self)
    try checkMessage(sd_bus_message_close_container(message), "sd_bus_message_close_container")
  }

  /// Puts in a structure: `body` its fields, one by one, as the type's signature says.
  public func structure<T: BusValue>(
    _ type: T.Type, _ body: (BusWriter) throws(BusError) -> Void
  ) throws(BusError) {
    try container("r", T.busFields, body)
  }

  /// Puts in values, one after the other.
  public func append(_ values: any BusValue...) throws(BusError) {
    for value in values { try value.append(to: self) }
  }

  func append(text: String, type: Unicode.Scalar) throws(BusError) {
    // C would end the text there, and a name cut short is another name.
    length += text.utf8.count + 8
    let text = text.utf8.contains(0) ? text.split(separator: "\0").joined(separator: "\u{FFFD}") : text
    try checkMessage(
      sd_bus_message_append_basic(message, CChar(bitPattern: UInt8(ascii: type)), text),
      "sd_bus_message_append_basic")
  }

  func append<T: FixedWidthInteger>(_ number: T, type: Unicode.Scalar) throws(BusError) {
    length += 8
    var number = number
    try checkMessage(
      sd_bus_message_append_basic(message, CChar(bitPattern: UInt8(ascii: type)), &number),
      "sd_bus_message_append_basic")
  }
}

/// Takes values out of a message that somebody sent, one after the other.
public struct BusReader {
  let message: OpaquePointer

  /// Takes out the value that comes next.
  public func read<T: BusValue>(_ type: T.Type = T.self) throws(BusError) -> T { try T(reading: self) }

  /// Takes out a structure: `body` its fields, one by one, as the type's signature says.
  public func structure<T: BusValue>(
    _ type: T.Type, _ body: (BusReader) throws(BusError) -> Void
  ) throws(BusError) {
    try container("r", T.busFields, body)
  }

  /// Enters what `body` reads, and leaves it.
  func container(
    _ type: Unicode.Scalar, _ contents: String, _ body: (BusReader) throws(BusError) -> Void
  ) throws(BusError) {
    try expect(
      sd_bus_message_enter_container(message, CChar(bitPattern: UInt8(ascii: type)), contents), contents)
    try body(self)
    // What is left in a structure of another form than was promised is no reason to trap, and none to go on.
    try expect(sd_bus_message_exit_container(message), contents)
  }

  /// Whether the container that is being read has no more.
  var isAtEnd: Bool {
    get throws(BusError) {
      let result = sd_bus_message_at_end(message, 0)
      try checkMessage(result, "sd_bus_message_at_end")
      return result > 0
    }
  }

  func text(type: Unicode.Scalar) throws(BusError) -> String {
    var text: UnsafePointer<CChar>?
    try expect(
      sd_bus_message_read_basic(message, CChar(bitPattern: UInt8(ascii: type)), &text), String(type))
    guard let text else { throw .invalidArguments("a text is missing") }
    return String(cString: text)
  }

  func number<T: FixedWidthInteger>(_ empty: T, type: Unicode.Scalar) throws(BusError) -> T {
    var number = empty
    try expect(
      sd_bus_message_read_basic(message, CChar(bitPattern: UInt8(ascii: type)), &number), String(type))
    return number
  }

  /// 0 says that the message has ended, which is as wrong as another type.
  private func expect(_ result: Int32, _ signature: String) throws(BusError) {
    guard result > 0 else {
      throw .invalidArguments("the message does not hold what was expected: \(signature)")
    }
  }
}

extension BusValue {
  /// The signatures of a structure's fields: its own without the parentheses.
  fileprivate static var busFields: String { String(busSignature.dropFirst().dropLast()) }
}
