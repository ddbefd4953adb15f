/// The word nearest to `text`, where one is near enough to have been meant.
func suggestion(for text: String, among words: [String]) -> String? {
  let typed = Array(text.lowercased().utf8)
  guard typed.count <= 64 else { return nil }
  var best: (word: String, distance: Int)?
  for word in words {
    let distance = editDistance(typed, Array(word.lowercased().utf8))
    // A third of the word may be wrong: more, and anything resembles anything.
    guard distance <= max(1, max(typed.count, word.utf8.count) / 3) else { continue }
    if distance < best?.distance ?? .max { best = (word, distance) }
  }
  return best?.word
}

/// How many insertions, deletions, replacements and swaps of neighbours part the two.
func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for row in 0..<left.count {
    var current = [row + 1]
    for column in 0..<right.count {
      var distance = min(
        last[column + 1] + 1, current[column] + 1, last[column] + (left[row] == right[column] ? 0 : 1))
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        distance = min(distance, beforeLast[column - 1] + 1)
      }
      current.append(distance)
    }
    beforeLast = last
    last = current
  }
  return last[right.count]
}
