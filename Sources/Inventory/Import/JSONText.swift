internal import Sizing

/// JSON to be written for people and programs: indented, in the order that it is given.
indirect enum JSONText {
  case text(String), number(Int), truth(Bool), null
  case list([JSONText])
  case table([(String, JSONText)])

  /// A size with its unit, as host files have them.
  static func size(_ bytes: Bytes) -> JSONText { .text(exactSize(bytes)) }

  /// A table of what is known.
  static func known(_ fields: [(String, JSONText?)]) -> JSONText {
    .table(fields.compactMap { key, value in value.map { (key, $0) } })
  }

  func write(to text: inout String, indent: Int) {
    switch self {
    case .text(let value): Self.write(quoted: value, to: &text)
    case .number(let value): text += "\(value)"
    case .truth(let value): text += value ? "true" : "false"
    case .null: text += "null"
    case .list(let values):
      Self.write(values.map { (nil, $0) }, between: ("[", "]"), to: &text, indent: indent)
    case .table(let fields):
      Self.write(fields.map { ($0.0, $0.1) }, between: ("{", "}"), to: &text, indent: indent)
    }
  }

  private static func write(
    _ entries: [(String?, JSONText)], between brackets: (String, String), to text: inout String, indent: Int
  ) {
    text += brackets.0
    for (place, (key, value)) in entries.enumerated() {
      text += (place > 0 ? ",\n" : "\n") + String(repeating: "  ", count: indent + 1)
      if let key {
        write(quoted: key, to: &text)
        text += ": "
      }
      value.write(to: &text, indent: indent + 1)
    }
    if !entries.isEmpty { text += "\n" + String(repeating: "  ", count: indent) }
    text += brackets.1
  }

  /// A string; what could steer a terminal is escaped, since such files are shown with `cat`.
  private static func write(quoted value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case _ where scalar.isUnsafeToShow:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        }
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
