/// Where the fields of ELF headers stand in the two classes.
struct ElfLayout {
  let isBigEndian: Bool
  let isWide: Bool

  /// `nil` for a class or byte order that does not exist.
  init?(_ first: Window) {
    guard let fileClass = try? first.u8(4), let order = try? first.u8(5), (1...2).contains(fileClass),
      (1...2).contains(order)
    else { return nil }
    isWide = fileClass == 2
    isBigEndian = order == 2
  }

  var headerLength: Int { isWide ? 64 : 52 }
  var segmentLength: Int { isWide ? 56 : 32 }
  var sectionLength: Int { isWide ? 64 : 40 }

  /// A field of the class's word size.
  func word(_ window: Window, wide: Int, narrow: Int) throws(Refusal) -> UInt64 {
    isWide ? try window.u64(wide) : UInt64(try window.u32(narrow))
  }
}

/// What the ELF header says of the table of segments.
struct ElfHeader {
  let flags: UInt32
  let tableOffset: UInt64
  let segmentCount: Int

  init(_ window: Window, _ layout: ElfLayout, _ source: some ByteSource) throws(Refusal) {
    flags = try window.u32(layout.isWide ? 0x30 : 0x24)
    tableOffset = try layout.word(window, wide: 0x20, narrow: 0x1C)
    guard Int(try window.u16(layout.isWide ? 0x36 : 0x2A)) == layout.segmentLength else {
      throw .inconsistent("its segment headers have another length than the class has")
    }
    let count = try window.u16(layout.isWide ? 0x38 : 0x2C)
    guard count == 0xFFFF else {
      segmentCount = Int(count)
      return
    }
    // More than 65,534 segments are counted in the first section header.
    let sections = try layout.word(window, wide: 0x28, narrow: 0x20)
    let section = try source.window(at: sections, count: layout.sectionLength, of: "the first section header")
    let real = Window(section.bytes, isBigEndian: layout.isBigEndian)
    segmentCount = Int(try real.u32(layout.isWide ? 0x2C : 0x1C))
  }
}
