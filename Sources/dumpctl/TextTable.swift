/// Columns of text, as wide as their widest cell; the last one is folded at the edge of 80 columns.
struct TextTable {
  enum Alignment { case left, right }

  private let columns: [(heading: String, alignment: Alignment)]
  private var rows: [[String]] = []
  private let width: Int

  init(_ columns: [(heading: String, alignment: Alignment)], width: Int = 80) {
    self.columns = columns
    self.width = width
  }

  mutating func add(_ cells: String...) { rows.append(cells) }

  /// The table, each line indented by two; without the headings where they are not wanted.
  func text(hasHeadings: Bool) -> String {
    let all = (hasHeadings ? [columns.map(\.heading)] : []) + rows
    let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    let lastStart = 2 + widths.dropLast().reduce(0) { $0 + $1 + 2 }
    var text = ""
    for row in all {
      var line = "  "
      for column in columns.indices.dropLast() {
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        line += columns[column].alignment == .right ? padding + row[column] : row[column] + padding
        line += "  "
      }
      let folded = Self.folded(row[columns.count - 1], to: max(20, width - lastStart))
      text += line + (folded.first ?? "") + "\n"
      for rest in folded.dropFirst() { text += String(repeating: " ", count: lastStart) + rest + "\n" }
    }
    return text
  }

  /// The text in lines of at most so many characters, broken at spaces; a longer word keeps its length.
  static func folded(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
