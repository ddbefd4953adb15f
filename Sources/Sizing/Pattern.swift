/// A glob: `*` any run of characters, `?` one character.
///
/// Policies, acceptances and filters compare without case, as Windows compares host names; paths do not.
public struct Pattern: Sendable, Hashable, CustomStringConvertible {
  /// The pattern as it was written.
  public let description: String
  private let scalars: [Unicode.Scalar]
  /// The same where all of it is ASCII: names of hosts nearly always are, and then nothing is copied to compare.
  private let bytes: [UInt8]?
  private let ignoresCase: Bool

  /// The pattern that `text` says; every text is one.
  public init(_ text: String, ignoringCase: Bool = true) {
    description = text
    ignoresCase = ignoringCase
    let folded = ignoringCase ? text.lowercased() : text
    scalars = Array(folded.unicodeScalars)
    bytes = folded.utf8.allSatisfy { $0 < 0x80 } ? Array(folded.utf8) : nil
  }

  /// Whether the whole of `text` fits.
  ///
  /// Takes at most pattern × text steps, since only the last `*` is ever tried again.
  public func matches(_ text: String) -> Bool {
    if let bytes, text.utf8.allSatisfy({ $0 < 0x80 }) {
      // Most names differ from a pattern at once.
      guard let first = bytes.first, let start = text.utf8.first else {
        return Self.matches([UInt8](text.utf8), bytes, UInt8(ascii: "*"), UInt8(ascii: "?"))
      }
      let isLetter = ignoresCase && (0x41...0x5A).contains(start)
      guard
        first == (isLetter ? start | 0x20 : start) || first == UInt8(ascii: "*") || first == UInt8(ascii: "?")
      else { return false }
      let folded = text.utf8.map { ignoresCase && (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
      return Self.matches(folded, bytes, UInt8(ascii: "*"), UInt8(ascii: "?"))
    }
    return Self.matches(
      Array((ignoresCase ? text.lowercased() : text).unicodeScalars), scalars, "*", "?")
  }

  private static func matches<Element: Equatable>(
    _ text: [Element], _ pattern: [Element], _ run: Element, _ one: Element
  ) -> Bool {
    var position = 0
    var inPattern = 0
    var star: (inPattern: Int, position: Int)?
    while position < text.count {
      if inPattern < pattern.count, pattern[inPattern] == run {
        star = (inPattern, position)
        inPattern += 1
      } else if inPattern < pattern.count, pattern[inPattern] == one || pattern[inPattern] == text[position] {
        inPattern += 1
        position += 1
      } else if let last = star {
        star = (last.inPattern, last.position + 1)
        inPattern = last.inPattern + 1
        position = last.position + 1
      } else {
        return false
      }
    }
    return pattern[inPattern...].allSatisfy { $0 == run }
  }
}
