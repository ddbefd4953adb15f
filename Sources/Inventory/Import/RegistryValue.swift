internal import Sizing

/// A value of the registry, as far as these facts need one.
enum RegistryValue: Equatable, Sendable {
  /// A DWORD or QWORD.
  case number(UInt64)
  /// A text; variables in it are as they were written.
  case text(String)
  /// A list of texts.
  case texts([String])
  /// Anything else, and what is not what its type says.
  case other

  /// The registry's numbers of the types.
  enum Kind: UInt32 {
    case text = 1
    case expandableText = 2
    case binary = 3
    case number = 4
    case bigEndianNumber = 5
    case texts = 7
    case longNumber = 11
  }

  /// A value as a hive holds it.
  init(type: UInt32, data: ArraySlice<UInt8>) {
    switch Kind(rawValue: type) {
    case .number: self = data.count == 4 ? .number(Self.number(data.reversed())) : .other
    case .bigEndianNumber: self = data.count == 4 ? .number(Self.number(data)) : .other
    case .longNumber: self = data.count == 8 ? .number(Self.number(data.reversed())) : .other
    case .text, .expandableText: self = data.registryText.map(RegistryValue.text) ?? .other
    case .texts: self = Self.list(data).map(RegistryValue.texts) ?? .other
    case .binary, nil: self = .other
    }
  }

  private static func number(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Texts, each ended by a NUL, the last one by two.
  private static func list(_ data: ArraySlice<UInt8>) -> [String]? {
    guard data.count.isMultiple(of: 2) else { return nil }
    var texts: [String] = []
    var rest = data
    while !rest.isEmpty {
      var length = 0
      while length < rest.count,
        rest[rest.startIndex + length] != 0 || rest[rest.startIndex + length + 1] != 0
      { length += 2 }
      guard let text = rest.prefix(length).registryText else { return nil }
      if !text.isEmpty { texts.append(text) }
      rest = rest.dropFirst(length + 2)
    }
    return texts
  }
}

/// The values of one key of the registry; names are compared without case, as Windows does.
struct RegistryKey: Equatable, Sendable {
  private(set) var values: [String: RegistryValue] = [:]

  subscript(_ name: String) -> RegistryValue? {
    get { values[name.lowercased()] }
    set { values[name.lowercased()] = newValue }
  }

  /// A number; unknown where it has another type, `nil` where it is absent.
  func number(_ name: String) -> Fact<UInt64>? {
    switch self[name] {
    case .number(let number): .known(number)
    case nil: nil
    default: .unknown(because: "\(name) in the registry is no number")
    }
  }

  /// A text; unknown where it has another type, `nil` where it is absent or empty.
  func text(_ name: String) -> Fact<String>? {
    switch self[name] {
    case .text(let text):
      text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
        ? .unknown(because: "\(name) in the registry has a control character in it")
        : text.utf8.allSatisfy { $0 == 0x20 } ? nil : .known(text)
    case nil: nil
    default: .unknown(because: "\(name) in the registry is no text")
    }
  }

  /// A list of texts; unknown where it has another type, `nil` where it is absent.
  func texts(_ name: String) -> Fact<[String]>? {
    switch self[name] {
    case .texts(let texts): .known(texts)
    case nil: nil
    default: .unknown(because: "\(name) in the registry is no list of texts")
    }
  }
}
