/// A glob: `*` any run of characters, `?` one character.
///
/// Policies, acceptances and filters compare without case, as Windows compares host names; paths do not.
public struct Pattern: Sendable, Hashable, CustomStringConvertible {
  /// The pattern as it was written.
  public let description: String
  private let scalars: [Unicode.Scalar]
  private let ignoresCase: Bool

  /// The pattern that `text` says; every text is one.
  public init(_ text: String, ignoringCase: Bool = true) {
    description = text
    ignoresCase = ignoringCase
    scalars = Array((ignoringCase ? text.lowercased() : text).unicodeScalars)
  }

  /// Whether the whole of `text` fits.
  ///
  /// Takes at most pattern × text steps, since only the last `*` is ever tried again.
  public func matches(_ text: String) -> Bool {
    let text = Array((ignoresCase ? text.lowercased() : text).unicodeScalars)
    var position = 0
    var inPattern = 0
    var star: (inPattern: Int, position: Int)?
    while position < text.count {
      if inPattern < scalars.count, scalars[inPattern] == "*" {
        star = (inPattern, position)
        inPattern += 1
      } else if inPattern < scalars.count,
        scalars[inPattern] == "?" || scalars[inPattern] == text[position]
      {
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
    return scalars[inPattern...].allSatisfy { $0 == "*" }
  }
}
