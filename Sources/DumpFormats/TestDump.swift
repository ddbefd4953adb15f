public import Sizing

/// The dump that a self-test drops: small, whole, of no machine, and known for what it is by its header.
///
/// It is a complete 64-bit dump in every field that a reader looks at, so that it goes the way that a real one would
/// go. What tells it apart are the comment, which Windows leaves unset, a bug check that no Windows has, and its
/// length; all three, since whoever may write to a dump directory can put the first two into a dump of any size.
public enum TestDump {
  /// The header's comment.
  public static let comment = "dumpwarden test dump: no machine crashed"

  /// The bug check, `DWTD` as Windows writes four letters into a number.
  ///
  /// Windows' own codes end well below 0x10000, but for 0x1000007E and its like, 0xDEADDEAD (started by hand) and
  /// NTSTATUS values from 0xC0000000 on; converters use 0x4D415454 (`MATT`).
  public static let bugCheckCode: UInt32 = 0x4457_5444

  /// How long it is: the header and 16 pages.
  public static let length: UInt64 = 0x2000 + 16 * 4096

  private static let layout = WindowsHeaderLayout.wide
  private static let pages: UInt64 = 16

  /// The dump.
  ///
  /// - Parameters:
  ///   - time: when the machine that does not exist is said to have crashed.
  ///   - number: what tells this one from another of the same second; the bug check's first parameter.
  public static func bytes(time: Timestamp, number: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(length))
    // What a writer does not set holds this, in dumps of Windows.
    while bytes.count < layout.length { bytes += Array("PAGE".utf8) }
    bytes.put(Array("PAGEDU64".utf8), at: 0)
    bytes.put(15 as UInt32, at: 0x08)
    bytes.put(20_348 as UInt32, at: layout.build)
    bytes.put(0x8664 as UInt32, at: layout.machine)
    bytes.put(1 as UInt32, at: layout.processors)
    bytes.put(bugCheckCode, at: layout.bugCheckCode)
    for index in 0..<4 {
      bytes.put(index == 0 ? number : 0, at: layout.bugCheckParameters + index * layout.wordSize)
    }
    bytes.put(1 as UInt32, at: layout.memoryBlock)
    bytes.put(pages, at: layout.memoryBlock + 8)
    // Page 0 is firmware's on a real machine; a run from there on is a converter's.
    bytes.put(1 as UInt64, at: layout.memoryBlock + 16)
    bytes.put(pages, at: layout.memoryBlock + 24)
    bytes.put(1 as UInt32, at: layout.dumpType)
    bytes.put(length, at: layout.requiredDumpSpace)
    bytes.put(time.fileTime, at: layout.time)
    bytes.put(Array(comment.utf8) + [0], at: layout.comment)
    bytes.put(10_000_000 as UInt64, at: layout.uptime)
    // Pages of text and not of zeros, which a copy could leave out as a hole.
    let line = Array("\(comment)\n".utf8)
    while bytes.count < Int(length) { bytes += line.prefix(Int(length) - bytes.count) }
    return bytes
  }
}

extension Identification {
  /// Whether it is the dump of a self-test, or the beginning of one: no crash, and nothing that retention counts.
  public var isTestDump: Bool {
    bugCheck?.code == TestDump.bugCheckCode && comment == TestDump.comment && format == .windowsDump64
      && kind == .complete && size.count <= TestDump.length
  }
}

extension Timestamp {
  /// As FILETIME; a moment before 1601 has none, and gives 0.
  fileprivate var fileTime: UInt64 {
    let (sum, overflow) = seconds.addingReportingOverflow(11_644_473_600)
    return overflow || sum < 0 ? 0 : UInt64(sum).multipliedReportingOverflow(by: 10_000_000).partialValue
  }
}

extension [UInt8] {
  fileprivate mutating func put(_ bytes: [UInt8], at offset: Int) {
    replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }

  fileprivate mutating func put(_ value: some FixedWidthInteger & UnsignedInteger, at offset: Int) {
    for index in 0..<value.bitWidth / 8 {
      self[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }
}
