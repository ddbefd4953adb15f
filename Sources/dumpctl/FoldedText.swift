import Sizing

/// Text in lines of at most 80 columns, broken at spaces; a longer word keeps its length.
enum FoldedText {
  /// The edge that every screen keeps.
  static let width = 80

  /// The words of a text in lines of at most `width`, the first of at most `first`.
  static func lines(_ text: some StringProtocol, to width: Int, first: Int? = nil) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      let limit = lines.isEmpty ? first ?? width : width
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= limit {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// A text behind what its first line begins with; further lines are indented by `rest`.
  static func hanging(_ text: some StringProtocol, after start: String, rest: Int) -> String {
    let lines = lines(text, to: width - rest, first: width - start.count)
    let indent = String(repeating: " ", count: rest)
    return start + lines.joined(separator: "\n" + indent) + "\n"
  }

  /// Rows of a label and what it stands for, indented by two, the values in one column.
  static func rows(_ rows: [(label: String, value: String)]) -> String {
    let column = 2 + (rows.map(\.label.count).max() ?? 0) + 2
    return rows.map { label, value in
      let padding = String(repeating: " ", count: column - 2 - label.count)
      return hanging(value, after: "  " + label + padding, rest: column)
    }.joined()
  }
}

/// A number of things: `1 host`, `2 hosts`.
func counted(_ number: Int, _ thing: String) -> String { "\(number) \(thing)\(number == 1 ? "" : "s")" }

extension String {
  /// The text as one word of a shell's command line.
  var asShellWord: String {
    let isPlain =
      !isEmpty
      && utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "a")...UInt8(ascii: "z"):
          true
        default: "_-./:@%+=,".utf8.contains(byte)
        }
      }
    return isPlain ? self : "'" + asSafeText.replacing("'", with: #"'\''"#) + "'"
  }
}
