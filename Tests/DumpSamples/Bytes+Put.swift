extension [UInt8] {
  /// Overwrites the bytes at an offset with a number, lowest byte first.
  public mutating func put(_ value: some FixedWidthInteger & UnsignedInteger, at offset: Int) {
    for index in 0..<value.bitWidth / 8 {
      self[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }

  /// Overwrites the bytes at an offset with a number, highest byte first.
  public mutating func putBigEndian(_ value: some FixedWidthInteger & UnsignedInteger, at offset: Int) {
    put(value.byteSwapped, at: offset)
  }

  /// Overwrites the bytes at an offset with text.
  public mutating func put(_ text: String, at offset: Int) {
    for (index, byte) in text.utf8.enumerated() { self[offset + index] = byte }
  }
}
