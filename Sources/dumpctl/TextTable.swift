/// Columns of text, as wide as their widest cell; the last one is folded at the edge of 80 columns.
struct TextTable {
  enum Alignment { case left, right }

  /// A name longer than this stands on a line of its own, so that it does not push the others off the screen.
  private static let widestName = 24
  /// Less than this is no column to read a sentence in.
  private static let narrowestLast = 20

  private let columns: [(heading: String, alignment: Alignment)]
  private let linesShown: Int
  private var rows: [[String]] = []

  /// A table of these columns, with so many lines of the last one in each row.
  init(_ columns: [(heading: String, alignment: Alignment)], linesShown: Int = .max) {
    self.columns = columns
    self.linesShown = linesShown
  }

  mutating func add(_ cells: String...) { rows.append(cells) }

  /// The table, each line indented by two; without the headings where they are not wanted.
  func text(hasHeadings: Bool) -> String {
    let all = (hasHeadings ? [columns.map(\.heading)] : []) + rows
    let widths = columns.indices.map { column in
      all.lazy.map { $0[column].count }.filter { column > 0 || $0 <= Self.widestName }.max() ?? 0
    }
    var start = 2 + widths.dropLast().reduce(0) { $0 + $1 + 2 }
    let isBelow = start > FoldedText.width - Self.narrowestLast
    if isBelow { start = 4 }

    var text = ""
    for row in all {
      var line = "  "
      for column in columns.indices.dropLast() {
        var cell = row[column]
        if column == 0, cell.count > widths[0] {
          text += "  " + cell + "\n"
          cell = ""
        }
        let padding = String(repeating: " ", count: max(0, widths[column] - cell.count))
        line += columns[column].alignment == .right ? padding + cell : cell + padding
        line += "  "
      }
      let lines = shortened(FoldedText.lines(row[columns.count - 1], to: FoldedText.width - start))
      let indent = String(repeating: " ", count: start)
      if isBelow {
        text += trimmed(line) + "\n" + lines.map { indent + $0 + "\n" }.joined()
      } else {
        text += trimmed(line + (lines.first ?? "")) + "\n"
        for rest in lines.dropFirst() { text += indent + rest + "\n" }
      }
    }
    return text
  }

  private func shortened(_ lines: [String]) -> [String] {
    guard lines.count > linesShown, let last = lines.prefix(linesShown).last else { return lines }
    return lines.prefix(linesShown - 1) + [last + " …"]
  }

  private func trimmed(_ line: String) -> String {
    var line = Substring(line)
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}
