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
      if isUnprintable(scalar) {
        let wide = scalar.value > 0xFFFF
        quoted += (wide ? "\\U" : "\\u") + hexadecimal(scalar.value, width: wide ? 8 : 4)
      } else {
        quoted.unicodeScalars.append(scalar)
      }
    }
  }
  return quoted + "\""
}

/// Text from outside, safe within a message of one line: controls and bidirectional marks as escapes, cut
/// to `limit` characters.
func safeText(_ text: String, limit: Int = 200) -> String {
  var safe = ""
  var count = 0
  for scalar in text.unicodeScalars {
    guard count < limit else { return safe + "…" }
    if isUnprintable(scalar) {
      safe += "\\u{" + hexadecimal(scalar.value, width: 1) + "}"
    } else {
      safe.unicodeScalars.append(scalar)
    }
    count += 1
  }
  return safe
}

/// A value from outside as a message quotes it.
func quotedForMessage(_ text: String) -> String {
  text.unicodeScalars.count <= 80
    ? tomlQuoted(text) : tomlQuoted(String(String.UnicodeScalarView(text.unicodeScalars.prefix(80)))) + "…"
}

/// Controls, marks that reorder or hide text, line separators, and tags.
func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x20...0x7E, 0xA1...0xAC, 0xAE...0x61B: false
  case 0...0x1F, 0x7F...0x9F, 0xAD, 0x61C, 0x180E: true
  case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
  case 0xE0000...0xE0FFF: true
  default: false
  }
}

private func hexadecimal(_ value: UInt32, width: Int) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
