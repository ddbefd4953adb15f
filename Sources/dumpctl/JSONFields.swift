import FoundationEssentials
import Sizing

/// An object of a JSON answer, its keys in one list; or a list of such objects.
///
/// What is not known is `null`; an encoder that the compiler makes would leave it out.
struct JSONFields: Encodable {
  private let fields: [(key: String, value: (any Encodable)?)]
  private let list: [JSONFields]?

  init(_ fields: KeyValuePairs<String, (any Encodable)?>) { self.init(Array(fields)) }

  init(_ fields: [(key: String, value: (any Encodable)?)]) { (self.fields, list) = (fields, nil) }

  /// Those keys and one more.
  init(_ fields: KeyValuePairs<String, (any Encodable)?>, and key: String, _ value: (any Encodable)?) {
    self.init(Array(fields) + [(key, value)])
  }

  init(list: [JSONFields]) { (fields, self.list) = ([], list) }

  func encode(to encoder: any Encoder) throws {
    if let list {
      var container = encoder.unkeyedContainer()
      for object in list { try container.encode(object) }
      return
    }
    var container = encoder.container(keyedBy: Key.self)
    for (name, value) in fields {
      let key = Key(stringValue: name)
      if let value { try container.encode(value, forKey: key) } else { try container.encodeNil(forKey: key) }
    }
  }

  /// Adds the object on one line, keys sorted, or the list.
  ///
  /// Written here, and by the encoder only what is of another kind: it builds a tree of all that it is given, which for
  /// 100,000 hosts is 2 GiB, and takes ten times as long for one of them.
  func add(to line: inout [UInt8], _ encoder: JSONEncoder) throws {
    if let list { return try Self.add(list, to: &line, encoder) }
    line.append(UInt8(ascii: "{"))
    for (place, field) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
      if place > 0 { line.append(UInt8(ascii: ",")) }
      Self.add(field.key, to: &line)
      line.append(UInt8(ascii: ":"))
      switch field.value {
      case nil: line += "null".utf8
      case let text as String: Self.add(text, to: &line)
      case let number as UInt64: line += String(number).utf8
      case let object as JSONFields: try object.add(to: &line, encoder)
      case let list as [JSONFields]: try Self.add(list, to: &line, encoder)
      case let truth as Bool: line += (truth ? "true" : "false").utf8
      case let number as Int: line += String(number).utf8
      case let numbers as [String: UInt64]:
        try JSONFields(numbers.map { ($0.key, $0.value) }).add(to: &line, encoder)
      case let other?: line += try encoder.encode(other)
      }
    }
    line.append(UInt8(ascii: "}"))
  }

  private static func add(_ list: [JSONFields], to line: inout [UInt8], _ encoder: JSONEncoder) throws {
    line.append(UInt8(ascii: "["))
    for (place, object) in list.enumerated() {
      if place > 0 { line.append(UInt8(ascii: ",")) }
      try object.add(to: &line, encoder)
    }
    line.append(UInt8(ascii: "]"))
  }

  /// A string, escaped as the encoder escapes it.
  private static func add(_ text: String, to line: inout [UInt8]) {
    line.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): line += #"\""#.utf8
      case UInt8(ascii: "\\"): line += #"\\"#.utf8
      case 0x08: line += #"\b"#.utf8
      case 0x09: line += #"\t"#.utf8
      case 0x0A: line += #"\n"#.utf8
      case 0x0C: line += #"\f"#.utf8
      case 0x0D: line += #"\r"#.utf8
      case 0..<0x10: line += "\\u000\(String(byte, radix: 16))".utf8
      case 0x10..<0x20: line += "\\u00\(String(byte, radix: 16))".utf8
      default: line.append(byte)
      }
    }
    line.append(UInt8(ascii: "\""))
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

/// JSON as it may go to a terminal.
enum SafeJSON {
  /// The same JSON with every character that could steer a terminal or deceive a reader written as `\uXXXX`.
  ///
  /// The encoder escapes the controls below space; the others may stand raw in JSON.
  static func escaped(_ json: [UInt8]) -> [UInt8] {
    guard json.contains(where: { $0 >= 0x7F }) else { return json }
    var safe: [UInt8] = []
    safe.reserveCapacity(json.count)
    for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
      if scalar.value < 0x7F || String(scalar).asSafeText.utf8.first != UInt8(ascii: "\\") {
        safe += Array(String(scalar).utf8)
      } else {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          safe += Array(#"\u"#.utf8) + Array(repeating: UInt8(ascii: "0"), count: 4 - digits.utf8.count)
          safe += Array(digits.utf8)
        }
      }
    }
    return safe
  }
}
