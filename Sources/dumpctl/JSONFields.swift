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

  /// The object on one line, keys sorted, or the list.
  ///
  /// Each object of a list is encoded by itself: the encoder builds a tree of all that it is given, which for 100,000
  /// hosts is 2 GiB.
  func line(_ encoder: JSONEncoder) throws -> [UInt8] {
    if let list { return try Self.line(list, encoder) }
    var line = [UInt8(ascii: "{")]
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
      line += Array("\(line.count == 1 ? "" : ",")\"\(name)\":".utf8)
      if let list = value as? [JSONFields] {
        line += try Self.line(list, encoder)
      } else {
        line += try value.map { try encoder.encode($0) } ?? Data("null".utf8)
      }
    }
    return line + [UInt8(ascii: "}")]
  }

  private static func line(_ list: [JSONFields], _ encoder: JSONEncoder) throws -> [UInt8] {
    var line = [UInt8(ascii: "[")]
    for (place, object) in list.enumerated() {
      if place > 0 { line.append(UInt8(ascii: ",")) }
      line += try encoder.encode(object)
    }
    return line + [UInt8(ascii: "]")]
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
