internal import Glibc
internal import Sizing

/// A text of which each line is a host, read in parts of which none needs another.
struct HostLines: Sendable {
  /// Where a host stands.
  struct Place: Sendable {
    let start: Int
    let line: Int
  }

  /// Some whole lines.
  struct Part: Sendable {
    let range: Range<Int>
    let firstLine: Int
  }

  let path: String
  private let bytes: [UInt8]

  init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// All of it.
  var whole: Part { Part(range: 0..<bytes.count, firstLine: 1) }

  /// How many lines there are.
  var count: Int { bytes.withUnsafeBytes { lineCount($0) } }

  /// All of it in parts of about that many bytes, in order.
  func parts(of size: Int) -> [Part] {
    bytes.withUnsafeBytes { raw in
      var parts: [Part] = []
      var start = 0
      var line = 1
      while start < raw.count {
        let end = min(raw.count, lineEnd(raw, from: min(raw.count, start + max(1, size) - 1)) + 1)
        parts.append(Part(range: start..<end, firstLine: line))
        line += lineCount(UnsafeRawBufferPointer(rebasing: raw[start..<end]))
        start = end
      }
      return parts
    }
  }

  /// Reads the hosts of a part in order: each line is parsed by itself, into the same memory.
  func read(
    _ part: Part, table: SettingsTable<HostFacts>, _ body: (consuming HostFacts, Place) -> Void
  ) -> [Diagnostic] {
    // A text of its own, since threads that share one would wait for each other at the count of its references.
    let path = String(decoding: Array(path.utf8), as: UTF8.self)
    var reader = HostReader(path: path, table: table)
    let document = Document(file: path)
    bytes.withUnsafeBytes { raw in
      var start = part.range.lowerBound
      var line = part.firstLine
      while start < part.range.upperBound {
        let end = lineEnd(raw, from: start)
        let text = UnsafeRawBufferPointer(rebasing: raw[start..<end])
        if let host = Self.host(text, line, document, &reader) { body(host, Place(start: start, line: line)) }
        start = end + 1
        line += 1
      }
    }
    return reader.diagnostics
  }

  /// Reads the host of one line again.
  func host(at place: Place, _ document: Document, _ reader: inout HostReader) -> HostFacts? {
    bytes.withUnsafeBytes { raw in
      let text = UnsafeRawBufferPointer(rebasing: raw[place.start..<lineEnd(raw, from: place.start)])
      return Self.host(text, place.line, document, &reader)
    }
  }

  private static func host(
    _ text: UnsafeRawBufferPointer, _ line: Int, _ document: Document, _ reader: inout HostReader
  ) -> HostFacts? {
    guard text.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { return nil }
    document.parse(json: text, firstLine: line)
    guard document.diagnostics.isEmpty else {
      reader.diagnostics += document.diagnostics
      return nil
    }
    return document.root.flatMap { reader.host($0) }
  }
}

/// Where the line that `start` is in ends: at its newline, or with the text.
private func lineEnd(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
  guard let base = text.baseAddress, start < text.count else { return text.count }
  guard let newline = memchr(base + start, CInt(UInt8(ascii: "\n")), text.count - start) else {
    return text.count
  }
  return UnsafeRawPointer(newline) - base
}

private func lineCount(_ text: UnsafeRawBufferPointer) -> Int {
  var count = 0
  var start = 0
  while start < text.count {
    start = lineEnd(text, from: start) + 1
    count += 1
  }
  return count
}
