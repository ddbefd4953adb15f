/// Columns of text, as wide as their widest cell; the last one is folded at the edge of the terminal.
struct TextTable {
  enum Alignment { case left, right }

  /// A name longer than this stands on a line of its own, so that it does not push the others off the screen.
  static func widestName(in width: Int) -> Int { max(24, 24 + (width - FoldedText.width) / 2) }

  /// Less than this is no column to read a sentence in.
  private static let sentence = 20

  private let columns: [(heading: String, alignment: Alignment)]
  private let linesShown: Int
  private let narrowestLast: Int
  private var rows: [[String]] = []
  private var notes: [Int: String] = [:]

  /// A table of these columns, with so many lines of the last one in each row; where that would be narrower than
  /// `narrowestLast` it stands below the others.
  init(
    _ columns: [(heading: String, alignment: Alignment)], linesShown: Int = .max,
    narrowestLast: Int = sentence
  ) {
    self.columns = columns
    self.linesShown = linesShown
    self.narrowestLast = narrowestLast
  }

  mutating func add(_ cells: String...) { rows.append(cells) }

  mutating func add(_ cells: [String]) { rows.append(cells) }

  /// Adds a line below the last row, from its second column on.
  mutating func add(note: String) { notes[rows.count - 1] = note }

  /// The table, each line indented by two; without the headings where they are not wanted.
  func text(_ style: TextStyle) -> String {
    let (width, hasHeadings) = (style.width, style.hasLegend)
    let all = (hasHeadings ? [columns.map(\.heading)] : []) + rows
    let widths = columns.indices.map { column in
      all.lazy.map { $0[column].count }.filter { column > 0 || $0 <= Self.widestName(in: width) }.max() ?? 0
    }
    var start = 2 + widths.dropLast().reduce(0) { $0 + $1 + 2 }
    let isBelow = start > width - narrowestLast
    if isBelow { start = 4 }

    var text = ""
    for (place, row) in all.enumerated() {
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
      let lines = shortened(FoldedText.lines(row[columns.count - 1], to: width - start))
      let indent = String(repeating: " ", count: start)
      if isBelow {
        text += trimmed(line) + "\n" + lines.map { indent + $0 + "\n" }.joined()
      } else {
        text += trimmed(line + (lines.first ?? "")) + "\n"
        for rest in lines.dropFirst() { text += indent + rest + "\n" }
      }
      if let note = notes[hasHeadings ? place - 1 : place] {
        let indent = String(repeating: " ", count: 2 + (columns.count > 1 ? widths[0] + 2 : 0))
        for line in FoldedText.lines(note, to: width - indent.count) {
          text += indent + line + "\n"
        }
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
