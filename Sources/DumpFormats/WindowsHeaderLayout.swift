/// Where the fields of a Windows dump header stand; the 32-bit one is no narrowed copy of the 64-bit one.
struct WindowsHeaderLayout {
  let length: Int
  let wordSize: Int
  let build: Int
  let machine: Int
  let processors: Int
  let bugCheckCode: Int
  let bugCheckParameters: Int
  let memoryBlock: Int
  /// How many runs fit before the next field: 700 bytes, rounded up by alignment in 64 bits.
  let maximumRuns: UInt32
  let dumpType: Int
  let requiredDumpSpace: Int
  let time: Int
  let comment: Int
  let uptime: Int
  let miniDumpFields: Int
  /// Reserved before Windows 10; BootId follows it.
  let attributes: Int

  /// `PAGEDU64`.
  static let wide = WindowsHeaderLayout(
    length: 0x2000, wordSize: 8, build: 0x0C, machine: 0x30, processors: 0x34, bugCheckCode: 0x38,
    bugCheckParameters: 0x40, memoryBlock: 0x88, maximumRuns: 43, dumpType: 0xF98,
    requiredDumpSpace: 0xFA0, time: 0xFA8, comment: 0xFB0, uptime: 0x1030, miniDumpFields: 0x1038,
    attributes: 0x1050)

  /// `PAGEDUMP`.
  static let narrow = WindowsHeaderLayout(
    length: 0x1000, wordSize: 4, build: 0x0C, machine: 0x20, processors: 0x24, bugCheckCode: 0x28,
    bugCheckParameters: 0x2C, memoryBlock: 0x64, maximumRuns: 86, dumpType: 0xF88,
    requiredDumpSpace: 0xFA0, time: 0xFC0, comment: 0x820, uptime: 0xFB8, miniDumpFields: 0xF8C,
    attributes: 0x8A0)

  var isWide: Bool { wordSize == 8 }

  /// A field of the machine's word size.
  func word(_ window: Window, _ offset: Int) throws(Refusal) -> UInt64 {
    isWide ? try window.u64(offset) : UInt64(try window.u32(offset))
  }

  /// The machine that a code names; `nil` for one that this header cannot be of.
  func machineName(_ code: UInt32) -> String? {
    switch (code, isWide) {
    case (0x014C, false): "x86"
    case (0x8664, true): "amd64"
    case (0xAA64, true): "arm64"
    case (0x0200, true): "ia64"
    default: nil
    }
  }
}
