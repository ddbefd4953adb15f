/// What the header says of the machine's memory: runs of pages.
enum MemoryBlock {
  /// Fill, as in most bitmap dumps of Windows 8 and later.
  case unset
  /// So many pages; converters write one run from page 0 to the highest, holes counted.
  case described(pages: UInt64, isOneRunFromZero: Bool)
  /// It cannot be memory.
  case inconsistent(String)

  /// No machine has more pages: 52 bits of physical address.
  static let maximumPages: UInt64 = 1 << 40

  init(_ window: Window, _ layout: WindowsHeaderLayout) throws(Refusal) {
    let runs = try window.u32(layout.memoryBlock)
    let pages = try layout.word(window, layout.memoryBlock + layout.wordSize)
    let pagesAreSet =
      layout.isWide
      ? Fill.unlessUnset(pages) != nil : Fill.unlessUnset(UInt32(truncatingIfNeeded: pages)) != nil
    guard Fill.unlessUnset(runs) != nil, pagesAreSet else {
      self = .unset
      return
    }
    guard runs > 0 || pages > 0 else {
      self = .unset
      return
    }
    guard (1...layout.maximumRuns).contains(runs) else {
      self = .inconsistent("\(runs) memory runs, where the header has room for 1 to \(layout.maximumRuns)")
      return
    }
    var total: UInt64 = 0
    var end: UInt64 = 0
    var first: UInt64 = 0
    for index in 0..<Int(runs) {
      let offset = layout.memoryBlock + 2 * layout.wordSize + index * 2 * layout.wordSize
      let base = try layout.word(window, offset)
      let count = try layout.word(window, offset + layout.wordSize)
      guard count > 0, count <= Self.maximumPages, base <= Self.maximumPages - count else {
        self = .inconsistent("memory run \(index + 1) has \(count) pages from page \(base) on")
        return
      }
      guard base >= end else {
        self = .inconsistent("memory run \(index + 1) overlaps the one before it or descends")
        return
      }
      if index == 0 { first = base }
      end = base + count
      // Runs that ascend within 2^40 pages cannot sum up to more.
      total += count
    }
    guard pages == total else {
      self = .inconsistent("the memory runs have \(total) pages, the header says \(pages)")
      return
    }
    self = .described(pages: total, isOneRunFromZero: runs == 1 && first == 0)
  }

  /// The number of pages, where it is known.
  var pages: UInt64? {
    if case .described(let pages, _) = self { pages } else { nil }
  }
}
