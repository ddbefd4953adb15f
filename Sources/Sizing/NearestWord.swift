/// The word that somebody who wrote `word` probably meant, for "did you mean"; `nil` where none is near.
///
/// Case does not count. Near is: at most one edit for each three letters of the longer word, and one at
/// least. A swap of two neighbours is one edit. Of words equally near the first wins.
public func nearestWord(to word: String, among candidates: some Sequence<String>) -> String? {
  // Nothing that somebody mistypes is longer, and the cost is the product of both lengths.
  let longest = 64
  let written = Array(word.lowercased().unicodeScalars.prefix(longest + 1))
  guard !written.isEmpty, written.count <= longest else { return nil }
  var best: (word: String, distance: Int)?
  for candidate in candidates {
    let other = Array(candidate.lowercased().unicodeScalars.prefix(longest + 1))
    guard other.count <= longest else { continue }
    let limit = Swift.max(1, Swift.max(written.count, other.count) / 3)
    guard abs(written.count - other.count) <= limit else { continue }
    let distance = editDistance(written, other)
    if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.word
}

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for row in left.indices {
    var current = [row + 1]
    for column in right.indices {
      let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
      var least = Swift.min(replaced, last[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        least = Swift.min(least, beforeLast[column - 1] + 1)
      }
      current.append(least)
    }
    beforeLast = last
    last = current
  }
  return last[right.count]
}
