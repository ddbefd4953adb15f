/// One line of a file.
struct ByteLine {
  /// Its number, from 1.
  var number: Int
  /// Its bytes, without the line's end.
  var bytes: ArraySlice<UInt8>

  /// What stands between blanks and tabs.
  var words: [ArraySlice<UInt8>] {
    bytes.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }

  /// What stands between single blanks; nothing between two of them is an empty field.
  func fields(separatedBy separator: Unicode.Scalar) -> [ArraySlice<UInt8>] {
    bytes.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false)
  }
}

extension [UInt8] {
  /// The lines, numbered; what follows the last line's end is a line only when it is not empty.
  var numberedLines: [ByteLine] {
    var lines = split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.enumerated().map { ByteLine(number: $0.offset + 1, bytes: $0.element) }
  }
}

extension ArraySlice<UInt8> {
  /// Whether these are the bytes of that text.
  func spells(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { elementsEqual($0) }
  }

  /// The number that the bytes spell in decimal, all of them; `nil` for anything else, or above 2^64 − 1.
  var decimal: UInt64? { number(radix: 10) }

  /// The same in hexadecimal, with or without `0x`.
  var hexadecimal: UInt64? {
    let digits = prefix(2).elementsEqual([UInt8(ascii: "0"), UInt8(ascii: "x")]) ? dropFirst(2) : self
    return digits.number(radix: 16)
  }

  private func number(radix: UInt64) -> UInt64? {
    guard !isEmpty else { return nil }
    var value: UInt64 = 0
    for byte in self {
      let digit: UInt64
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt64(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt64(byte - UInt8(ascii: "a")) + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = UInt64(byte - UInt8(ascii: "A")) + 10
      default: return nil
      }
      guard digit < radix else { return nil }
      let (product, tooLarge) = value.multipliedReportingOverflow(by: radix)
      let (sum, overflow) = product.addingReportingOverflow(digit)
      guard !tooLarge, !overflow else { return nil }
      value = sum
    }
    return value
  }

  /// The text, with the kernel's octal escapes (`\040` for a blank) undone.
  var unescaped: String {
    guard contains(UInt8(ascii: "\\")) else { return String(decoding: self, as: UTF8.self) }
    var plain: [UInt8] = []
    var rest = self
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      if byte == UInt8(ascii: "\\"), digits.count == 3,
        let value = digits.reduce(into: UInt16?(0), { $0 = Self.octal($0, $1) }), value <= 255
      {
        plain.append(UInt8(value))
        rest = rest.dropFirst(3)
      } else {
        plain.append(byte)
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  private static func octal(_ value: UInt16?, _ digit: UInt8) -> UInt16? {
    guard let value, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { return nil }
    return value * 8 + UInt16(digit - UInt8(ascii: "0"))
  }
}
