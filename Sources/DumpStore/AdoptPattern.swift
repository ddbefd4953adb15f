public import Linux

/// A pattern of `adopt`: the names of dumps that come under names of their own, as `{id}-{host}-{time}`.
///
/// `{word}` stands for one or more bytes, `*` for any number, `?` for one; everything else for itself, case
/// included. A brace that opens no word, as in `{}` or `{a b}`, stands for itself too.
public struct AdoptPattern: Sendable, Hashable {
  private enum Part: Sendable, Hashable {
    case byte(UInt8)
    case one
    case any
  }

  private let parts: [Part]

  /// The pattern that `text` says; every text is one.
  public init(_ text: String) {
    var parts: [Part] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "*"): parts.append(.any)
      case UInt8(ascii: "?"): parts.append(.one)
      case UInt8(ascii: "{"):
        if let end = Self.endOfWord(rest) {
          parts += [.one, .any]
          rest = rest[end...].dropFirst()
        } else {
          parts.append(.byte(byte))
        }
      default: parts.append(.byte(byte))
      }
    }
    self.parts = parts
  }

  /// Whether the whole of a name fits; hidden files, and what we put beside dumps, never do.
  public func matches(_ name: FileName) -> Bool {
    guard name.bytes.first != UInt8(ascii: "."),
      SideFile.allCases.allSatisfy({ $0.dump(of: name) == nil })
    else { return false }
    let bytes = name.bytes
    var position = 0
    var part = 0
    // Only the last `*` is ever tried again, so this takes at most pattern × name steps.
    var star: (part: Int, position: Int)?
    while position < bytes.count {
      if part < parts.count, parts[part] == .any {
        star = (part, position)
        part += 1
      } else if part < parts.count, parts[part] == .one || parts[part] == .byte(bytes[position]) {
        part += 1
        position += 1
      } else if let last = star {
        star = (last.part, last.position + 1)
        (part, position) = (last.part + 1, last.position + 1)
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { $0 == .any }
  }

  private static func endOfWord(_ rest: ArraySlice<UInt8>) -> Int? {
    guard let end = rest.firstIndex(of: UInt8(ascii: "}")), end > rest.startIndex,
      rest[..<end].allSatisfy({
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == UInt8(ascii: "-")
          || $0 == UInt8(ascii: "_")
      })
    else { return nil }
    return end
  }
}
