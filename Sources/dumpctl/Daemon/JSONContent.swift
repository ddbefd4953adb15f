import DumpReports
import FoundationEssentials

/// JSON that another program made: what the daemon answers.
enum JSONContent: Codable {
  case null
  case truth(Bool)
  case whole(UInt64)
  case number(Double)
  case text(String)
  case list([JSONContent])
  case object([String: JSONContent])

  /// Reads a document; `nil` for what is none.
  init?(parsing text: String) {
    guard let found = try? JSONDecoder().decode(JSONContent.self, from: Data(text.utf8)) else { return nil }
    self = found
  }

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let truth = try? value.decode(Bool.self) {
      self = .truth(truth)
    } else if let whole = try? value.decode(UInt64.self) {
      self = .whole(whole)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([JSONContent].self) {
      self = .list(list)
    } else {
      self = .object(try value.decode([String: JSONContent].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .truth(let truth): try container.encode(truth)
    case .whole(let whole): try container.encode(whole)
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .list(let list): try container.encode(list)
    case .object(let object): try container.encode(object)
    }
  }

  /// What an object has under a key.
  subscript(key: String) -> JSONContent? {
    guard case .object(let object) = self else { return nil }
    return object[key]
  }

  var text: String? { if case .text(let text) = self { text } else { nil } }
  var truth: Bool? { if case .truth(let truth) = self { truth } else { nil } }
  var whole: UInt64? { if case .whole(let whole) = self { whole } else { nil } }
  var list: [JSONContent] { if case .list(let list) = self { list } else { [] } }

  /// The object with its keys in order, as an answer of ours.
  var fields: JSONFields? {
    guard case .object(let object) = self else { return nil }
    return JSONFields(object.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }
}
