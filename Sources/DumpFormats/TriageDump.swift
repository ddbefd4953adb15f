/// The second header of small dumps: type 4.
enum TriageDump {
  private static let fixedPart = 0x80
  private static let blockSize = 16
  private static let piece = 4096
  /// Real ones have hundreds; each is 16 bytes to read.
  private static let maximumBlocks = 65_536
  /// MiniDumpFields: the dump has data blocks.
  private static let hasDataBlocks: UInt32 = 0x800

  static func body(_ header: WindowsHeader, _ source: some ByteSource) throws(Refusal) -> DumpBody {
    let second = try source.window(at: header.length, count: fixedPart, of: "the small dump's header")
    let size = UInt64(try second.u32(0x04))
    let mark = UInt64(try second.u32(0x08))
    guard size >= header.length + UInt64(fixedPart), mark >= header.length + UInt64(fixedPart),
      mark <= size - 4
    else {
      throw .inconsistent("a small dump of \(size) bytes with its end mark at byte \(mark)")
    }
    var body = DumpBody(start: header.length, end: size)
    body.endMark = mark
    if header.layout.isWide, (header.miniDumpFields ?? hasDataBlocks) & hasDataBlocks != 0 {
      body.end = max(
        size, try endOfBlocks(count: try second.u32(0x7C), list: UInt64(try second.u32(0x78)), header, source)
      )
    }
    return body
  }

  /// Whether the mark that Windows writes last is there.
  static func hasEndMark(at offset: UInt64, in source: some ByteSource) throws(Refusal) -> Bool {
    try source.window(at: offset, count: 4, of: "the end mark").has("TRGD", at: 0)
  }

  private static func endOfBlocks(
    count: UInt32, list: UInt64, _ header: WindowsHeader, _ source: some ByteSource
  ) throws(Refusal) -> UInt64 {
    guard count > 0 else { return 0 }
    guard count <= UInt32(maximumBlocks), list >= header.length else {
      throw .inconsistent("\(count) data blocks, listed at byte \(list)")
    }
    var end = list + UInt64(count) * UInt64(blockSize)
    var index = 0
    while index < Int(count) {
      let blocks = min(Int(count) - index, piece / blockSize)
      let window = try source.window(
        at: list + UInt64(index * blockSize), count: blocks * blockSize, of: "the list of data blocks")
      for block in 0..<blocks {
        let offset = UInt64(try window.u32(block * blockSize + 8))
        let size = UInt64(try window.u32(block * blockSize + 12))
        // Both are below 2^32.
        end = max(end, offset + size)
      }
      index += blocks
    }
    return end
  }
}
