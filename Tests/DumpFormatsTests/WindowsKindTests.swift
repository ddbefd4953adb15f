import DumpFormats
import DumpSamples
import Sizing
import Testing

/// A header and the kind that it makes.
struct KindCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let type: WindowsSample.Kind
  let change: @Sendable (inout WindowsSample) -> Void
  let kind: Identification.Kind
  var timeIsOfCrash = true

  static let all = [
    KindCase(
      testDescription: "marked as filtered", type: .bitmapComplete, change: { $0.attributes = 0x40 },
      kind: .active),
    KindCase(
      testDescription: "all pages of the memory described", type: .bitmapComplete,
      change: {
        $0.attributes = nil
        $0.describesMemory = true
      }, kind: .complete),
    KindCase(
      testDescription: "half the pages of the memory described (failure story W23)", type: .bitmapComplete,
      change: {
        $0.attributes = nil
        $0.describesMemory = true
        $0.storedPages = 128
      }, kind: .active),
    KindCase(
      testDescription: "a third of the addresses, nothing else known", type: .bitmapComplete,
      change: {
        $0.attributes = nil
        $0.storedPages = 80
      }, kind: .completeOrActive),
    KindCase(
      testDescription: "half the addresses, not marked as filtered", type: .bitmapComplete,
      change: {
        $0.attributes = 0
        $0.storedPages = 140
      }, kind: .complete),
    KindCase(
      testDescription: "a Windows before active dumps", type: .bitmapComplete,
      change: {
        $0.attributes = nil
        $0.storedPages = 80
        $0.build = 9600
      }, kind: .complete),
    KindCase(
      testDescription: "a live kernel dump, by its code", type: .bitmapKernel,
      change: { $0.bugCheckCode = 0x161 }, kind: .live),
    KindCase(
      testDescription: "a live kernel dump, by its mark", type: .bitmapKernel,
      change: {
        $0.bugCheckCode = 0x141
        $0.attributes = 0x10
      }, kind: .live),
    KindCase(
      testDescription: "a live dump of a cluster", type: .bitmapKernel, change: { $0.bugCheckCode = 0x16B },
      kind: .live),
    KindCase(
      testDescription: "a small dump stays small", type: .small, change: { $0.bugCheckCode = 0x161 },
      kind: .small),
    KindCase(
      testDescription: "a hypervisor's dump of a running guest", type: .complete,
      change: { $0.bugCheckCode = 0x161 }, kind: .live, timeIsOfCrash: false),
    KindCase(
      testDescription: "attributes that are fill", type: .bitmapKernel,
      change: { $0.attributes = 0x4547_4150 },
      kind: .kernel),
  ]
}

@Suite("The kind of a Windows dump")
struct WindowsKindTests {
  @Test("comes from its type and what else the header tells", arguments: KindCase.all)
  func kind(_ row: KindCase) {
    var sample = WindowsSample(row.type, pages: 256)
    row.change(&sample)
    let answer = identified(sample.bytes())
    #expect(answer.kind == row.kind)
    #expect(answer.state == .whole, "\(answer.reason)")
    #expect(answer.crashTimeIsOfCrash == row.timeIsOfCrash)
    #expect((answer.identity != nil) == row.timeIsOfCrash)
  }

  @Test("of QEMU's dumps is complete, and their time is not the crash's")
  func qemu() {
    var bytes = WindowsSample(.complete).bytes()
    bytes.put(UInt32(0), at: 0x8C)
    bytes.put(UInt32(0), at: 0xF9C)
    let answer = identified(bytes)
    #expect(answer.kind == .complete)
    #expect(answer.state == .whole)
    #expect(answer.crashTime != nil)
    #expect(!answer.crashTimeIsOfCrash)
    #expect(answer.identity == nil)
    #expect(answer.notes == ["made by a hypervisor: its time is that of the guest's start, not of the crash"])
  }

  @Test("says which dumps the next one overwrites")
  func reuse() {
    for kind in WindowsSample.Kind.allCases {
      let answer = identified(WindowsSample(kind).bytes())
      #expect(answer.reusesItsName == ![.small, .header].contains(kind))
    }
    #expect(!identified(ElfSample().bytes()).reusesItsName)
  }

  @Test("comes with warnings of Windows itself")
  func attributes() {
    var sample = WindowsSample(.bitmapKernel)
    sample.attributes = 1 << 2 | 1 << 5 | 1 << 8
    let answer = identified(sample.bytes())
    #expect(answer.state == .whole)
    #expect(answer.notes.count == 3)
    #expect(answer.notes.first == "Windows left pages out: its page file was too small")
  }

  @Test("leaves the machine's memory to the field that tells it")
  func memory() {
    var fromRuns = WindowsSample(.bitmapKernel, pages: 600)
    fromRuns.describesMemory = true
    #expect(identified(fromRuns.bytes()).memory?.count == 600 * 4096)
    let fromSpan = identified(WindowsSample(.bitmapKernel, pages: 600).bytes())
    #expect(fromSpan.memory?.count == (0x100 + 442) * 4096)
    #expect(fromSpan.memoryBasis == "upper bound: the span of the page bitmap")
    var converted = WindowsSample(.complete)
    converted.memoryRuns = [.init(base: 0, count: 300)]
    #expect(
      identified(converted.bytes()).memoryBasis
        == "upper bound: one memory run from page 0 on, holes counted")
  }
}
