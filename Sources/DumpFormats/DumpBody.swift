/// Where a dump's pages stand in the file, as its headers say; all sums already checked.
struct DumpBody {
  /// The offset of the first page.
  var start: UInt64
  /// Where the last page ends: a shorter file lacks something, a longer one may have data of drivers behind it.
  var end: UInt64
  /// Whether the format has nothing behind that.
  var isExact = false
  /// How many pages are stored, where the header counts them.
  var storedPages: UInt64?
  /// Up to which page number the machine's memory goes.
  var addressSpan: UInt64?
  /// A bitmap, whose one bits must be as many as the stored pages.
  var bitmap: PageBitmap?
  /// Where the end mark of a small dump stands.
  var endMark: UInt64?

  /// A body of `pages` pages from `start` on.
  static func pages(_ pages: UInt64, from start: UInt64) throws(Refusal) -> DumpBody {
    // 2^52 pages would wrap to a size of 0, and then every file would look whole.
    guard pages <= MemoryBlock.maximumPages, start <= 1 << 52 else {
      throw .inconsistent("\(pages) pages from byte \(start) on are more than a machine can have")
    }
    return DumpBody(start: start, end: start + pages * pageSize, storedPages: pages)
  }

  /// The size of a page in every Windows dump.
  static let pageSize: UInt64 = 4096

  /// How much of a table inside a file is read to check it: the bitmap of 1 TiB of address space.
  ///
  /// A verdict is needed on the loop that watches all directories; beyond this it says what it did not check.
  static let tableLimit: UInt64 = 32 << 20
}
