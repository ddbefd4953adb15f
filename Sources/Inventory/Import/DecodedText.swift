/// Text from Windows as UTF-8: what PowerShell's `>` and regedit write is UTF-16.
enum DecodedText {
  /// The text, without its byte order mark; a position where its encoding is broken.
  ///
  /// What is neither marked nor plainly UTF-16 is left as it is: the parser after this says where it is no UTF-8.
  static func utf8(_ bytes: [UInt8]) throws(Mistake) -> [UInt8] {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(bytes.dropFirst(3)) }
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
      throw Mistake("the text is UTF-32: expected UTF-8 or UTF-16", at: Position(line: 1, column: 1))
    }
    if bytes.starts(with: [0xFF, 0xFE]) { return try utf16(bytes.dropFirst(2), isBigEndian: false) }
    if bytes.starts(with: [0xFE, 0xFF]) { return try utf16(bytes.dropFirst(2), isBigEndian: true) }
    // Without its mark, as when files were put together: the first character of each format is ASCII.
    if bytes.count >= 2, bytes[0] != 0, bytes[1] == 0 { return try utf16(bytes[...], isBigEndian: false) }
    if bytes.count >= 2, bytes[0] == 0, bytes[1] != 0 { return try utf16(bytes[...], isBigEndian: true) }
    return bytes
  }

  private static func utf16(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) throws(Mistake) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var place = Position(line: 1, column: 1)
    var high: UInt32?
    var index = bytes.startIndex
    while index + 1 < bytes.endIndex {
      let (first, second) = (UInt32(bytes[index]), UInt32(bytes[index + 1]))
      let unit = isBigEndian ? first << 8 | second : second << 8 | first
      index += 2
      if let lead = high {
        guard (0xDC00...0xDFFF).contains(unit) else { throw halfCharacter(at: place) }
        append(0x10000 + (lead - 0xD800) << 10 + (unit - 0xDC00), to: &text)
        high = nil
      } else if (0xD800...0xDBFF).contains(unit) {
        high = unit
        continue
      } else {
        guard !(0xDC00...0xDFFF).contains(unit) else { throw halfCharacter(at: place) }
        append(unit, to: &text)
      }
      place = unit == 0x0A ? Position(line: place.line + 1, column: 1) : place.next
    }
    guard high == nil, index == bytes.endIndex else {
      throw Mistake("the UTF-16 text ends within a character", at: place)
    }
    return text
  }

  private static func halfCharacter(at place: Position) -> Mistake {
    Mistake("half a character of UTF-16 (a surrogate without its other half)", at: place)
  }

  private static func append(_ value: UInt32, to text: inout [UInt8]) {
    // Surrogates were told apart before, so that every value is a scalar.
    guard let scalar = Unicode.Scalar(value) else { return }
    text += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}

extension Position {
  /// The next character of the line.
  var next: Position { Position(line: line, column: column + 1) }
}

extension ArraySlice<UInt8> {
  /// The text that the registry holds as UTF-16, up to its terminating NUL; `nil` where it is none.
  var registryText: String? {
    guard count.isMultiple(of: 2) else { return nil }
    var units: [UInt16] = []
    units.reserveCapacity(count / 2)
    for index in stride(from: startIndex, to: endIndex, by: 2) {
      units.append(UInt16(self[index]) | UInt16(self[index + 1]) << 8)
    }
    if let end = units.firstIndex(of: 0) { units.removeSubrange(end...) }
    return String(validating: units, as: UTF16.self)
  }
}
