internal import Sizing

/// A `.reg` file: keys with the places at which they stand.
struct RegistryExport {
  /// The keys by their full names, folded: `hkey_local_machine\system\…`.
  private(set) var keys: [String: RegistryKey] = [:]
  /// What the file holds first, for whoever finds that nothing of use is in it.
  private(set) var firstKey = ""

  private let file: String
  private let isUnicode: Bool

  /// Reads what regedit exports: version 5 as UTF-16, or as UTF-8 where somebody converted it; REGEDIT4 as ANSI.
  init(_ bytes: [UInt8], file: String) throws(ImportFailure) {
    self.file = file
    var text: [UInt8]
    do throws(Mistake) {
      text = try DecodedText.utf8(bytes)
    } catch {
      throw ImportFailure(file: file, at: error.position, error.message)
    }
    let header = text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    if header.spells("Windows Registry Editor Version 5.00") {
      isUnicode = true
    } else if header.spells("REGEDIT4") {
      isUnicode = false
      text = Self.latin(text)
    } else {
      throw ImportFailure(
        file: file, at: Position(line: 1, column: 1),
        "expected \"Windows Registry Editor Version 5.00\" or \"REGEDIT4\" in the first line, "
          + "found \(quotedForMessage(String(decoding: header.prefix(200), as: UTF8.self)))")
    }
    do throws(Mistake) {
      try read(text)
    } catch {
      throw ImportFailure(file: file, at: error.position, error.message)
    }
  }

  /// The file's code page stands nowhere in it; what these keys need of it is ASCII.
  private static func latin(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(where: { $0 >= 0x80 }), String(validating: bytes, as: UTF8.self) == nil else {
      return bytes
    }
    return bytes.flatMap { $0 < 0x80 ? [$0] : [0xC0 | $0 >> 6, 0x80 | $0 & 0x3F] }
  }

  private mutating func read(_ text: [UInt8]) throws(Mistake) {
    guard String(validating: text, as: UTF8.self) != nil else {
      throw Mistake("the text is not valid UTF-8: expected UTF-16 with its mark, as regedit writes")
    }
    var current: String?
    var lines = RegistryLines(text)
    _ = lines.next()
    while let line = lines.next() {
      guard let first = line.text.first else { continue }
      switch first {
      case UInt8(ascii: ";"): continue
      case UInt8(ascii: "["): current = try openKey(line)
      case UInt8(ascii: "\""), UInt8(ascii: "@"):
        guard let current else { throw Mistake("a value before the first [key]", at: line.place(0)) }
        try readValue(line, into: current)
      default:
        throw Mistake(
          "expected [key], \"name\"=value or a blank line, found "
            + quotedForMessage(String(decoding: line.text.prefix(80), as: UTF8.self)), at: line.place(0))
      }
    }
  }

  private mutating func openKey(_ line: RegistryLines.Line) throws(Mistake) -> String {
    guard line.text.last == UInt8(ascii: "]"), line.text.count > 2 else {
      throw Mistake("a key that its ] is missing of", at: line.place(line.text.count))
    }
    let name = String(decoding: line.text.dropFirst().dropLast(), as: UTF8.self)
    guard !name.hasPrefix("-") else {
      throw Mistake("a key to be deleted: expected an export, which has none", at: line.place(1))
    }
    if firstKey.isEmpty { firstKey = name }
    let folded = name.lowercased()
    if keys[folded] == nil { keys[folded] = RegistryKey() }
    return folded
  }

  private mutating func readValue(_ line: RegistryLines.Line, into key: String) throws(Mistake) {
    var scanner = RegistryScanner(line: line)
    let name = try scanner.valueName()
    let value = try scanner.value(isUnicode: isUnicode)
    keys[key]?[name] = value
  }
}
