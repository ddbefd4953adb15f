internal import Sizing

/// The main header of a kdump-compressed file.
struct KdumpHeader {
  /// Byte order and word size are those of the machine that wrote the file.
  struct Layout {
    let isWide: Bool
    let isBigEndian: Bool

    var status: Int { isWide ? 424 : 412 }
    var timestamp: Int { isWide ? 408 : 404 }
  }

  let layout: Layout
  let version: UInt32
  let status: UInt32
  let blockSize: UInt64
  /// Where the page descriptors begin.
  let tableOffset: UInt64
  let bitmapBlocks: UInt64
  private let subHeaderBlocks: UInt64
  private let window: Window

  /// `nil` where neither layout makes sense.
  init?(_ first: Window) {
    for isBigEndian in [false, true] {
      for isWide in [true, false] {
        let layout = Layout(isWide: isWide, isBigEndian: isBigEndian)
        if let header = KdumpHeader(Window(first.bytes, isBigEndian: isBigEndian), layout) {
          self = header
          return
        }
      }
    }
    return nil
  }

  private init?(_ window: Window, _ layout: Layout) {
    guard let version = try? window.u32(8), let status = try? window.u32(layout.status),
      let blockSize = try? window.u32(layout.status + 4), let sub = try? window.u32(layout.status + 8),
      let bitmaps = try? window.u32(layout.status + 12), (4096...65_536).contains(blockSize),
      blockSize.nonzeroBitCount == 1, version <= 64, (1...1024).contains(sub), bitmaps >= 2, bitmaps % 2 == 0
    else { return nil }
    self.layout = layout
    self.version = version
    self.status = status
    self.blockSize = UInt64(blockSize)
    self.window = window
    bitmapBlocks = UInt64(bitmaps)
    subHeaderBlocks = UInt64(sub)
    // Below 2^34 blocks of at most 2^16 bytes.
    tableOffset = (1 + UInt64(sub) + UInt64(bitmaps)) * UInt64(blockSize)
  }

  /// The bitmap of the pages that are stored, the second of the two.
  var storedBitmap: Range<UInt64> {
    let start = (1 + subHeaderBlocks + bitmapBlocks / 2) * blockSize
    return start..<tableOffset
  }

  /// Which pages a file of a split dump has; `nil` where it is not split.
  func pagesOfSplit(_ source: some ByteSource) throws(Refusal) -> Range<UInt64>? {
    let sub = try subHeader(source)
    guard try sub.u32(12) == 1 else { return nil }
    // Since version 6 the 32-bit page numbers have 64-bit successors.
    let (start, end) = version >= 6 ? (try sub.u64(80), try sub.u64(88)) : (try sub.u64(16), try sub.u64(24))
    guard start <= end, end <= MemoryBlock.maximumPages else {
      throw .inconsistent("a part of a split dump from page \(start) to \(end)")
    }
    return start..<end
  }

  func endOfEraseInfo(_ source: some ByteSource) throws(Refusal) -> UInt64 {
    guard version >= 5 else { return 0 }
    let sub = try subHeader(source)
    let (offset, size) = (try sub.u64(64), try sub.u64(72))
    guard size > 0 else { return 0 }
    let (end, overflow) = offset.addingReportingOverflow(size)
    guard !overflow else { throw .inconsistent("erase information of \(size) bytes at byte \(offset)") }
    return end
  }

  func describe(_ answer: inout Identification) {
    // utsname has six names of 65 bytes: system, node, release, version, machine, domain.
    answer.machine =
      switch safeText(window.slice(12 + 4 * 65, 65)) {
      case "x86_64": "amd64"
      case "aarch64": "arm64"
      case "i386", "i586", "i686": "x86"
      case let other: other
      }
    if let node = safeText(window.slice(12 + 65, 65)), let release = safeText(window.slice(12 + 2 * 65, 65)) {
      answer.notes.append("of \(node), Linux \(release)")
    }
    let time =
      layout.isWide ? try? window.u64(layout.timestamp) : (try? window.u32(layout.timestamp)).map(UInt64.init)
    // The time at which makedumpfile ran, some minutes after the crash.
    if let time, (725_846_400..<4_102_444_800).contains(time) {
      answer.crashTime = Timestamp(seconds: Int64(time))
    }
    if let count = try? window.u32(layout.status + 36), (1...65_536).contains(count) {
      answer.processors = Int(count)
    }
    if let pages = try? window.u32(layout.status + 16), pages > 0 {
      answer.memory = Bytes(clamping: UInt64(pages) * blockSize)
      answer.memoryBasis = "upper bound: the highest page, holes counted"
      answer.memoryIsUpperBound = true
    }
  }

  private func subHeader(_ source: some ByteSource) throws(Refusal) -> Window {
    let window = try source.window(at: blockSize, count: 104, of: "its second header")
    return Window(window.bytes, isBigEndian: layout.isBigEndian)
  }
}
