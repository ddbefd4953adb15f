/// Text from outside, made safe for a message that reaches a terminal or the journal.
enum QuotedText {
  /// More bytes than this of a stranger's text help nobody.
  private static let longest = 200

  /// In quotation marks: `'many'`.
  static func quoted(_ bytes: some Sequence<UInt8>) -> String { "'\(plain(bytes))'" }

  /// As it is, but for what could move the cursor, end the line, or turn the direction of writing.
  static func plain(_ bytes: some Sequence<UInt8>) -> String {
    let all = Array(bytes)
    var safe = ""
    for scalar in String(decoding: all.prefix(longest), as: UTF8.self).unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
        safe += "\\u{\(String(scalar.value, radix: 16))}"
      default:
        safe.unicodeScalars.append(scalar)
      }
    }
    return all.count > longest ? safe + "…" : safe
  }
}
