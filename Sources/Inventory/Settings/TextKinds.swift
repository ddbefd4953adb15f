internal import Sizing

extension SettingKind where Value == String {
  /// Any text, the empty one too.
  static var text: Self {
    Self("a text", write: tomlQuoted) { (text) throws(Mistake) in
      try withoutControls(text)
    }
  }

  /// Any text, with whatever a machine may have put into it.
  static var anyText: Self { Self("a text", write: tomlQuoted) { (text) throws(Mistake) in text } }

  /// A text that says something.
  static func words(_ expected: String) -> Self {
    Self(expected, write: tomlQuoted) { (text) throws(Mistake) in
      guard text.utf8.contains(where: { $0 > 0x20 }) else {
        throw Mistake("it is empty: expected \(expected)")
      }
      return try withoutControls(text)
    }
  }

  /// The id of a rule, or a pattern of ids; one that no rule has would accept nothing and say so to nobody.
  static var rules: Self {
    let expected = "a rule such as \"EXT-SAME-VOLUME\""
    return Self(expected, write: tomlQuoted) { (text) throws(Mistake) in
      let pattern = Pattern(text)
      if RuleTable.rules.contains(where: { pattern.matches($0.id) }) { return text }
      let hint = RuleTable.nearest(text).map { "did you mean \"\($0.id)\"?" } ?? "dumpctl rules lists them"
      throw Mistake("there is no rule \(quotedForMessage(text)): \(hint)")
    }
  }

  /// The name of a file or host, or a pattern of names: one path component.
  static func name(_ expected: String) -> Self {
    Self(expected, write: tomlQuoted) { (text) throws(Mistake) in
      if isPlainName(text) { return text }
      guard text.utf8.contains(where: { $0 > 0x20 }) else {
        throw Mistake("the name is empty: expected \(expected)")
      }
      guard !text.utf8.contains(UInt8(ascii: "/")) else {
        throw Mistake("\(quotedForMessage(text)) has a '/' in it: expected \(expected), not a path")
      }
      guard text != ".", text != ".." else {
        throw Mistake("\(quotedForMessage(text)) is no name: expected \(expected)")
      }
      return try withoutControls(text)
    }
  }

  /// The name of a group of users, or nothing.
  static var groupOrNone: Self {
    let expected = "the name of a group, or \"\" for none"
    return Self(expected, write: tomlQuoted) { (text) throws(Mistake) in
      guard !text.utf8.contains(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") || $0 == 0x20 })
      else {
        throw Mistake("\(quotedForMessage(text)) is no name: expected \(expected)")
      }
      return try withoutControls(text)
    }
  }

  /// An absolute path without steps up.
  static func absolutePath(_ expected: String) -> Self {
    Self(expected, write: tomlQuoted) { (text) throws(Mistake) in
      guard text.utf8.first == UInt8(ascii: "/") else {
        throw Mistake("\(quotedForMessage(text)) is not an absolute path: expected \(expected)")
      }
      return try withoutStepsUp(withoutControls(text))
    }
  }

  /// A path below the dump directory, or an absolute one.
  static var archivePath: Self {
    let expected = "a directory below the dump directory, as \"preserved\", or an absolute path"
    return Self(expected, write: tomlQuoted) { (text) throws(Mistake) in
      let path = try withoutStepsUp(withoutControls(text))
      let names = path.split(separator: "/", omittingEmptySubsequences: true)
      guard !names.isEmpty, !names.contains(".") else {
        throw Mistake(
          "\(quotedForMessage(text)) would be the dump directory itself: expected \(expected)")
      }
      return path
    }
  }
}

/// Letters, digits, `-`, `_` and a first character that is no point: nearly every name, in one pass.
private func isPlainName(_ text: String) -> Bool {
  var text = text
  return text.withUTF8 { bytes in
    guard let first = bytes.first, first != UInt8(ascii: ".") else { return false }
    return bytes.allSatisfy { byte in
      switch byte {
      case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x2E, 0x5F: true
      default: false
      }
    }
  }
}

private func withoutControls(_ text: String) throws(Mistake) -> String {
  guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
    throw Mistake("\(quotedForMessage(text)) has a control character in it")
  }
  return text
}

private func withoutStepsUp(_ text: String) throws(Mistake) -> String {
  guard !text.split(separator: "/", omittingEmptySubsequences: true).contains("..") else {
    throw Mistake("\(quotedForMessage(text)) has a '..' in it: write the path that is meant")
  }
  return text
}
