public import Linux

extension PreservedName {
  /// Whether a name is one that preserved dumps get: in an archive lie pins, checksums and strangers' files too.
  public static func isOne(_ name: FileName) -> Bool {
    let bytes = name.bytes
    // From the right, since the stem may look like anything.
    return bytes.indices.reversed().contains { start in
      var rest = bytes[start...]
      guard take("-", from: &rest), digits(8..., of: &rest), take("T", from: &rest),
        digits(6...6, of: &rest), take("Z-", from: &rest), hexDigits(8, of: &rest)
      else { return false }
      if !take("-partial", from: &rest) { _ = take("-unknown", from: &rest) }
      var numbered = rest
      if take(".", from: &numbered), digits(1..., of: &numbered) { rest = numbered }
      guard take(".", from: &rest) else { return rest.isEmpty }
      return !rest.contains(UInt8(ascii: ".")) && !Self.beside.contains(Array(rest))
    }
  }

  /// The extensions of what we put beside a dump, which may itself have none.
  private static let beside = ["pin", "sha256", "overwritten"].map { Array($0.utf8) }

  private static func take(_ text: String, from rest: inout ArraySlice<UInt8>) -> Bool {
    guard rest.starts(with: text.utf8) else { return false }
    rest = rest.dropFirst(text.utf8.count)
    return true
  }

  private static func digits(_ count: some RangeExpression<Int>, of rest: inout ArraySlice<UInt8>) -> Bool {
    let digits = rest.prefix { (48...57).contains($0) }
    rest = rest.dropFirst(digits.count)
    return count.contains(digits.count)
  }

  private static func hexDigits(_ count: Int, of rest: inout ArraySlice<UInt8>) -> Bool {
    let digits = rest.prefix(count)
    rest = rest.dropFirst(count)
    return digits.count == count && digits.allSatisfy { (48...57).contains($0) || (65...70).contains($0) }
  }
}
