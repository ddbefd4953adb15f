import Inventory
import Testing

/// A text in which ⏵ marks the place that a diagnostic must name.
struct Marked: CustomTestStringConvertible {
  let bytes: [UInt8]
  let positions: [Position]
  let testDescription: String

  init(_ text: String) {
    var plain = ""
    var positions: [Position] = []
    var line = 1
    var column = 1
    for scalar in text.unicodeScalars {
      if scalar == "⏵" {
        positions.append(Position(line: line, column: column))
        continue
      }
      plain.unicodeScalars.append(scalar)
      if scalar == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
    }
    bytes = Array(plain.utf8)
    self.positions = positions
    testDescription = tomlQuoted(String(text.prefix(60)))
  }
}

extension [Diagnostic] {
  var positions: [Position] {
    map { Position(line: $0.line ?? 0, column: $0.column ?? 0) }
  }
}
