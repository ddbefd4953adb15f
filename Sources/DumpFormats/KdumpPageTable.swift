/// The page descriptors of a kdump-compressed file: how many pages there are, and where the last one ends.
struct KdumpPageTable {
  /// How many descriptors there are: one for each bit of the second bitmap.
  let count: UInt64
  /// How many of them were never filled in.
  private(set) var missing: UInt64 = 0
  /// Where the last page ends.
  ///
  /// That is not the last descriptor's page: all zero pages share one copy at the start.
  private(set) var end: UInt64

  private static let entrySize = 24
  private static let piece = 64 << 10

  init(_ header: KdumpHeader, _ source: some ByteSource) throws(Refusal) {
    let pages = try header.pagesOfSplit(source)
    count = try Self.countBits(header.storedBitmap, pages, source)
    guard count > 0 else {
      let bitmap = header.storedBitmap.lowerBound
      guard try source.data(from: bitmap) == bitmap else {
        throw .notArrived("it has its full length, but its page bitmap is a hole", at: bitmap)
      }
      throw .inconsistent("its page bitmap has no pages")
    }
    let length = count * UInt64(Self.entrySize)
    end = header.tableOffset + length
    guard source.length >= end else { throw .endsBefore(end, what: "its page descriptors") }
    guard length <= DumpBody.tableLimit else {
      throw .notVerifiable("it has \(count) page descriptors, too many to be read")
    }
    var position = header.tableOffset
    let endOfTable = end
    while position < endOfTable {
      let size = Int(min(endOfTable - position, UInt64(Self.piece / Self.entrySize * Self.entrySize)))
      let bytes = try source.window(at: position, count: size, of: "its page descriptors").bytes
      try add(Window(bytes, isBigEndian: header.layout.isBigEndian))
      position += UInt64(size)
    }
  }

  private mutating func add(_ window: Window) throws(Refusal) {
    for entry in stride(from: 0, to: window.count, by: Self.entrySize) {
      let offset = try window.u64(entry)
      guard offset != 0 else {
        missing += 1
        continue
      }
      let (sum, overflow) = offset.addingReportingOverflow(UInt64(try window.u32(entry + 8)))
      guard !overflow else { throw .inconsistent("a page stands at byte \(offset)") }
      end = max(end, sum)
    }
  }

  private static func countBits(
    _ bitmap: Range<UInt64>, _ pages: Range<UInt64>?, _ source: some ByteSource
  ) throws(Refusal) -> UInt64 {
    let bits = (bitmap.upperBound - bitmap.lowerBound) * 8
    func ones(before page: UInt64) throws(Refusal) -> UInt64 {
      let bitmap = try PageBitmap(offset: bitmap.lowerBound, bits: min(page, bits))
      guard let count = try bitmap.ones(in: source) else {
        throw .notVerifiable("its page bitmap is too long to be counted")
      }
      return count
    }
    guard let pages else { return try ones(before: bits) }
    return try ones(before: pages.upperBound) - ones(before: pages.lowerBound)
  }
}
