/// Why a text is no size.
public struct SizeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong and what was expected, in one line.
  public let description: String
}

extension Bytes {
  /// Reads `64 GiB`, `64G`, `64 GB`, `1.5 TiB`, `512 B`: always powers of 1024, as Windows counts.
  ///
  /// A number without a unit is refused and both readings are shown, since people mean bytes as often as MB.
  public init(parsing text: String) throws(SizeError) {
    var rest = Substring(text)
    // The text is quoted in every message, and it came from a file.
    let quoted = text.asSafeText
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    guard let first = rest.utf8.first else {
      throw SizeError(description: "the size is empty: write it as 64 GiB")
    }
    if first == UInt8(ascii: "-") { throw SizeError(description: "a size cannot be negative: '\(quoted)'") }

    let whole = rest.prefix { $0.isASCII && $0.isNumber }
    rest = rest.dropFirst(whole.count)
    var fraction: Substring = ""
    if rest.first == "." {
      fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(1 + fraction.count)
      guard !fraction.isEmpty else {
        throw SizeError(description: "'\(quoted)' is not a size: digits are missing after the point")
      }
    }
    guard !whole.isEmpty else {
      throw SizeError(description: "'\(quoted)' is not a size: expected a number and a unit, as 64 GiB")
    }
    while rest.first == " " { rest.removeFirst() }

    guard !rest.isEmpty else {
      throw SizeError(
        description: "'\(quoted)' has no unit: write '\(whole) MiB' for MB as Windows counts, "
          + "or '\(whole) B' for bytes")
    }
    guard let shift = Self.shift(ofUnit: rest) else {
      throw SizeError(
        description:
          "'\(rest.asSafeText)' in '\(quoted)' is not a unit: expected B, KiB, MiB, GiB, TiB, PiB or EiB")
    }
    guard let number = UInt64(whole), number <= (1 << 62) >> shift else {
      throw SizeError(description: "'\(quoted)' is too large: a size is at most 4 EiB")
    }
    var bytes = number << shift
    if !fraction.isEmpty {
      guard fraction.utf8.count <= 6, let digits = UInt64(fraction) else {
        throw SizeError(description: "'\(quoted)' has more than six decimals: write it in a smaller unit")
      }
      var scale: UInt64 = 1
      for _ in 0..<fraction.utf8.count { scale *= 10 }
      // digits < 10^6 < 2^20, so the product fits while the unit is at most 2^40; larger units are split.
      let unit: UInt64 = 1 << shift
      bytes += unit / scale * digits + unit % scale * digits / scale
    }
    guard let size = Bytes(bytes) else {
      throw SizeError(description: "'\(quoted)' is too large: a size is at most 4 EiB")
    }
    self = size
  }

  private static func shift(ofUnit unit: Substring) -> UInt64? {
    var letters = unit.lowercased()
    if letters == "b" { return 0 }
    if letters.hasSuffix("b") { letters.removeLast() }
    if letters.hasSuffix("i") { letters.removeLast() }
    switch letters {
    case "k": return 10
    case "m": return 20
    case "g": return 30
    case "t": return 40
    case "p": return 50
    case "e": return 60
    default: return nil
    }
  }
}
