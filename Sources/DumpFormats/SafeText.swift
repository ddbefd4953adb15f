/// Text of a dump made safe for a terminal and a log.
///
/// Whoever may write into a dump directory chooses these bytes; escapes, line ends and bidirectional controls
/// are therefore replaced, and so is all that is not printable ASCII (failure story S13).
///
/// - Returns: `nil` where nothing was set.
func safeText(_ field: ArraySlice<UInt8>) -> String? {
  guard !Fill.isUnset(field) else { return nil }
  let text = field.prefix { $0 != 0 }
  var letters = text.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }
  while letters.last == UInt8(ascii: " ") { letters.removeLast() }
  return letters.isEmpty ? nil : String(decoding: letters, as: UTF8.self)
}
