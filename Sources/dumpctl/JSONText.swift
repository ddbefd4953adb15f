import DumpReports
import FoundationEssentials

/// How JSON is written: on one line, or indented.
struct JSONText {
  let isPretty: Bool
  private let encoder = JSONEncoder()

  init(isPretty: Bool) {
    self.isPretty = isPretty
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
  }

  /// The whole of a value.
  func text(of value: JSONFields) throws -> [UInt8] {
    if isPretty { return Array(try encoder.encode(value)) }
    var line: [UInt8] = []
    try value.add(to: &line) { try Array(encoder.encode($0)) }
    return line
  }

  /// Writes an object of a list and one field after it, the list's values one by one.
  func object(
    list key: String, last: (key: String, value: Int), _ write: @escaping ([UInt8]) throws -> Void,
    _ body: ((JSONFields) throws -> Void) throws -> Void
  ) throws {
    var buffer: [UInt8] = Array((isPretty ? "{\n  \"\(key)\" : [\n" : "{\"\(key)\":[").utf8)
    var isFirst = true
    try body { value in
      if !isFirst { buffer += Array((isPretty ? ",\n" : ",").utf8) }
      isFirst = false
      if isPretty {
        buffer += Self.indented(Array(try encoder.encode(value)))
      } else {
        try value.add(to: &buffer) { try Array(encoder.encode($0)) }
      }
      // Few writes, and little that is kept.
      guard buffer.count > 1 << 16 else { return }
      try write(buffer)
      buffer.removeAll(keepingCapacity: true)
    }
    buffer += Array(
      (isPretty ? "\n  ],\n  \"\(last.key)\" : \(last.value)\n}" : "],\"\(last.key)\":\(last.value)}").utf8)
    try write(buffer)
  }

  /// Four spaces before each line; within a string no line ends.
  private static func indented(_ text: [UInt8]) -> [UInt8] {
    let indent = [UInt8](repeating: UInt8(ascii: " "), count: 4)
    var indented = indent
    indented.reserveCapacity(text.count * 5 / 4)
    for byte in text {
      indented.append(byte)
      if byte == UInt8(ascii: "\n") { indented += indent }
    }
    return indented
  }
}
