/// The values that a header field has when nobody set it.
///
/// Windows first fills the header with `PAGE`; MemProcFS with `X`. Read as numbers both are huge, and as flags
/// they say nonsense (failure story W14).
enum Fill {
  static let page32: UInt32 = 0x4547_4150
  static let page64: UInt64 = 0x4547_4150_4547_4150
  static let x32: UInt32 = 0x5858_5858
  static let x64: UInt64 = 0x5858_5858_5858_5858

  /// The value, unless it is fill.
  static func unlessUnset(_ value: UInt32) -> UInt32? { value == page32 || value == x32 ? nil : value }

  /// The value, unless it is fill.
  static func unlessUnset(_ value: UInt64) -> UInt64? { value == page64 || value == x64 ? nil : value }

  /// Whether text consists of nothing but fill; an article of 2006 shows `PAGEDUMP` there too.
  static func isUnset(_ text: ArraySlice<UInt8>) -> Bool {
    text.allSatisfy { $0 == UInt8(ascii: "X") } || repeats("PAGE", in: text) || repeats("PAGEDUMP", in: text)
  }

  private static func repeats(_ pattern: String, in text: ArraySlice<UInt8>) -> Bool {
    let letters = Array(pattern.utf8)
    return text.enumerated().allSatisfy { $0.element == letters[$0.offset % letters.count] }
  }
}
