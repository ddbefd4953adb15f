internal import Sizing

/// An object of a JSON answer, its keys in one list; or a list of such objects.
///
/// What is not known is `null`; an encoder that the compiler makes would leave it out.
package struct JSONFields: Encodable {
  private let fields: [(key: String, value: (any Encodable)?)]
  private let list: [JSONFields]?

  package init(_ fields: KeyValuePairs<String, (any Encodable)?>) { self.init(Array(fields)) }

  package init(_ fields: [(key: String, value: (any Encodable)?)]) { (self.fields, list) = (fields, nil) }

  /// Those keys and one more.
  package init(_ fields: KeyValuePairs<String, (any Encodable)?>, and key: String, _ value: (any Encodable)?)
  {
    self.init(Array(fields) + [(key, value)])
  }

  package init(list: [JSONFields]) { (fields, self.list) = ([], list) }

  package func encode(to encoder: any Encoder) throws {
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
  /// Written here, and by an encoder only what is of another kind: it builds a tree of all that it is given, which for
  /// 100,000 hosts is 2 GiB, and takes ten times as long for one of them.
  package func add<E: Error>(
    to line: inout [UInt8], _ encode: (any Encodable) throws(E) -> [UInt8]
  ) throws(E) {
    if let list { return try Self.add(list, to: &line, encode) }
    line.append(UInt8(ascii: "{"))
    for (place, field) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
      if place > 0 { line.append(UInt8(ascii: ",")) }
      Self.add(field.key, to: &line)
      line.append(UInt8(ascii: ":"))
      switch field.value {
      case nil: line += "null".utf8
      case let text as String: Self.add(text, to: &line)
      case let number as UInt64: line += String(number).utf8
      case let object as JSONFields: try object.add(to: &line, encode)
      case let list as [JSONFields]: try Self.add(list, to: &line, encode)
      case let truth as Bool: line += (truth ? "true" : "false").utf8
      case let number as Int: line += String(number).utf8
      case let numbers as [String: UInt64]:
        try JSONFields(numbers.map { ($0.key, $0.value) }).add(to: &line, encode)
      case let texts as [String]: Self.add(texts, to: &line)
      case let number as any BinaryInteger: line += "\(number)".utf8
      case let other?: line += try encode(other)
      }
    }
    line.append(UInt8(ascii: "}"))
  }

  private static func add<E: Error>(
    _ list: [JSONFields], to line: inout [UInt8], _ encode: (any Encodable) throws(E) -> [UInt8]
  ) throws(E) {
    line.append(UInt8(ascii: "["))
    for (place, object) in list.enumerated() {
      if place > 0 { line.append(UInt8(ascii: ",")) }
      try object.add(to: &line, encode)
    }
    line.append(UInt8(ascii: "]"))
  }

  private static func add(_ texts: [String], to line: inout [UInt8]) {
    line.append(UInt8(ascii: "["))
    for (place, text) in texts.enumerated() {
      if place > 0 { line.append(UInt8(ascii: ",")) }
      add(text, to: &line)
    }
    line.append(UInt8(ascii: "]"))
  }

  /// The object on one line, without an encoder: of a value of no known kind, what it says of itself.
  package var text: String {
    var line: [UInt8] = []
    add(to: &line) { (other) throws(Never) -> [UInt8] in
      var text: [UInt8] = []
      Self.add("\(other)", to: &text)
      return text
    }
    return String(decoding: SafeJSON.escaped(line), as: UTF8.self)
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
package enum SafeJSON {
  /// The same JSON with every character that could steer a terminal or deceive a reader written as `\uXXXX`.
  ///
  /// The encoder escapes the controls below space; the others may stand raw in JSON.
  package static func escaped(_ json: [UInt8]) -> [UInt8] {
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
