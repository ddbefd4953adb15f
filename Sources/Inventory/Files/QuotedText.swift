/// Text from outside, made safe for a message that reaches a terminal or the journal.
enum QuotedText {
  /// More than this of a stranger's text helps nobody.
  private static let longest = 80

  /// In quotation marks: `'many'`.
  static func quoted(_ bytes: some Sequence<UInt8>) -> String { "'\(plain(bytes))'" }

  /// As it is, but for what could move the cursor, end the line, or turn the direction of writing.
  static func plain(_ bytes: some Sequence<UInt8>) -> String {
    let text = String(decoding: Array(bytes), as: UTF8.self)
    var safe = ""
    var count = 0
    for scalar in text.unicodeScalars {
      guard count < longest * 4 else { return safe + "…" }
      count += 1
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
        safe += "\\u{\(String(scalar.value, radix: 16))}"
      default:
        safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }
}
