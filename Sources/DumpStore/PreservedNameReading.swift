public import Linux
public import Sizing

extension PreservedName {
  /// Whether a name is one that preserved dumps get: in an archive lie pins, checksums and strangers' files too.
  public static func isOne(_ name: FileName) -> Bool { timeText(of: name) != nil }

  /// The time that a preserved dump's name says; `nil` for other names, and for a time that no calendar has.
  public static func time(of name: FileName) -> Timestamp? {
    timeText(of: name).flatMap(Timestamp.init(compact:))
  }

  private static func timeText(of name: FileName) -> String? {
    let bytes = name.bytes
    // From the right, since the stem may look like anything.
    for start in bytes.indices.reversed() {
      var rest = bytes[start...]
      guard take("-", from: &rest) else { continue }
      let time = rest
      guard digits(8..., of: &rest), take("T", from: &rest), digits(6...6, of: &rest), take("Z", from: &rest)
      else { continue }
      let text = String(decoding: time.prefix(time.count - rest.count), as: UTF8.self)
      guard take("-", from: &rest), hexDigits(8, of: &rest) else { continue }
      if !take("-partial", from: &rest) { _ = take("-unknown", from: &rest) }
      var numbered = rest
      if take(".", from: &numbered), digits(1..., of: &numbered) { rest = numbered }
      guard take(".", from: &rest) else {
        if rest.isEmpty { return text }
        continue
      }
      if !rest.contains(UInt8(ascii: ".")), !Self.beside.contains(Array(rest)) { return text }
    }
    return nil
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
