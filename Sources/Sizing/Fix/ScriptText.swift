/// Text from host files as it stands in a script that a person reads and then runs: it must be what it looks
/// like, and never more than text.
///
/// Every script is plain ASCII. Windows PowerShell 5.1 reads a file without a byte order mark in the machine's
/// own code page, and marks that turn the direction of writing make a reviewer read another script than the
/// one that runs; so what is beyond ASCII is written by its number.
enum ScriptText {
  /// The text as one line of a comment.
  static func comment(_ text: String) -> String {
    var safe = ""
    for scalar in text.asSafeText.unicodeScalars {
      switch scalar.value {
      case 0x20...0x7E: safe.unicodeScalars.append(scalar)
      default: safe += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      }
    }
    // The end of a block comment; ours are lines, but a person may put one around them.
    return safe.replacing("#>", with: "# >")
  }

  /// The text as an expression of PowerShell that is this text.
  ///
  /// PowerShell takes typographic quotes for quotes: they go out by their numbers, as all beyond ASCII.
  static func powerShell(_ text: String) -> String {
    var parts: [String] = []
    var literal = ""
    func flush() {
      if !literal.isEmpty { parts.append("'\(literal)'") }
      literal = ""
    }
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x27: literal += "''"
      case 0x20...0x7E: literal.unicodeScalars.append(scalar)
      default:
        flush()
        let digits = String(scalar.value, radix: 16, uppercase: true)
        parts.append("[char]::ConvertFromUtf32(0x\(digits))")
      }
    }
    flush()
    if parts.isEmpty { return "''" }
    return parts.count == 1 && parts[0].hasPrefix("'") ? parts[0] : "(\(parts.joined(separator: " + ")))"
  }

  /// The lines that give a variable of the shell this text, to the byte.
  static func shell(_ name: String, _ text: String) -> [String] {
    // What a shell would expand without the quotes makes reviewers and shellcheck stop: it goes by number too.
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) && ![0x24, 0x5C, 0x60].contains($0) }) {
      return ["\(name)='\(text.replacing("'", with: #"'\''"#))'"]
    }
    var octal = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"):
        octal.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 8)
        octal += "\\" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
      }
    }
    // A command substitution loses newlines at the end; the point behind them keeps them.
    return ["\(name)=$(printf '\(octal).')", "\(name)=${\(name)%.}"]
  }

  /// A path as a field of fstab(5): spaces, tabs, newlines and backslashes by their numbers.
  static func fstabField(_ text: String) -> String {
    var field = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case " ": field += "\\040"
      case "\t": field += "\\011"
      case "\n": field += "\\012"
      case "\\": field += "\\134"
      case "#": field += "\\043"
      default: field.unicodeScalars.append(scalar)
      }
    }
    return field
  }
}
