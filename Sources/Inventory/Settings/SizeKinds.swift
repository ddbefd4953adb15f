internal import Sizing

extension SettingKind where Value == Bytes {
  /// A size with its unit; a bare number is refused and both readings are shown.
  static var size: Self {
    let expected = "a size such as \"64 GiB\""
    return Self(
      expected: expected,
      read: { (node) throws(Mistake) in try sizeInBytes(node, expected: expected) },
      write: { tomlQuoted(exactSize($0)) })
  }

  /// A size a second: `200 MiB` or `200 MiB/s`.
  static var speed: Self {
    Self("a speed such as \"200 MiB/s\"", write: { tomlQuoted(exactSize($0) + "/s") }) {
      (text) throws(Mistake) in
      try parsedSize(text.hasSuffix("/s") ? String(text.dropLast(2)) : text)
    }
  }
}

extension SettingKind where Value == Bytes? {
  static var sizeOrNone: Self {
    Self(
      "a size such as \"64 GiB\", or \"none\"",
      write: { $0.map { tomlQuoted(exactSize($0)) } ?? "\"none\"" }
    ) { (text) throws(Mistake) in text == "none" ? nil : try parsedSize(text) }
  }
}

extension SettingKind where Value == KeepSettings.Limit? {
  static var limit: Self {
    Self(
      "a size such as \"2 TiB\", a share such as \"50%\", or \"none\"",
      write: { limit in
        switch limit {
        case .bytes(let bytes): tomlQuoted(exactSize(bytes))
        case .percent(let percent): tomlQuoted("\(percent)%")
        case nil: "\"none\""
        }
      }
    ) { (text) throws(Mistake) in
      if text == "none" { return nil }
      guard text.utf8.last == UInt8(ascii: "%") else { return .bytes(try parsedSize(text)) }
      guard let percent = percentage(text), (1...100).contains(percent) else {
        throw Mistake("\(quotedForMessage(text)) is not a share: expected 1% to 100%")
      }
      return .percent(percent)
    }
  }
}

extension SettingKind where Value == KeepSettings.Headroom? {
  static var headroom: Self {
    Self(
      "\"next-dump\", \"3 * next-dump\", a size such as \"2 TiB\", or \"none\"",
      write: { headroom in
        switch headroom {
        case .bytes(let bytes): tomlQuoted(exactSize(bytes))
        case .nextDump(times: 1): "\"next-dump\""
        case .nextDump(let times): tomlQuoted("\(times) * next-dump")
        case nil: "\"none\""
        }
      }
    ) { (text) throws(Mistake) in
      if text == "none" { return nil }
      let factors = text.split(separator: "*", omittingEmptySubsequences: false).map(trimmed)
      guard factors.last == "next-dump" else { return .bytes(try parsedSize(text)) }
      if factors.count == 1 { return .nextDump(times: 1) }
      guard factors.count == 2, let times = Int(factors[0]), (1...1000).contains(times) else {
        throw Mistake(
          "expected \"next-dump\" or 1 to 1000 times it, as \"3 * next-dump\", found \(quotedForMessage(text))"
        )
      }
      return .nextDump(times: times)
    }
  }
}

/// A size that reads back as the same number of bytes.
func exactSize(_ bytes: Bytes) -> String {
  let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
  var unit = 0
  var count = bytes.count
  while count > 0, count.isMultiple(of: 1024), unit < units.count - 1 {
    count /= 1024
    unit += 1
  }
  return "\(count) \(units[unit])"
}

private func trimmed(_ text: Substring) -> String {
  var rest = text
  while rest.first == " " { rest.removeFirst() }
  while rest.last == " " { rest.removeLast() }
  return String(rest)
}

private func parsedSize(_ text: String) throws(Mistake) -> Bytes {
  do {
    return try Bytes(parsing: text)
  } catch {
    throw Mistake(safeText(error.description))
  }
}

private func sizeInBytes(_ node: Node, expected: String) throws(Mistake) -> Bytes {
  switch node.kind {
  case .string:
    if let size = node.withTextBytes(plainSize) { return size }
    return try parsedSize(node.text)
  case .integer:
    // Always a mistake; the parser's words show what the number could have meant.
    return try parsedSize(node.text)
  default:
    throw Mistake("expected \(expected), found \(node.found)")
  }
}

/// Digits, at most one space, one of the usual units: what nearly every size of an inventory is, without
/// the general parser's strings.
private func plainSize(_ bytes: UnsafeBufferPointer<UInt8>) -> Bytes? {
  var index = 0
  var count: UInt64 = 0
  while index < bytes.count, index < 15, case let digit = bytes[index], (48...57).contains(digit) {
    count = count * 10 + UInt64(digit - 48)
    index += 1
  }
  guard index > 0 else { return nil }
  if index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
  guard index + 3 == bytes.count, bytes[index + 1] == UInt8(ascii: "i"), bytes[index + 2] == UInt8(ascii: "B")
  else { return nil }
  let shift: UInt64
  switch bytes[index] {
  case UInt8(ascii: "K"): shift = 10
  case UInt8(ascii: "M"): shift = 20
  case UInt8(ascii: "G"): shift = 30
  case UInt8(ascii: "T"): shift = 40
  default: return nil
  }
  guard count <= Bytes.max.count >> shift else { return nil }
  return Bytes(count << shift)
}
