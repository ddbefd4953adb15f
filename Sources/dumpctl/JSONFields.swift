import Sizing

/// What can stand in a JSON answer.
protocol JSONWritable {
  /// Writes the value.
  func write(to json: inout JSONText)
}

/// An object of a JSON answer: its keys in one list.
///
/// What is not known is `null`, never left out.
struct JSONFields: JSONWritable {
  private let fields: KeyValuePairs<String, (any JSONWritable)?>

  init(_ fields: KeyValuePairs<String, (any JSONWritable)?>) { self.fields = fields }

  func write(to json: inout JSONText) { json.write(fields.map { ($0.key, $0.value) }) }
}

extension String: JSONWritable {
  func write(to json: inout JSONText) { json.write(self) }
}

extension Bool: JSONWritable {
  func write(to json: inout JSONText) { json.write(raw: self ? "true" : "false") }
}

extension JSONWritable where Self: BinaryInteger {
  func write(to json: inout JSONText) { json.write(raw: String(self)) }
}

extension Int: JSONWritable {}
extension Int64: JSONWritable {}
extension UInt64: JSONWritable {}

extension Array: JSONWritable where Element: JSONWritable {
  func write(to json: inout JSONText) { json.write(list: self) }
}

extension Dictionary: JSONWritable where Key == String, Value: JSONWritable {
  func write(to json: inout JSONText) { json.write(map { ($0.key, $0.value) }) }
}

/// JSON being written: keys in order, on one line or indented.
///
/// Our own, since Foundation's encoder takes milliseconds for a file that was identified in microseconds. Every
/// character that could steer a terminal or deceive a reader is written as `\uXXXX`.
struct JSONText {
  /// What was written, in UTF-8.
  private(set) var bytes: [UInt8] = []
  private let isIndented: Bool
  private var depth = 0

  init(_ value: some JSONWritable, isIndented: Bool) {
    self.isIndented = isIndented
    value.write(to: &self)
    write(raw: "\n")
  }

  /// Writes what is JSON already.
  mutating func write(raw text: String) { bytes += text.utf8 }

  /// Writes an object, its keys sorted.
  mutating func write(_ fields: [(key: String, value: (any JSONWritable)?)]) {
    write(fields.sorted { $0.key < $1.key }, between: "{", "}") { field, json in
      json.write(field.key)
      json.write(raw: json.isIndented ? " : " : ":")
      if let value = field.value { value.write(to: &json) } else { json.write(raw: "null") }
    }
  }

  /// Writes an array.
  mutating func write(list: [some JSONWritable]) {
    write(list, between: "[", "]") { $0.write(to: &$1) }
  }

  /// Writes a text in quotes.
  mutating func write(_ text: String) {
    write(raw: "\"")
    defer { write(raw: "\"") }
    // Nearly all of it is plain.
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }) {
      bytes += text.utf8
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": write(raw: #"\""#)
      case "\\": write(raw: #"\\"#)
      case "\n": write(raw: #"\n"#)
      case "\r": write(raw: #"\r"#)
      case "\t": write(raw: #"\t"#)
      case " "..."~": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      case _ where scalar.isUnsafeToShow:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          write(raw: #"\u"# + String(repeating: "0", count: 4 - digits.utf8.count) + digits)
        }
      default: bytes += String(scalar).utf8
      }
    }
  }

  private mutating func write<Item>(
    _ items: [Item], between open: String, _ close: String, _ body: (Item, inout JSONText) -> Void
  ) {
    write(raw: open)
    depth += 1
    for (index, item) in items.enumerated() {
      if index > 0 { write(raw: ",") }
      startLine()
      body(item, &self)
    }
    depth -= 1
    if !items.isEmpty { startLine() }
    write(raw: close)
  }

  private mutating func startLine() {
    if isIndented { write(raw: "\n" + String(repeating: " ", count: 2 * depth)) }
  }
}
