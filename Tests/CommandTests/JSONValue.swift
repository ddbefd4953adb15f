import FoundationEssentials

/// JSON as it was read: which keys there are, and what is `null`.
enum JSONValue: Decodable, Equatable {
  case null
  case boolean(Bool)
  case number(UInt64)
  case string(String)
  case list([JSONValue])
  case table([String: JSONValue])

  init(_ text: String) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let boolean = try? value.decode(Bool.self) {
      self = .boolean(boolean)
    } else if let number = try? value.decode(UInt64.self) {
      self = .number(number)
    } else if let string = try? value.decode(String.self) {
      self = .string(string)
    } else if let list = try? value.decode([JSONValue].self) {
      self = .list(list)
    } else {
      self = .table(try value.decode([String: JSONValue].self))
    }
  }

  var keys: Set<String> {
    guard case .table(let table) = self else { return [] }
    return Set(table.keys)
  }

  var list: [JSONValue] {
    guard case .list(let list) = self else { return [] }
    return list
  }

  var string: String? {
    guard case .string(let string) = self else { return nil }
    return string
  }

  var number: UInt64? {
    guard case .number(let number) = self else { return nil }
    return number
  }

  subscript(key: String) -> JSONValue? {
    guard case .table(let table) = self else { return nil }
    return table[key]
  }
}
