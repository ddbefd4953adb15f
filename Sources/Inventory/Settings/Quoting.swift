internal import Sizing

/// The text as a TOML basic string, quotes and all.
///
/// What could move a terminal's cursor or reorder its line is escaped, so the result is safe to print.
public func tomlQuoted(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\n": quoted += "\\n"
    case "\t": quoted += "\\t"
    case "\r": quoted += "\\r"
    default:
      if scalar.isUnsafeToShow {
        let wide = scalar.value > 0xFFFF
        quoted += (wide ? "\\U" : "\\u") + hexadecimal(scalar.value, width: wide ? 8 : 4)
      } else {
        quoted.unicodeScalars.append(scalar)
      }
    }
  }
  return quoted + "\""
}

/// Text from outside, safe within a message of one line, cut to `limit` characters.
func safeText(_ text: String, limit: Int = 200) -> String {
  guard text.unicodeScalars.count > limit else { return text.asSafeText }
  return String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit))).asSafeText + "…"
}

/// A value from outside as a message quotes it.
func quotedForMessage(_ text: String) -> String {
  text.unicodeScalars.count <= 80
    ? tomlQuoted(text) : tomlQuoted(String(String.UnicodeScalarView(text.unicodeScalars.prefix(80)))) + "…"
}

private func hexadecimal(_ value: UInt32, width: Int) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
