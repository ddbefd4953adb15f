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

  func u8(_ offset: Int) throws(Refusal) -> UInt8 { try integer(offset) }

  func u16(_ offset: Int) throws(Refusal) -> UInt16 { try integer(offset) }

  func u32(_ offset: Int) throws(Refusal) -> UInt32 { try integer(offset) }

  func u64(_ offset: Int) throws(Refusal) -> UInt64 { try integer(offset) }

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

  private func integer<Value: FixedWidthInteger & UnsignedInteger>(_ offset: Int) throws(Refusal) -> Value {
    let width = Value.bitWidth / 8
    guard offset >= 0, offset <= bytes.count - width else {
      throw .inconsistent("a field lies outside of its structure")
    }
    var value: UInt64 = 0
    // Two loops of a length that the compiler knows: tables of a million fields are read with them.
    if isBigEndian {
      for index in 0..<width { value = value << 8 | UInt64(bytes[offset + index]) }
    } else {
      for index in 0..<width { value |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
    }
    return Value(truncatingIfNeeded: value)
  }
}
