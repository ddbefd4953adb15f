import Sizing

/// Text in lines of at most so many columns, broken at spaces; a longer word keeps its length.
///
/// Sentences keep to 80 columns on any terminal, since longer lines are hard to read; tables use what there is.
enum FoldedText {
  /// The edge that every screen keeps where nothing tells how wide it is.
  static let width = 80

  /// The words of a text in lines of at most `width`, the first of at most `first`.
  static func lines(_ text: some StringProtocol, to width: Int, first: Int? = nil) -> [String] {
    if isLine(text.utf8, of: first ?? width) { return [String(text)] }
    var lines: [String] = []
    var line = ""
    var length = 0
    // By bytes: no other character holds a space, and words of characters are found fifty times as slowly.
    for bytes in Substring(text).utf8.split(separator: UInt8(ascii: " ")) {
      let word = Substring(bytes)
      let columns = columns(of: word)
      let limit = lines.isEmpty ? first ?? width : width
      if length == 0 {
        line = String(word)
        length = columns
      } else if length + 1 + columns <= limit {
        line += " "
        line += word
        length += 1 + columns
      } else {
        lines.append(line)
        line = String(word)
        length = columns
      }
    }
    return length == 0 ? lines : lines + [line]
  }

  /// Whether nothing is to be done to a text, as for nearly all: it is short, and no space is at an end or beside
  /// another.
  private static func isLine(_ bytes: some Collection<UInt8>, of width: Int) -> Bool {
    guard bytes.count <= width else { return false }
    var last = UInt8(ascii: " ")
    for byte in bytes {
      if byte == UInt8(ascii: " "), last == byte { return false }
      last = byte
    }
    return last != UInt8(ascii: " ")
  }

  /// How many columns a text takes on a terminal.
  static func columns(of text: some StringProtocol) -> Int {
    let bytes = text.utf8
    return bytes.allSatisfy { $0 < 0x80 } ? bytes.count : text.count
  }

  /// A text behind what its first line begins with; further lines are indented by `rest`.
  static func hanging(
    _ text: some StringProtocol, after start: String, rest: Int, to width: Int = width
  ) -> String {
    let lines = lines(text, to: width - rest, first: width - columns(of: start))
    let indent = String(repeating: " ", count: rest)
    return start + lines.joined(separator: "\n" + indent) + "\n"
  }

  /// Rows of a label and what it stands for, indented by two, the values in one column.
  static func rows(_ rows: [(label: String, value: String)], to width: Int = width) -> String {
    let column = 2 + (rows.lazy.map { columns(of: $0.label) }.max() ?? 0) + 2
    return rows.map { label, value in
      let padding = String(repeating: " ", count: column - 2 - columns(of: label))
      return hanging(value, after: "  " + label + padding, rest: column, to: width)
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
