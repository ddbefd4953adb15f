public import Sizing

/// A Windows kernel dump made from parameters: what it is said to be, and whole.
public struct WindowsSample: Sendable {
  /// DumpType, by what writes it.
  public enum Kind: UInt32, Sendable, CaseIterable {
    case complete = 1
    case summary = 2
    case header = 3
    case small = 4
    case bitmapComplete = 5
    case bitmapKernel = 6
    case debuggerKernel = 8
    case debuggerKernelAndUser = 9
    case debuggerFull = 10
  }

  /// A stretch of the machine's memory, in pages.
  public struct Run: Sendable {
    /// The first page.
    public var base: UInt64
    /// How many.
    public var count: UInt64

    /// A stretch.
    public init(base: UInt64, count: UInt64) {
      self.base = base
      self.count = count
    }
  }

  /// What fields that nobody sets hold.
  public enum Fill: Sendable { case page, zeros, x }

  /// What the header says in RequiredDumpSpace.
  public enum Space: Sendable, Equatable {
    case ofFile
    case unset
    case value(UInt64)
  }

  /// The kind.
  public var kind: Kind
  /// Whether the header is `PAGEDU64`.
  public var isWide = true
  /// The machine's memory.
  public var memoryRuns: [Run]
  /// How many of those pages a bitmap dump holds.
  public var storedPages: Int
  /// Whether the header has the memory runs; Windows 8 and later leave them out of bitmap dumps.
  public var describesMemory: Bool
  /// The bug check.
  public var bugCheckCode: UInt32 = 0xD1
  /// Its parameters.
  public var parameters: [UInt64] = [0x28, 2, 0, 0xFFFF_F801_2345_6789]
  /// SystemTime; `nil` leaves it unset.
  public var crashTime: Timestamp? = Timestamp("2026-03-02T09:15:00Z")
  /// SystemUpTime.
  public var uptimeSeconds: UInt64 = 86_400
  /// MinorVersion.
  public var build: UInt32
  /// MachineImageType; `nil` stands for AMD64, and x86 in the 32-bit header.
  public var machine: UInt32?
  /// NumberProcessors.
  public var processors: UInt32 = 8
  /// Attributes; `nil` leaves them unset, as before Windows 10.
  public var attributes: UInt32?
  /// BootId.
  public var bootID: UInt32?
  /// Comment.
  public var comment: String?
  /// RequiredDumpSpace.
  public var requiredDumpSpace = Space.ofFile
  /// How many bytes drivers added behind the pages.
  public var secondaryData = 0
  /// How large a small dump is.
  public var smallSize = 64 << 10
  /// How many data blocks a small dump lists.
  public var smallBlocks = 4
  /// The fill.
  public var fill = Fill.page
  /// What the pages are made from.
  public var seed: UInt64 = 1

  /// A dump of a machine with so many pages of memory.
  public init(_ kind: Kind, pages: Int = 64) {
    self.kind = kind
    let pages = max(pages, 1)
    // Real machines have a hole below 1 MiB.
    memoryRuns =
      pages < 512
      ? [Run(base: 1, count: UInt64(pages))]
      : [Run(base: 1, count: 158), Run(base: 0x100, count: UInt64(pages - 158))]
    let isBitmap = [.bitmapComplete, .bitmapKernel].contains(kind)
    storedPages = kind == .bitmapKernel || kind == .summary ? max(pages / 4, 1) : pages
    describesMemory = !isBitmap
    build = isBitmap ? 20_348 : 7601
    attributes = isBitmap ? 0 : nil
  }

  /// All of it.
  public func bytes() -> [UInt8] {
    var bytes: [UInt8] = []
    write { bytes += $0 }
    return bytes
  }

  /// Gives all of it, piece by piece and from the start.
  public func write<Failure>(_ sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    try sink(headers())
    let pages = SamplePages(seed: seed)
    // Megabytes at a time: a call for each page would be most of the time of writing a large sample.
    var piece: [UInt8] = []
    for index in 0..<pageCount {
      piece += pages[index]
      if piece.count >= 1 << 20 {
        try sink(piece)
        piece.removeAll(keepingCapacity: true)
      }
    }
    if secondaryData > 0 {
      var blob = [UInt8](repeating: 0x5A, count: secondaryData)
      if secondaryData >= 8 { blob.put("DumpBlob", at: 0) }
      piece += blob
    }
    if !piece.isEmpty { try sink(piece) }
  }

  /// How long the file is.
  public var length: UInt64 { endOfPages + UInt64(secondaryData) }

  /// Where the pages end.
  public var endOfPages: UInt64 { UInt64(headers(space: 0).count) + UInt64(pageCount) * 4096 }

  /// The main header's length.
  public var headerLength: Int { isWide ? 0x2000 : 0x1000 }

  /// How many pages the file holds.
  public var pageCount: Int {
    switch kind {
    case .header, .small: 0
    case .complete, .debuggerKernel, .debuggerKernelAndUser, .debuggerFull: memoryPages
    case .summary, .bitmapComplete, .bitmapKernel: min(storedPages, memoryPages)
    }
  }

  var memoryPages: Int { Int(memoryRuns.reduce(0) { $0 + $1.count }) }

  private func headers() -> [UInt8] {
    let length =
      switch requiredDumpSpace {
      case .ofFile: self.length
      case .unset: UInt64(0)
      case .value(let value): value
      }
    return headers(space: length)
  }

  private func headers(space: UInt64) -> [UInt8] {
    mainHeader(space: requiredDumpSpace == .unset ? nil : space) + secondHeader()
  }
}
