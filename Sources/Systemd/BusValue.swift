import CSystemd
import Glibc
import Linux

/// A type that a message can hold.
///
/// Reading what is of another type throws; the lengths of arrays are never taken at their word, since a message is
/// read to its end and no further.
public protocol BusValue: Sendable {
  /// The type in D-Bus' own words, as `a(sst)`.
  static var busSignature: String { get }

  /// Puts the value at the end of a message.
  func append(to writer: BusWriter) throws(BusError)

  /// Takes the value that comes next.
  init(reading reader: BusReader) throws(BusError)
}

/// The name of an object: `/org/example/Thing`.
public struct BusPath: Hashable, Sendable {
  /// The path.
  public let text: String

  /// A path; `nil` for text that is none.
  public init?(_ text: String) {
    guard sd_bus_object_path_is_valid(text) > 0, !text.utf8.contains(0) else { return nil }
    self.text = text
  }

  init(known text: String) { self.text = text }

  /// The object below `prefix` that stands for a name of any form.
  public init?(_ name: String, below prefix: BusPath) {
    var path: UnsafeMutablePointer<CChar>?
    guard sd_bus_path_encode(prefix.text, name, &path) >= 0, let path else { return nil }
    defer { free(path) }
    text = String(cString: path)
  }

  /// The name that the object stands for; `nil` where it is none of those below `prefix`.
  public func name(below prefix: BusPath) -> String? {
    var name: UnsafeMutablePointer<CChar>?
    guard sd_bus_path_decode(text, prefix.text, &name) > 0, let name else { return nil }
    defer { free(name) }
    return String(validatingCString: name)
  }
}

extension String: BusValue {
  /// Its type in D-Bus' own words.
  public static var busSignature: String { "s" }

  /// Puts the value in.
  public func append(to writer: BusWriter) throws(BusError) { try writer.append(text: self, type: "s") }

  /// Takes the value out.
  public init(reading reader: BusReader) throws(BusError) { self = try reader.text(type: "s") }
}

extension BusPath: BusValue {
  /// Its type in D-Bus' own words.
  public static var busSignature: String { "o" }

  /// Puts the value in.
  public func append(to writer: BusWriter) throws(BusError) { try writer.append(text: text, type: "o") }

  /// Takes the value out.
  public init(reading reader: BusReader) throws(BusError) { text = try reader.text(type: "o") }
}

extension UInt32: BusValue {
  /// Its type in D-Bus' own words.
  public static var busSignature: String { "u" }

  /// Puts the value in.
  public func append(to writer: BusWriter) throws(BusError) { try writer.append(self, type: "u") }

  /// Takes the value out.
  public init(reading reader: BusReader) throws(BusError) { self = try reader.number(UInt32(0), type: "u") }
}

extension UInt64: BusValue {
  /// Its type in D-Bus' own words.
  public static var busSignature: String { "t" }

  /// Puts the value in.
  public func append(to writer: BusWriter) throws(BusError) { try writer.append(self, type: "t") }

  /// Takes the value out.
  public init(reading reader: BusReader) throws(BusError) { self = try reader.number(UInt64(0), type: "t") }
}

extension Bool: BusValue {
  /// Its type in D-Bus' own words.
  public static var busSignature: String { "b" }

  /// Puts the value in, as the int that libsystemd takes.
  public func append(to writer: BusWriter) throws(BusError) {
    try writer.append(Int32(self ? 1 : 0), type: "b")
  }

  /// Takes the value out.
  public init(reading reader: BusReader) throws(BusError) {
    self = try reader.number(Int32(0), type: "b") != 0
  }
}

extension Array: BusValue where Element: BusValue {
  /// Its type in D-Bus' own words.
  public static var busSignature: String { "a" + Element.busSignature }

  /// Puts the value in.
  public func append(to writer: BusWriter) throws(BusError) {
    try writer.container("a", Element.busSignature) { writer throws(BusError) in
      for element in self { try element.append(to: writer) }
    }
  }

  /// Takes the value out.
  public init(reading reader: BusReader) throws(BusError) {
    var elements: [Element] = []
    try reader.container("a", Element.busSignature) { reader throws(BusError) in
      while try !reader.isAtEnd { elements.append(try Element(reading: reader)) }
    }
    self = elements
  }
}

extension Dictionary: BusValue where Key == String, Value: BusValue {
  private static var entry: String { "s" + Value.busSignature }

  /// Its type in D-Bus' own words.
  public static var busSignature: String { "a{\(entry)}" }

  /// Puts the value in.
  public func append(to writer: BusWriter) throws(BusError) {
    try writer.container("a", "{\(Self.entry)}") { writer throws(BusError) in
      // In order, so that one state is one message.
      for (key, value) in self.sorted(by: { $0.key < $1.key }) {
        try writer.container("e", Self.entry) { writer throws(BusError) in
          try key.append(to: writer)
          try value.append(to: writer)
        }
      }
    }
  }

  /// Takes the value out.
  public init(reading reader: BusReader) throws(BusError) {
    var values: [String: Value] = [:]
    try reader.container("a", "{\(Self.entry)}") { reader throws(BusError) in
      while try !reader.isAtEnd {
        try reader.container("e", Self.entry) { reader throws(BusError) in
          let key = try String(reading: reader)
          values[key] = try Value(reading: reader)
        }
      }
    }
    self = values
  }
}

/// A value that carries its type along (`v`), read as the type that is expected.
public struct BusVariant<Value: BusValue>: BusValue {
  /// What it holds.
  public let value: Value

  /// Its type in D-Bus' own words.
  public static var busSignature: String { "v" }

  /// A variant that holds this.
  public init(_ value: Value) { self.value = value }

  /// Puts the value in.
  public func append(to writer: BusWriter) throws(BusError) {
    try writer.container("v", Value.busSignature) { writer throws(BusError) in try value.append(to: writer) }
  }

  /// Takes the value out.
  public init(reading reader: BusReader) throws(BusError) {
    var found: Value?
    try reader.container("v", Value.busSignature) { reader throws(BusError) in
      found = try Value(reading: reader)
    }
    guard let found else { throw .invalidArguments("an empty variant") }
    value = found
  }
}
