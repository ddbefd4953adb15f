import Sizing

/// The variables that a file of shell assignments sets, as far as that is told without a shell.
struct ShellAssignments {
  private let path: String
  private var values: [String: Value] = [:]

  private struct Value {
    var line: Int
    /// Not there where a shell would have to make it.
    var text: String?
  }

  /// Reads `NAME=VALUE` lines; what else a shell would run is passed over.
  init(parsing bytes: [UInt8], path: String) {
    self.path = path
    for line in bytes.numberedLines {
      var rest = line.bytes.drop { $0 == 0x20 || $0 == 0x09 }
      if rest.starts(with: "export ".utf8) { rest = rest.dropFirst(7).drop { $0 == 0x20 } }
      guard let equals = rest.firstIndex(of: UInt8(ascii: "=")), Self.isName(rest[..<equals]) else {
        continue
      }
      let name = String(decoding: rest[..<equals], as: UTF8.self)
      values[name] = Value(line: line.number, text: Self.value(rest[(equals + 1)...]))
    }
  }

  /// What a variable is set to; `nil` where it is not set.
  subscript(name: String) -> Fact<String>? {
    values[name].map { value in
      value.text.map { .known($0) }
        ?? .unknown(because: "\(path.asSafeText):\(value.line): only a shell can tell what \(name) is")
    }
  }

  /// The same, a variable that is not set or empty having a default.
  subscript(name: String, default text: String) -> Fact<String> {
    (self[name] ?? .known(text)).map { $0.isEmpty ? text : $0 }
  }

  private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first, !(0x30...0x39).contains(first) else { return false }
    return bytes.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == UInt8(ascii: "_")
    }
  }

  private static func value(_ bytes: ArraySlice<UInt8>) -> String? {
    var text: [UInt8] = []
    var rest = bytes
    var quote: UInt8?
    while let byte = rest.popFirst() {
      switch (byte, quote) {
      case (UInt8(ascii: "'"), nil), (UInt8(ascii: "\""), nil): quote = byte
      case (_, byte?): quote = nil
      case (_, UInt8(ascii: "'")?): text.append(byte)
      case (UInt8(ascii: "$"), _), (UInt8(ascii: "`"), _): return nil
      case (UInt8(ascii: "\\"), _):
        // At its end a backslash takes the next line along.
        guard let next = rest.popFirst() else { return nil }
        if quote != nil, !"$`\"\\".utf8.contains(next) { text.append(byte) }
        text.append(next)
      case (0x20, nil), (0x09, nil), (0x0D, nil), (UInt8(ascii: ";"), nil):
        // A command behind it gets the variable for itself alone.
        let behind = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        let isAll = behind.isEmpty || behind.first == UInt8(ascii: "#") || byte == UInt8(ascii: ";")
        return isAll ? String(decoding: text, as: UTF8.self) : nil
      default: text.append(byte)
      }
    }
    return quote == nil ? String(decoding: text, as: UTF8.self) : nil
  }
}
