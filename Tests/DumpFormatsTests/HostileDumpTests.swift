import DumpFormats
import DumpSamples
import Testing

/// A field of a sample overwritten with what no honest writer writes.
struct HostileCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let type: WindowsSample.Kind
  let change: @Sendable (inout [UInt8]) -> Void
  /// What the reason says.
  let reason: String

  init(
    _ testDescription: String, _ type: WindowsSample.Kind, _ reason: String,
    change: @escaping @Sendable (inout [UInt8]) -> Void
  ) {
    self.testDescription = testDescription
    self.type = type
    self.reason = reason
    self.change = change
  }

  static let runs = [
    HostileCase("no runs", .complete, "0 memory runs") { $0.put(UInt32(0), at: 0x88) },
    HostileCase("44 runs", .complete, "44 memory runs") { $0.put(UInt32(44), at: 0x88) },
    HostileCase("2^32 - 1 runs", .complete, "4294967295 memory runs") { $0.put(UInt32.max, at: 0x88) },
    HostileCase("runs not set", .complete, "memory runs are not set") { $0.put("PAGE", at: 0x88) },
    HostileCase("a run without pages", .complete, "has 0 pages") { $0.put(UInt64(0), at: 0xA0) },
    HostileCase("2^52 pages, which wrap to none", .complete, "has 4503599627370496 pages") {
      $0.put(UInt64(1) << 52, at: 0xA0)
      $0.put(UInt64(1) << 52, at: 0x90)
    },
    HostileCase("2^64 - 1 pages", .complete, "has 18446744073709551615 pages") {
      $0.put(UInt64.max, at: 0xA0)
    },
    HostileCase("a base that wraps", .complete, "from page 18446744073709551615 on") {
      $0.put(UInt64.max, at: 0x98)
    },
    HostileCase("overlapping runs", .complete, "overlaps") { $0.put(UInt64(2), at: 0xA8) },
    HostileCase("another sum", .complete, "the header says 601") { $0.put(UInt64(601), at: 0x90) },
    HostileCase("no dump type", .complete, "dump type is not set") { $0.put("PAGE", at: 0xF98) },
    HostileCase("dump type 0", .complete, "dump type 0") { $0.put(UInt32(0), at: 0xF98) },
    HostileCase("dump type 7", .complete, "dump type 7") { $0.put(UInt32(7), at: 0xF98) },
    HostileCase("dump type -1", .complete, "dump type 4294967295") { $0.put(UInt32.max, at: 0xF98) },
    HostileCase("another width's machine", .complete, "0x0000014C") { $0.put(UInt32(0x14C), at: 0x30) },
    HostileCase("text", .complete, "0x20202020") { $0.put("    ", at: 0x30) },
    HostileCase("a cleared mark", .complete, "mark is cleared") { $0.put("\0\0\0\0", at: 4) },
  ]

  static let bitmaps = [
    HostileCase("another mark", .bitmapComplete, "FDMP or SDMP") { $0.put("RDMP", at: 0x2000) },
    HostileCase("2^46 bits", .bitmapComplete, "more than a machine") { $0.put(UInt64(1) << 46, at: 0x2030) },
    HostileCase("2^64 - 1 bits, which wrap", .bitmapComplete, "more than a machine") {
      $0.put(UInt64.max, at: 0x2030)
    },
    HostileCase("a first page inside the bitmap", .bitmapComplete, "not behind the page bitmap") {
      $0.put(UInt64(0x2000), at: 0x2020)
    },
    HostileCase("a first page off a page's edge", .bitmapComplete, "not behind the page bitmap") {
      $0.put(UInt64(0x3001), at: 0x2020)
    },
    HostileCase("a first page beyond 1 TiB", .bitmapComplete, "first page stands at") {
      $0.put(UInt64(1) << 41, at: 0x2020)
    },
    HostileCase("no pages", .bitmapComplete, "0 pages stored") { $0.put(UInt64(0), at: 0x2028) },
    HostileCase("more pages than bits", .bitmapComplete, "pages stored of") {
      $0.put(UInt64(9999), at: 0x2028)
    },
    HostileCase("one page less than bits", .bitmapComplete, "has 600 pages, the header says 599") {
      $0.put(UInt64(599), at: 0x2028)
    },
    HostileCase("a bit more", .bitmapKernel, "has 151 pages, the header says 150") { $0[0x2038] |= 1 },
    HostileCase("two sizes of the bitmap", .summary, "two sizes") { $0.put(UInt32(1), at: 0x2018) },
  ]

  static let lists = [
    HostileCase("another mark", .debuggerFull, "RDMP") { $0.put("FDMP", at: 0x2004) },
    HostileCase("no metadata", .debuggerFull, "range list has 0 bytes") { $0.put(UInt64(0), at: 0x2010) },
    HostileCase("metadata of 17 bytes", .debuggerFull, "range list has 17 bytes") {
      $0.put(UInt64(17), at: 0x2010)
    },
    HostileCase("metadata of 2^63 bytes", .debuggerFull, "range list has 9223372036854775808 bytes") {
      $0.put(UInt64(1) << 63, at: 0x2010)
    },
    HostileCase("another first page", .debuggerFull, "not behind the range list") {
      $0.put(UInt64(0x2000), at: 0x2018)
    },
    HostileCase("no pages in all", .debuggerFull, "0 pages in all") { $0.put(UInt64(0), at: 0x2028) },
    HostileCase("fewer pages than announced", .debuggerFull, "are announced") {
      $0.put(UInt64(601), at: 0x2028)
    },
    HostileCase("more pages than announced", .debuggerFull, "more than the 599") {
      $0.put(UInt64(599), at: 0x2028)
    },
    HostileCase("a range as another reader met it", .debuggerKernel, "range 1 has 1159677174630842368 pages")
    {
      $0.put(UInt64(0x1018_003F_0000_0000), at: 0x2038)
    },
    HostileCase("an empty list", .debuggerKernel, "range list is empty") { $0.put(UInt64(0), at: 0x2030) },
  ]

  static let small = [
    HostileCase("no size", .small, "a small dump of 0 bytes") { $0.put(UInt32(0), at: 0x2004) },
    HostileCase("a mark behind the size", .small, "its end mark at byte 4294967295") {
      $0.put(UInt32.max, at: 0x2008)
    },
    HostileCase("no mark", .small, "end mark is missing") { $0.put("XXXX", at: $0.count - 4) },
    HostileCase("2^32 - 1 data blocks", .small, "4294967295 data blocks") { $0.put(UInt32.max, at: 0x207C) },
    HostileCase("data blocks inside the header", .small, "listed at byte 0") {
      $0.put(UInt32(0), at: 0x2078)
    },
  ]
}

@Suite("A hostile header")
struct HostileDumpTests {
  @Test(
    "is neither whole nor partial, and the answer says what is wrong",
    arguments: HostileCase.runs + HostileCase.bitmaps + HostileCase.lists + HostileCase.small)
  func refused(_ hostile: HostileCase) {
    var bytes = WindowsSample(hostile.type, pages: 600).bytes()
    hostile.change(&bytes)
    let source = ArraySource(bytes)
    let answer = identify(source, isSettled: true)
    #expect(answer.state == .unknown)
    #expect(answer.reason.contains(hostile.reason), "\(answer.reason)")
    #expect(answer.percentThere == nil)
    #expect(source.bytesRead <= 16 << 10)
  }

  @Test("that claims more than there is costs no more", arguments: WindowsSample.Kind.allCases)
  func bounded(_ kind: WindowsSample.Kind) {
    let source = ArraySource(WindowsSample(kind, pages: 700).bytes())
    _ = identify(source, isSettled: true)
    #expect(source.bytesRead <= 16 << 10)
    #expect(source.calls < 20)
  }

  @Test("with a bitmap too long to be counted is believed, and the answer says so")
  func longBitmap() {
    // 2^29 bits are 64 MiB of bitmap; the array ends behind the first page of it, the rest is a hole.
    var bytes = WindowsSample(.bitmapComplete, pages: 64).bytes()
    let firstPage = UInt64(0x2000) + (64 << 20) + 8192
    bytes.put(firstPage / 4096 * 4096, at: 0x2020)
    bytes.put(UInt64(1) << 29, at: 0x2030)
    bytes.put("PAGEPAGE", at: 0xFA0)
    let source = ArraySource(bytes + [UInt8](repeating: 7, count: 66 << 20))
    let answer = identify(source, isSettled: true)
    #expect(answer.state == .whole, "\(answer.reason)")
    #expect(answer.notes.contains { $0.contains("64.0 MiB, is too long to be counted") })
    #expect(source.bytesRead <= 16 << 10)
  }

  @Test("has its comment made safe")
  func comment() {
    var sample = WindowsSample(.complete)
    sample.comment = "a\u{1B}[2Jb\n\u{202E}c" + String(repeating: "x", count: 200)
    sample.comment = sample.comment.map { String($0.prefix(100)) }
    let comment = identified(sample.bytes()).comment
    #expect(comment?.hasPrefix("a?[2Jb????c") == true)
    #expect(comment?.utf8.allSatisfy { (0x20...0x7E).contains($0) } == true)
  }

  @Test("without an end in its comment keeps to the field")
  func endless() {
    var bytes = WindowsSample(.complete).bytes()
    for offset in 0xFB0..<0x1030 { bytes[offset] = UInt8(ascii: "c") }
    #expect(identified(bytes).comment?.utf8.count == 128)
  }
}
