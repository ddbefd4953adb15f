import Sizing

/// A stranger's bytes as a message holds them.
enum QuotedText {
  /// More bytes than this help nobody.
  private static let longest = 200

  /// In quotation marks: `'many'`.
  static func quoted(_ bytes: some Sequence<UInt8>) -> String { "'\(plain(bytes))'" }

  /// As they are, but for what could steer a terminal.
  static func plain(_ bytes: some Sequence<UInt8>) -> String {
    let all = Array(bytes)
    let safe = String(decoding: all.prefix(longest), as: UTF8.self).asSafeText
    return all.count > longest ? safe + "…" : safe
  }
}
