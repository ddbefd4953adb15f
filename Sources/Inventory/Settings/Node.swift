internal import CTOML
public import Sizing

/// One value of a ``Document``, and the key that it has in its table.
public struct Node {
  /// What a value is.
  public enum Kind: Sendable, Equatable {
    case table, list, string, integer, float, boolean, date, dateTime, time, null
  }

  let document: Document
  let index: Int

  private var raw: ctoml_node { document.raw(index) }

  /// What it is.
  public var kind: Kind {
    switch Int(raw.kind) {
    case CTOML_TABLE: .table
    case CTOML_ARRAY: .list
    case CTOML_STRING: .string
    case CTOML_INTEGER: .integer
    case CTOML_FLOAT: .float
    case CTOML_BOOLEAN: .boolean
    case CTOML_DATE: .date
    case CTOML_DATE_TIME: .dateTime
    case CTOML_TIME: .time
    default: .null
    }
  }

  /// The key in the table that holds it; empty in a list and at the root.
  public var key: String { Self.string(raw.key, raw.key_length) }

  /// Where the key stands; where the value does when there is no key.
  public var keyPosition: Position {
    let node = raw
    return document.place(node.key == nil ? node.value_at : node.key_at)
  }

  /// Where the value stands.
  public var position: Position { document.place(raw.value_at) }

  /// Whether its JSON object has had this key before.
  public var isDuplicate: Bool { Int(raw.flags) & CTOML_DUPLICATE != 0 }

  /// The text of a string, a date or a time, and of a number as it was written; empty for the others.
  public var text: String { Self.string(raw.text, raw.text_length) }

  /// The string; `nil` for any other kind.
  public var string: String? { kind == .string ? text : nil }

  /// The integer; `nil` for any other kind, and beyond 64 bits.
  public var integer: Int64? {
    let node = raw
    guard Int(node.kind) == CTOML_INTEGER, Int(node.flags) & CTOML_OUT_OF_RANGE == 0 else { return nil }
    return node.integer
  }

  /// The boolean; `nil` for any other kind.
  public var boolean: Bool? {
    let node = raw
    return Int(node.kind) == CTOML_BOOLEAN ? node.integer != 0 : nil
  }

  /// The moment, from a date-time or (as JSON has none) a string; `nil` for any other, and without an offset.
  public var timestamp: Timestamp? {
    kind == .dateTime || kind == .string ? Timestamp(text) : nil
  }

  /// The day, from a date or (as JSON has none) a string; `nil` for any other.
  public var date: CalendarDate? {
    kind == .date || kind == .string ? CalendarDate(text) : nil
  }

  /// The values in a table or list, in the order of the file; nothing for other kinds.
  public var children: Children { Children(document: document, index: index + 1, end: Int(raw.end)) }

  /// The value of that key; `nil` where there is none, and in what is no table.
  public subscript(key: String) -> Node? {
    guard kind == .table else { return nil }
    return children.first { $0.hasKey(Array(key.utf8)) }
  }

  /// The key's length and first seven bytes: keys that differ nearly always differ here.
  var keyPrint: UInt64 {
    let node = raw
    guard let key = node.key else { return 0 }
    return UnsafeRawBufferPointer(start: key, count: Int(node.key_length)).print
  }

  /// Whether the key is that one, compared byte for byte.
  func hasKey(_ bytes: [UInt8]) -> Bool {
    let node = raw
    guard let key = node.key, Int(node.key_length) == bytes.count else { return false }
    return UnsafeRawBufferPointer(start: key, count: bytes.count).elementsEqual(bytes)
  }

  /// Runs `body` over the bytes of ``text`` without making a string.
  func withTextBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let node = raw
    guard let text = node.text else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
    return text.withMemoryRebound(to: UInt8.self, capacity: Int(node.text_length)) {
      body(UnsafeBufferPointer(start: $0, count: Int(node.text_length)))
    }
  }

  private static func string(_ bytes: UnsafePointer<CChar>?, _ length: UInt32) -> String {
    guard let bytes else { return "" }
    let buffer = UnsafeRawBufferPointer(start: bytes, count: Int(length))
    return String(decoding: buffer, as: UTF8.self)
  }
}

extension Collection<UInt8> {
  /// The length and the first seven bytes.
  var print: UInt64 {
    var print = UInt64(truncatingIfNeeded: count)
    for byte in prefix(7) { print = print << 8 | UInt64(byte) }
    return print
  }
}

extension Node {
  /// The values in a table or list.
  public struct Children: Sequence, IteratorProtocol {
    let document: Document
    var index: Int
    let end: Int

    /// The next value.
    public mutating func next() -> Node? {
      guard index < end else { return nil }
      defer { index = Swift.max(index + 1, Int(document.raw(index).end)) }
      return Node(document: document, index: index)
    }
  }

  /// Where a message about the value points: a table has its place in its header, where its key stands.
  var spokenPosition: Position { kind == .table ? keyPosition : position }

  /// The value as a message names it: `the integer 30`, `the string "often"`, `a table`.
  var found: String {
    switch kind {
    case .table: "a table"
    case .list: "a list"
    case .string: "the string \(quotedForMessage(text))"
    case .integer: "the integer \(safeText(text, limit: 40))"
    case .float: "the number \(safeText(text, limit: 40))"
    case .boolean: boolean == true ? "true" : "false"
    case .date: "the date \(text)"
    case .dateTime: "the time \(text)"
    case .time: "the time of day \(text)"
    case .null: "null"
    }
  }
}
