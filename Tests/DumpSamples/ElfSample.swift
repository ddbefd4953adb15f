/// An ELF core as QEMU writes it: headers and notes first, then memory in order.
public struct ElfSample: Sendable {
  /// Whether it has 64-bit headers.
  public var isWide = true
  /// Whether its numbers begin with the highest byte.
  public var isBigEndian = false
  /// How many memory segments there are, each of `pages` pages.
  public var segments = 3
  /// The size of each segment.
  public var pages = 4
  /// Whether a segment that was not stored stands between them, with an offset of -1.
  public var hasUnstoredSegment = true
  /// Whether the count of segments stands in the first section header.
  public var countsInSection = false
  /// e_machine.
  public var machine: UInt16 = 62
  /// e_flags.
  public var flags: UInt32 = 0
  /// What the pages are made from.
  public var seed: UInt64 = 1

  /// A core of a small machine.
  public init() {}

  /// All of it.
  public func bytes() -> [UInt8] {
    let word = isWide ? 8 : 4
    let (headerLength, entryLength, sectionLength) = isWide ? (64, 56, 64) : (52, 32, 40)
    let count = segments + 1 + (hasUnstoredSegment ? 1 : 0)
    let table = headerLength + (countsInSection ? sectionLength : 0)
    let note = self.note
    let notes = table + count * entryLength
    let start = (notes + note.count + 4095) / 4096 * 4096
    var file = [UInt8](repeating: 0, count: start)
    file.replaceSubrange(0..<8, with: [0x7F, 0x45, 0x4C, 0x46, isWide ? 2 : 1, isBigEndian ? 2 : 1, 1, 0])
    put(UInt16(4), at: 0x10, in: &file)
    put(machine, at: 0x12, in: &file)
    // e_version is EV_CURRENT; file(1) calls any other invalid.
    put(UInt32(1), at: 0x14, in: &file)
    putWord(UInt64(table), at: isWide ? 0x20 : 0x1C, in: &file)
    put(flags, at: isWide ? 0x30 : 0x24, in: &file)
    put(UInt16(entryLength), at: isWide ? 0x36 : 0x2A, in: &file)
    put(countsInSection ? 0xFFFF : UInt16(count), at: isWide ? 0x38 : 0x2C, in: &file)
    if countsInSection {
      putWord(UInt64(headerLength), at: isWide ? 0x28 : 0x20, in: &file)
      put(UInt32(count), at: headerLength + (isWide ? 0x2C : 0x1C), in: &file)
    }
    file.replaceSubrange(notes..<notes + note.count, with: note)

    var entries = [(type: UInt32(4), offset: UInt64(notes), stored: UInt64(note.count), physical: UInt64(0))]
    let size = UInt64(pages * 4096)
    for index in 0..<segments {
      entries.append((1, UInt64(start) + UInt64(index) * size, size, UInt64(index) * 2 * size))
    }
    if hasUnstoredSegment { entries.append((1, isWide ? .max : 0xFFFF_FFFF, 0, UInt64(segments) * 2 * size)) }
    for (index, entry) in entries.enumerated() {
      let at = table + index * entryLength
      put(entry.type, at: at, in: &file)
      putWord(entry.offset, at: at + word, in: &file)
      putWord(entry.physical, at: at + 3 * word, in: &file)
      putWord(entry.stored, at: at + 4 * word, in: &file)
      putWord(entry.type == 1 ? size : 0, at: at + 5 * word, in: &file)
    }
    let memory = SamplePages(seed: seed)
    for page in 0..<segments * pages { file += memory[page] }
    return file
  }

  private var note: [UInt8] {
    var note = [UInt8](repeating: 0, count: 12 + 8 + 16)
    put(UInt32(5), at: 0, in: &note)
    put(UInt32(16), at: 4, in: &note)
    note.put("QEMU", at: 12)
    return note
  }

  private func put(_ value: some FixedWidthInteger & UnsignedInteger, at offset: Int, in file: inout [UInt8])
  {
    if isBigEndian { file.putBigEndian(value, at: offset) } else { file.put(value, at: offset) }
  }

  private func putWord(_ value: UInt64, at offset: Int, in file: inout [UInt8]) {
    if isWide {
      put(value, at: offset, in: &file)
    } else {
      put(UInt32(truncatingIfNeeded: value), at: offset, in: &file)
    }
  }
}
