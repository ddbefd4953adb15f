/// What the table of segments says of the file, gathered in one pass over bounded pieces.
struct ElfSegments {
  /// The lowest offset that a segment is stored at.
  private(set) var start = UInt64.max
  /// The lowest offset that memory is stored at; `nil` in a core without any.
  private(set) var memoryStart: UInt64?
  /// Where the last one ends.
  private(set) var end: UInt64 = 0
  /// The first note segment.
  private(set) var notes: (offset: UInt64, length: UInt64)?
  /// The memory described; `nil` where segments show the same memory twice, as `/proc/vmcore` does.
  private(set) var physicalBytes: UInt64? = 0

  private var physicalEnd: UInt64 = 0

  private static let entriesAtOnce = 64
  private static let load: UInt32 = 1
  private static let note: UInt32 = 4

  init(_ header: ElfHeader, _ layout: ElfLayout, _ source: some ByteSource) throws(Refusal) {
    guard UInt64(header.segmentCount) * UInt64(layout.segmentLength) <= DumpBody.tableLimit else {
      throw .notVerifiable("it has \(header.segmentCount) segments, too many to be read")
    }
    let entry = UInt64(layout.segmentLength)
    let (endOfTable, overflow) = header.tableOffset.addingReportingOverflow(
      UInt64(header.segmentCount) * entry)
    guard !overflow else { throw .inconsistent("its segment headers lie beyond any file") }
    guard endOfTable <= source.length else { throw .endsBefore(endOfTable, what: "the segment headers") }
    var position = header.tableOffset
    // A header of zeros describes nothing: holes are skipped, so that a claimed count costs nothing.
    while position < endOfTable, let data = try source.data(from: position), data < endOfTable {
      position += (max(data, position) - position) / entry * entry
      let count = Int(min(UInt64(Self.entriesAtOnce), (endOfTable - position) / entry))
      let piece = try source.window(
        at: position, count: count * layout.segmentLength, of: "the segment headers")
      let window = Window(piece.bytes, isBigEndian: layout.isBigEndian)
      for index in 0..<count { try add(window, index * layout.segmentLength, layout) }
      position += UInt64(count) * entry
    }
    guard end > 0 else { throw .notVerifiable("a core without any stored segment") }
  }

  private mutating func add(_ window: Window, _ at: Int, _ layout: ElfLayout) throws(Refusal) {
    let type = try window.u32(at)
    let offset = try layout.word(window, wide: at + 0x08, narrow: at + 0x04)
    let physical = try layout.word(window, wide: at + 0x18, narrow: at + 0x0C)
    let stored = try layout.word(window, wide: at + 0x20, narrow: at + 0x10)
    let inMemory = try layout.word(window, wide: at + 0x28, narrow: at + 0x14)
    if type == Self.load { addMemory(physical, inMemory) }
    // QEMU gives memory that it did not store the offset -1.
    guard stored > 0 else { return }
    let (sum, overflow) = offset.addingReportingOverflow(stored)
    guard !overflow else { throw .inconsistent("a segment of \(stored) bytes at byte \(offset)") }
    start = min(start, offset)
    end = max(end, sum)
    if type == Self.load { memoryStart = min(memoryStart ?? offset, offset) }
    if type == Self.note, notes == nil { notes = (offset, stored) }
  }

  private mutating func addMemory(_ physical: UInt64, _ length: UInt64) {
    guard let sum = physicalBytes else { return }
    let (next, overflow) = physical.addingReportingOverflow(length)
    guard !overflow, next <= 1 << 52, physical >= physicalEnd else {
      physicalBytes = nil
      return
    }
    physicalEnd = next
    // Ascending stretches below 2^52 cannot sum up to more.
    physicalBytes = sum + length
  }
}
