import DumpFormats
import DumpSamples
import Sizing
import Testing

@Suite("A Windows kernel dump")
struct WindowsDumpTests {
  static let kinds: [(WindowsSample.Kind, Identification.Kind)] = [
    (.complete, .complete), (.summary, .kernel), (.header, .header), (.small, .small),
    (.bitmapComplete, .complete), (.bitmapKernel, .kernel), (.debuggerKernel, .kernel),
    (.debuggerKernelAndUser, .kernel), (.debuggerFull, .complete),
  ]

  @Test("is whole with every byte there, whatever its type", arguments: kinds)
  func isWhole(_ sampled: WindowsSample.Kind, _ kind: Identification.Kind) {
    for pages in [1, 7, 64, 700] {
      let sample = WindowsSample(sampled, pages: pages)
      let answer = identified(sample.bytes())
      #expect(answer.state == .whole, "\(answer.reason)")
      #expect(answer.kind == kind)
      #expect(answer.format == .windowsDump64)
      #expect(answer.expected?.bytes.count == sample.length)
      #expect(answer.percentThere == 100)
    }
  }

  @Test(
    "of 32 bits is whole with every byte there",
    arguments: [
      WindowsSample.Kind.complete, .summary, .header, .small, .bitmapComplete, .bitmapKernel,
    ])
  func narrow(_ kind: WindowsSample.Kind) {
    var sample = WindowsSample(kind, pages: 600)
    sample.isWide = false
    let answer = identified(sample.bytes())
    #expect(answer.state == .whole, "\(answer.reason)")
    #expect(answer.format == .windowsDump32)
    #expect(answer.machine == "x86")
    #expect(answer.bugCheck == BugCheck(code: 0xD1, parameters: [0x28, 2, 0, 0x2345_6789]))
    #expect(answer.crashTime == Timestamp("2026-03-02T09:15:00Z"))
  }

  @Test("tells what its header holds")
  func fields() {
    var sample = WindowsSample(.complete, pages: 600)
    sample.comment = "built by hand"
    sample.attributes = 0
    sample.bootID = 41
    let answer = identified(sample.bytes())
    #expect(answer.machine == "amd64")
    #expect(answer.processors == 8)
    #expect(answer.build == 7601)
    #expect(answer.bugCheck?.codeText == "0x000000D1")
    #expect(answer.bugCheck?.name == "DRIVER_IRQL_NOT_LESS_OR_EQUAL")
    #expect(answer.bugCheck?.parameters == [0x28, 2, 0, 0xFFFF_F801_2345_6789])
    #expect(answer.crashTime?.description == "2026-03-02T09:15:00Z")
    #expect(answer.crashTimeIsOfCrash)
    #expect(answer.uptimeSeconds == 86_400)
    #expect(answer.memory?.count == 600 * 4096)
    #expect(answer.memoryBasis == "the header's memory runs")
    #expect(answer.comment == "built by hand")
    #expect(
      answer.identity
        == CrashIdentity(
          time: answer.crashTime, bootID: 41, bugCheck: BugCheck(code: 0xD1, parameters: sample.parameters),
          length: Bytes(sample.length)))
    #expect(answer.reusesItsName)
  }

  @Test("cut short is partial, with the percentage that is there", arguments: kinds.map(\.0))
  func truncated(_ kind: WindowsSample.Kind) {
    let sample = WindowsSample(kind, pages: 600)
    let bytes = sample.bytes()
    for percent in [0, 1, 38, 99] where kind != .header {
      let length = max(bytes.count * percent / 100, 0x2000)
      let answer = identified(Array(bytes[..<length]))
      #expect(answer.state == .partial, "\(kind) at \(percent) %: \(answer.reason)")
      #expect(answer.percentThere ?? 100 < 100)
      if percent >= 38, kind != .small { #expect(answer.percentThere == length * 100 / bytes.count) }
    }
  }

  @Test("with nothing behind its header is a stub, not a dump (failure story W15)")
  func stub() {
    let answer = identified(Array(WindowsSample(.complete, pages: 4096).bytes()[..<8192]))
    #expect(answer.state == .partial)
    #expect(answer.percentThere == 0)
    #expect(answer.kind == .complete)
    #expect(answer.reason == "8192 of 16785408 bytes are there, 16777216 are missing")
  }

  @Test(
    "that leaves fields unset tells nothing of them (failure story W14)",
    arguments: [WindowsSample.Fill.page, .x])
  func unset(_ fill: WindowsSample.Fill) {
    var sample = WindowsSample(.bitmapKernel)
    sample.fill = fill
    sample.crashTime = nil
    sample.requiredDumpSpace = .unset
    sample.bugCheckCode = fill == .page ? 0x4547_4150 : 0x5858_5858
    let answer = identified(sample.bytes())
    #expect(answer.crashTime == nil)
    #expect(!answer.crashTimeIsOfCrash)
    #expect(answer.bugCheck == nil)
    #expect(answer.comment == nil)
    #expect(answer.identity == nil)
    #expect(answer.state == .whole)
    #expect(answer.notes == ["RequiredDumpSpace is not set"])
  }
}
