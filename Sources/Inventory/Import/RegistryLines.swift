/// The lines of a `.reg` file; a line that ends in a backslash goes on in the next.
struct RegistryLines {
  /// One line, put together from its parts.
  struct Line {
    var text: [UInt8] = []
    /// Where in `text` each part begins, and where it stands in the file.
    fileprivate var parts: [(offset: Int, line: Int, indent: Int)] = []

    /// Where a byte of the line stands; columns count characters.
    func place(_ offset: Int) -> Position {
      let part = parts.last { $0.offset <= offset } ?? (0, 1, 0)
      let before = text[min(part.offset, text.count)..<min(offset, text.count)]
      return Position(line: part.line, column: part.indent + before.count { $0 & 0xC0 != 0x80 } + 1)
    }
  }

  private let text: [UInt8]
  private var index = 0
  private var number = 0

  init(_ text: [UInt8]) { self.text = text }

  /// The next line, without the blanks at its ends.
  mutating func next() -> Line? {
    guard index < text.count else { return nil }
    var line = Line()
    while index < text.count {
      number += 1
      let end = text[index...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      var part = text[index..<end]
      index = min(end + 1, text.count)
      let start = part.startIndex
      while let first = part.first, Self.isBlank(first) { part.removeFirst() }
      while let last = part.last, Self.isBlank(last) { part.removeLast() }
      line.parts.append((line.text.count, number, part.startIndex - start))
      // Only hexadecimal data goes on; a text may well end in a backslash, but then in its quotation mark.
      let goesOn =
        part.last == UInt8(ascii: "\\") && (!line.text.isEmpty || part.contains(Array("=hex".utf8)))
      line.text += goesOn ? part.dropLast() : part
      if !goesOn { break }
    }
    return line
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }
}

/// A line `"name"=value` being read.
struct RegistryScanner {
  let line: RegistryLines.Line
  private var index = 0

  init(line: RegistryLines.Line) { self.line = line }

  private var next: UInt8? { index < line.text.count ? line.text[index] : nil }

  private func mistake(_ message: String) -> Mistake { Mistake(message, at: line.place(index)) }

  /// The name before the equals sign; that of `@` is empty.
  mutating func valueName() throws(Mistake) -> String {
    var name = ""
    if next == UInt8(ascii: "@") { index += 1 } else { name = try quotedText() }
    guard next == UInt8(ascii: "=") else { throw mistake("expected = behind the name of a value") }
    index += 1
    return name
  }

  /// What stands behind the equals sign.
  mutating func value(isUnicode: Bool) throws(Mistake) -> RegistryValue {
    let rest = line.text[index...]
    if rest.first == UInt8(ascii: "\"") {
      let text = try quotedText()
      guard next == nil else { throw mistake("something follows the text of a value") }
      return .text(text)
    }
    if rest.starts(with: Array("dword:".utf8)) {
      let digits = rest.dropFirst(6)
      guard (1...8).contains(digits.count),
        digits.first != UInt8(ascii: "0") || digits.dropFirst().first != UInt8(ascii: "x"),
        let number = digits.hexadecimal
      else {
        index += 6
        throw mistake("expected one to eight hexadecimal digits behind dword:")
      }
      return .number(number)
    }
    if rest.starts(with: Array("hex".utf8)) { return try hexadecimalValue(isUnicode: isUnicode) }
    if rest.first == UInt8(ascii: "-") {
      throw mistake("a value to be deleted: expected an export, which has none")
    }
    throw mistake("expected \"text\", dword: or hex: behind the equals sign")
  }

  /// A text in quotation marks, with `\\` and `\"` undone.
  private mutating func quotedText() throws(Mistake) -> String {
    let start = index
    var bytes: [UInt8] = []
    index += 1
    while let byte = next {
      index += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: bytes, as: UTF8.self) }
      if byte == UInt8(ascii: "\\") {
        guard let escaped = next, escaped == UInt8(ascii: "\\") || escaped == UInt8(ascii: "\"") else {
          throw mistake("expected \\\\ or \\\" behind a backslash")
        }
        bytes.append(escaped)
        index += 1
      } else {
        bytes.append(byte)
      }
    }
    index = start
    throw mistake("a text that its closing quotation mark is missing of")
  }

  /// `hex:`, `hex(2):` and so on: bytes with commas between them.
  private mutating func hexadecimalValue(isUnicode: Bool) throws(Mistake) -> RegistryValue {
    index += 3
    var type: UInt64 = UInt64(RegistryValue.Kind.binary.rawValue)
    if next == UInt8(ascii: "(") {
      let digits = line.text[(index + 1)...].prefix { $0 != UInt8(ascii: ")") }
      guard let number = digits.hexadecimal, number <= UInt64(UInt32.max) else {
        throw mistake("expected the number of a type, as hex(7):")
      }
      type = number
      index += digits.count + 2
    }
    guard next == UInt8(ascii: ":") else { throw mistake("expected : behind hex") }
    index += 1
    var data: [UInt8] = []
    while next != nil {
      let digits = line.text[index...].prefix { $0 != UInt8(ascii: ",") }
      guard digits.count == 2, let byte = digits.hexadecimal, let byte = UInt8(exactly: byte) else {
        throw mistake("expected two hexadecimal digits between commas")
      }
      data.append(byte)
      index += 2
      if next != nil { index += 1 }
    }
    guard !isUnicode, let kind = UInt32(exactly: type).flatMap(RegistryValue.Kind.init(rawValue:)),
      [.text, .expandableText, .texts].contains(kind)
    else { return RegistryValue(type: UInt32(clamping: type), data: data[...]) }
    // REGEDIT4 holds texts as bytes of the code page.
    return RegistryValue(type: kind.rawValue, data: data.flatMap { [$0, 0] }[...])
  }
}
