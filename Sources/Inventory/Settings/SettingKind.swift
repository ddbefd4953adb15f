internal import Sizing

/// What values a setting takes, how they are read, and how they are written back.
struct SettingKind<Value: Sendable>: Sendable {
  /// What is expected, as a message and the reference say it: `a duration such as "30s"`.
  let expected: String
  let read: @Sendable (Node) throws(Mistake) -> Value
  /// The value as TOML.
  let write: @Sendable (Value) -> String
}

extension SettingKind {
  /// A kind whose values are strings of a form; `parse` says what is wrong with one.
  init(
    _ expected: String, write: @escaping @Sendable (Value) -> String,
    parse: @escaping @Sendable (String) throws(Mistake) -> Value
  ) {
    self.init(
      expected: expected,
      read: { (node) throws(Mistake) in
        guard let text = node.string else {
          throw Mistake("expected \(expected), found \(node.found)")
        }
        return try parse(text)
      }, write: write)
  }
}

extension SettingKind where Value == Bool {
  static var boolean: Self {
    Self(
      expected: "true or false",
      read: { (node) throws(Mistake) in
        guard let value = node.boolean else { throw Mistake("expected true or false, found \(node.found)") }
        return value
      }, write: { $0 ? "true" : "false" })
  }
}

extension SettingKind where Value == Int {
  static func integer(_ range: ClosedRange<Int>) -> Self {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return Self(
      expected: expected,
      read: { (node) throws(Mistake) in
        guard let value = node.integer.map(Int.init), range.contains(value) else {
          throw Mistake("expected \(expected), found \(node.found)")
        }
        return value
      }, write: { "\($0)" })
  }

  /// Seconds, for facts that are no larger than a person's patience.
  static var durationInSeconds: Self {
    Self("a duration such as \"30s\"", write: { tomlQuoted(DurationText.text(UInt64($0))) }) {
      (text) throws(Mistake) in Int(try DurationText.seconds(text))
    }
  }

  static func percent(_ range: ClosedRange<Int>) -> Self {
    Self(
      "a share such as \"10%\", from \(range.lowerBound)% to \(range.upperBound)%",
      write: { tomlQuoted("\($0)%") }
    ) { (text) throws(Mistake) in
      guard let value = percentage(text), range.contains(value) else {
        throw Mistake(
          "\(quotedForMessage(text)) is not a share: "
            + "expected \(range.lowerBound)% to \(range.upperBound)%, as \"10%\"")
      }
      return value
    }
  }
}

/// The number in `10%`.
func percentage(_ text: String) -> Int? {
  guard text.utf8.last == UInt8(ascii: "%") else { return nil }
  let digits = text.utf8.dropLast()
  guard !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
  return Int(Substring(digits))
}

extension SettingKind where Value == UInt64 {
  static var duration: Self {
    Self("a duration such as \"30s\", \"1h\" or \"90d\"", write: { tomlQuoted(DurationText.text($0)) }) {
      (text) throws(Mistake) in
      guard text != "never" else { throw Mistake("\"never\" is no duration here: expected \"30s\" or so") }
      return try DurationText.seconds(text)
    }
  }
}

extension SettingKind where Value == UInt64? {
  static var durationOrNever: Self {
    Self(
      "a duration such as \"90d\", or \"never\"",
      write: { $0.map { tomlQuoted(DurationText.text($0)) } ?? "\"never\"" }
    ) { (text) throws(Mistake) in
      text == "never" ? nil : try DurationText.seconds(text)
    }
  }
}

extension SettingKind where Value == Timestamp {
  static var moment: Self {
    let expected = "a time with its offset such as 2026-03-02T09:15:00Z"
    return Self(
      expected: expected,
      read: { (node) throws(Mistake) in
        guard let value = node.timestamp else { throw Mistake("expected \(expected), found \(node.found)") }
        return value
      }, write: { "\($0)" })
  }
}

extension SettingKind where Value == CalendarDate {
  static var day: Self {
    let expected = "a date such as 2026-09-30"
    return Self(
      expected: expected,
      read: { (node) throws(Mistake) in
        guard let value = node.date else { throw Mistake("expected \(expected), found \(node.found)") }
        return value
      }, write: { "\($0)" })
  }
}

extension SettingKind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the words of an enumeration, or of those that make sense here.
  static func word(_ allowed: [Value] = Array(Value.allCases)) -> Self {
    let words = allowed.map(\.rawValue)
    let listed = words.map { "\"\($0)\"" }.joined(separator: ", ")
    let expected = "one of \(listed)"
    let bytes = words.map { Array($0.utf8) }
    return Self(
      expected: expected,
      read: { (node) throws(Mistake) in
        guard node.kind == .string else { throw Mistake("expected \(expected), found \(node.found)") }
        let place = node.withTextBytes { text in bytes.firstIndex { $0.elementsEqual(text) } }
        if let place { return allowed[place] }
        let text = node.text
        let hint = nearestWord(to: text, among: words).map { "; did you mean \"\($0)\"?" } ?? ""
        throw Mistake("expected \(expected), found \(quotedForMessage(text))\(hint)")
      }, write: { tomlQuoted($0.rawValue) })
  }
}

extension SettingKind {
  /// A list of values of that kind.
  static func list<Element: Sendable>(
    of kind: SettingKind<Element>, mayBeEmpty: Bool = true
  ) -> Self where Value == [Element] {
    let expected = "a list of which each is \(kind.expected)"
    return Self(
      expected: expected,
      read: { (node) throws(Mistake) in
        guard node.kind == .list else { throw Mistake("expected \(expected), found \(node.found)") }
        var values: [Element] = []
        for child in node.children {
          do throws(Mistake) {
            values.append(try kind.read(child))
          } catch {
            throw Mistake(error.message, at: error.position ?? child.position)
          }
        }
        guard mayBeEmpty || !values.isEmpty else { throw Mistake("the list is empty: expected at least one") }
        return values
      }, write: { "[" + $0.map(kind.write).joined(separator: ", ") + "]" })
  }
}
