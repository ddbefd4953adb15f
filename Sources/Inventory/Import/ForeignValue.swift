internal import Sizing

/// Values as PowerShell's `ConvertTo-Json` prints them, which is not always as they were meant.
extension Node {
  /// The value of a key, whatever its case; `nil` where it is absent or null.
  func field(_ name: String) -> Node? {
    guard kind == .table else { return nil }
    return children.first { $0.key.lowercased() == name.lowercased() && $0.kind != .null }
  }

  /// The entries of a list.
  ///
  /// A list of one comes as its entry, an empty one at times as an empty text, and in Windows PowerShell a list that
  /// was piped on as `{"value": […], "Count": 2}`.
  var entries: [Node] {
    switch kind {
    case .list: return Array(children)
    case .null: return []
    case .string where text.isEmpty: return []
    case .table:
      if let list = field("value"), list.kind == .list, field("Count") != nil { return Array(list.children) }
      return [self]
    default: return [self]
    }
  }

  /// A table; what stands in place of one that is deeper than `ConvertTo-Json` was told to go is told apart.
  func table(_ name: String) throws(Mistake) -> Node {
    guard kind != .table else { return self }
    if let text = string, text.hasPrefix("@{") || text.hasPrefix("System.") {
      throw Mistake(
        "\(name): expected a table, found one that was cut off: ConvertTo-Json needs -Depth 6", at: position)
    }
    throw Mistake("\(name): expected a table, found \(found)", at: position)
  }

  /// A whole number that is not negative; numbers come as texts, and as `64.0`, too.
  func count(_ name: String) throws(Mistake) -> UInt64 {
    let digits = withTextBytes { text -> UInt64? in
      var digits = Array(text)[...]
      while digits.last == UInt8(ascii: " ") { digits = digits.dropLast() }
      while digits.first == UInt8(ascii: " ") { digits = digits.dropFirst() }
      if kind == .float, let point = digits.firstIndex(of: UInt8(ascii: ".")),
        digits[(point + 1)...].allSatisfy({ $0 == UInt8(ascii: "0") })
      {
        digits = digits[..<point]
      }
      return digits.decimal
    }
    guard [.integer, .float, .string].contains(kind), let digits else {
      throw Mistake(
        "\(name): expected a whole number from 0 to 18446744073709551615, found \(found)", at: position)
    }
    return digits
  }

  /// True or false; as texts and as 1 and 0, too.
  func truth(_ name: String) throws(Mistake) -> Bool {
    switch (kind, text.lowercased()) {
    case (.boolean, _): return boolean == true
    case (.string, "true"), (.integer, "1"), (.string, "1"): return true
    case (.string, "false"), (.integer, "0"), (.string, "0"): return false
    default: throw Mistake("\(name): expected true or false, found \(found)", at: position)
    }
  }

  /// A text that can stand in a line; what is left of a number or truth where one was meant to be a text.
  func line(_ name: String) throws(Mistake) -> String {
    guard [.string, .integer, .float].contains(kind) else {
      throw Mistake("\(name): expected a text, found \(found)", at: position)
    }
    let text = text
    guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw Mistake("\(name): \(quotedForMessage(text)) has a control character in it", at: position)
    }
    return text
  }

  /// A moment: ISO 8601 with its offset, `/Date(1772442900000)/`, or a table around one of them.
  func moment(_ name: String) throws(Mistake) -> Timestamp {
    // Get-Date's value comes with its own words beside it: {"value": "…", "DisplayHint": 2, "DateTime": "…"}.
    if kind == .table, let value = field("value"), value.kind == .string { return try value.moment(name) }
    guard let text = string else {
      throw Mistake("\(name): expected a time such as 2026-03-02T09:15:00Z, found \(found)", at: position)
    }
    if let moment = Timestamp(text) { return moment }
    if let moment = Self.milliseconds(text) { return moment }
    if Timestamp(text + "Z") != nil {
      throw Mistake(
        "\(name): \(quotedForMessage(text)) does not say of which time zone it is: "
          + "expected Z or an offset behind it", at: position)
    }
    throw Mistake("\(name): expected a time such as 2026-03-02T09:15:00Z, found \(found)", at: position)
  }

  /// `/Date(1772442900000)/`, with or without an offset, which only says how it was shown.
  private static func milliseconds(_ text: String) -> Timestamp? {
    guard text.hasPrefix("/Date("), text.hasSuffix(")/") else { return nil }
    var inner = Array(text.utf8).dropFirst(6).dropLast(2)
    let isNegative = inner.first == UInt8(ascii: "-")
    if isNegative { inner = inner.dropFirst() }
    let digits = inner.prefix { (48...57).contains($0) }
    let offset = inner.dropFirst(digits.count)
    guard let count = digits.decimal, let milliseconds = Int64(exactly: count) else { return nil }
    guard offset.isEmpty || offset.first == UInt8(ascii: "+") || offset.first == UInt8(ascii: "-"),
      offset.dropFirst().allSatisfy({ (48...57).contains($0) })
    else { return nil }
    // The year 9999 is the last that a date of Windows can be in.
    guard milliseconds < 253_402_300_800_000 else { return nil }
    return Timestamp(seconds: isNegative ? -(milliseconds / 1000) : milliseconds / 1000)
  }
}

/// A file from elsewhere being read: every mistake in it is told, and one is enough to refuse it.
struct ForeignReading {
  let file: String
  var errors: [Diagnostic] = []
  var warnings: [Diagnostic] = []

  init(file: String) { self.file = file }

  /// What `read` gives; `nil`, and the mistake is noted, where it cannot.
  mutating func attempt<Value>(at position: Position, _ read: () throws(Mistake) -> Value) -> Value? {
    do throws(Mistake) {
      return try read()
    } catch {
      note(error.message, at: error.position ?? position)
      return nil
    }
  }

  mutating func note(_ message: String, at position: Position) {
    // The first thousand say it; a hostile file could have millions.
    guard errors.count < 1000 else { return }
    errors.append(Diagnostic(file: file, line: position.line, column: position.column, message: message))
  }

  mutating func warn(_ message: String, at position: Position? = nil) {
    warnings.append(
      Diagnostic(.warning, file: file, line: position?.line, column: position?.column, message: message))
  }

  func count(_ table: Node?, _ key: String) throws(Mistake) -> UInt64? {
    guard let value = table?.field(key) else { return nil }
    return try value.count(key)
  }
}
