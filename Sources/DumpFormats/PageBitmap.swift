/// The bitmap of stored pages: one bit for each page of the machine's address space.
struct PageBitmap {
  /// Its offset in the file.
  let offset: UInt64
  /// How many bits count; those behind them in the last byte do not.
  let bits: UInt64

  /// How many bytes are read at a time, and so held in memory.
  private static let piece: UInt64 = 64 << 10

  /// The offset behind the last byte.
  var end: UInt64 { offset + (bits + 7) / 8 }

  init(offset: UInt64, bits: UInt64) throws(Refusal) {
    guard bits <= MemoryBlock.maximumPages else {
      throw .inconsistent("a bitmap of \(bits) pages is more than a machine can have")
    }
    self.offset = offset
    self.bits = bits
  }

  /// Counts the one bits; `nil` where the bitmap is longer than what is read of a file.
  ///
  /// Holes read as zeros and are skipped, so that a sparse file costs nothing.
  func ones(in source: some ByteSource) throws(Refusal) -> UInt64? {
    guard end - offset <= DumpBody.tableLimit else { return nil }
    guard end <= source.length else { throw .endsBefore(end, what: "the page bitmap") }
    var count: UInt64 = 0
    var position = offset
    while let data = try source.data(from: position), data < end {
      // A source that answers with an offset before the one asked about would never end.
      position = max(data, position)
      let bytes = try source.bytes(at: position, count: Int(min(Self.piece, end - position)))
      guard !bytes.isEmpty else { throw .endsBefore(end, what: "the page bitmap") }
      var ones = 0
      for byte in bytes { ones &+= byte.nonzeroBitCount }
      position += UInt64(bytes.count)
      if position == end, bits % 8 != 0, let last = bytes.last {
        ones -= (last >> UInt8(bits % 8)).nonzeroBitCount
      }
      count += UInt64(ones)
      if position >= end { break }
    }
    return count
  }
}
