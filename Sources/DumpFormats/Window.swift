/// A stretch of a file that was read, and the integers in it.
///
/// Reading beyond it is an error, not a trap: offsets may come from the file.
struct Window {
  let bytes: [UInt8]
  /// Only ELF, diskdump and flattened files have other than little-endian numbers.
  var isBigEndian = false

  init(_ bytes: [UInt8], isBigEndian: Bool = false) {
    self.bytes = bytes
    self.isBigEndian = isBigEndian
  }

  var count: Int { bytes.count }

  func u8(_ offset: Int) throws(Refusal) -> UInt8 { UInt8(truncatingIfNeeded: try integer(offset, 1)) }

  func u16(_ offset: Int) throws(Refusal) -> UInt16 { UInt16(truncatingIfNeeded: try integer(offset, 2)) }

  func u32(_ offset: Int) throws(Refusal) -> UInt32 { UInt32(truncatingIfNeeded: try integer(offset, 4)) }

  func u64(_ offset: Int) throws(Refusal) -> UInt64 { try integer(offset, 8) }

  /// Whether these letters stand at the offset.
  func has(_ text: String, at offset: Int) -> Bool {
    let letters = text.utf8
    guard offset >= 0, offset <= bytes.count - letters.count else { return false }
    return bytes[offset..<offset + letters.count].elementsEqual(letters)
  }

  /// The bytes from `offset` on, as many of `count` as are there.
  func slice(_ offset: Int, _ count: Int) -> ArraySlice<UInt8> {
    let start = min(max(offset, 0), bytes.count)
    return bytes[start..<min(start + max(count, 0), bytes.count)]
  }

  private func integer(_ offset: Int, _ width: Int) throws(Refusal) -> UInt64 {
    guard offset >= 0, offset <= bytes.count - width else {
      throw .inconsistent("a field lies outside of its structure")
    }
    var value: UInt64 = 0
    for index in 0..<width {
      let byte = bytes[offset + (isBigEndian ? index : width - 1 - index)]
      value = value << 8 | UInt64(byte)
    }
    return value
  }
}
