/// Where what the sections of a core say of it ends.
///
/// QEMU has had them since 7.2: behind the memory stands the table of their names.
enum ElfSections {
  private static let mostRead = 64
  private static let noBits: UInt32 = 8

  /// The end of the last section and of their headers; 0 without any, and where they are not of this class.
  static func end(_ header: Window, _ layout: ElfLayout, _ source: some ByteSource) -> UInt64 {
    guard let table = try? layout.word(header, wide: 0x28, narrow: 0x20),
      let length = try? header.u16(layout.isWide ? 0x3A : 0x2E), Int(length) == layout.sectionLength,
      let count = try? header.u16(layout.isWide ? 0x3C : 0x30), count > 0, count <= mostRead,
      table >= UInt64(layout.headerLength), table <= 1 << 60
    else { return 0 }
    let size = Int(count) * layout.sectionLength
    let endOfTable = table + UInt64(size)
    guard let piece = try? source.window(at: table, count: size, of: "the section headers") else {
      return endOfTable
    }
    let window = Window(piece.bytes, isBigEndian: layout.isBigEndian)
    var end = endOfTable
    for at in stride(from: 0, to: size, by: layout.sectionLength) {
      guard let type = try? window.u32(at + 4), type != 0, type != noBits,
        let offset = try? layout.word(window, wide: at + 0x18, narrow: at + 0x10),
        let stored = try? layout.word(window, wide: at + 0x20, narrow: at + 0x14), stored > 0
      else { continue }
      let (sum, overflow) = offset.addingReportingOverflow(stored)
      // One that cannot be says nothing of the memory, which the segments are for.
      if !overflow, sum <= 1 << 60 { end = max(end, sum) }
    }
    return end
  }
}
