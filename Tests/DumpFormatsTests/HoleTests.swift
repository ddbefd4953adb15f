import DumpFormats
import DumpSamples
import Testing

/// Where the holes of a file are, and what that means while it is written and after.
struct HoleCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let kind: WindowsSample.Kind
  /// From the sample's offsets of its first page and its end.
  let holes: @Sendable (_ firstPage: UInt64, _ end: UInt64) -> [Range<UInt64>]
  let unsettled: Identification.State
  let settled: Identification.State

  static let all = [
    HoleCase(
      testDescription: "the header is a hole", kind: .complete, holes: { _, end in [0..<end] },
      unsettled: .partial, settled: .partial),
    HoleCase(
      testDescription: "the whole body is a hole", kind: .complete, holes: { start, end in [start..<end] },
      unsettled: .partial, settled: .partial),
    HoleCase(
      testDescription: "the bitmap's header is a hole", kind: .bitmapKernel,
      holes: { _, end in [0x2000..<end] }, unsettled: .partial, settled: .partial),
    HoleCase(
      testDescription: "the pages behind the bitmap are a hole", kind: .bitmapKernel,
      holes: { start, end in [start..<end] }, unsettled: .partial, settled: .partial),
    HoleCase(
      testDescription: "the tail is a hole (failure story N3)", kind: .complete,
      holes: { start, end in [start + 40_960..<end] }, unsettled: .partial, settled: .whole),
    HoleCase(
      testDescription: "the last page is a hole", kind: .bitmapComplete,
      holes: { _, end in [end - 4096..<end] }, unsettled: .partial, settled: .whole),
    HoleCase(
      testDescription: "the first page is a hole and data follow", kind: .complete,
      holes: { start, _ in [start..<start + 4096] }, unsettled: .partial, settled: .unknown),
    HoleCase(
      testDescription: "a page in the middle is a hole", kind: .complete,
      holes: { start, _ in [start + 8192..<start + 16_384] }, unsettled: .whole, settled: .whole),
  ]
}

@Suite("Holes in a dump")
struct HoleTests {
  @Test("say what has not arrived", arguments: HoleCase.all)
  func holes(_ hole: HoleCase) {
    let sample = WindowsSample(hole.kind, pages: 256)
    let bytes = sample.bytes()
    let start = sample.length - UInt64(sample.pageCount) * 4096
    let source = ArraySource(bytes, holes: hole.holes(start, sample.length))
    let before = identify(source, isSettled: false)
    #expect(before.state == hole.unsettled, "\(before.reason)")
    let after = identify(source, isSettled: true)
    #expect(after.state == hole.settled, "\(after.reason)")
    if hole.unsettled == .partial, hole.settled == .whole {
      #expect(after.notes.contains { $0.contains("are a hole: zero pages made sparse") })
    }
  }

  @Test("at the tail give the percentage that has arrived", arguments: [2, 100, 255])
  func percentage(_ pages: Int) {
    let sample = WindowsSample(.complete, pages: 256)
    let arrived = UInt64(0x2000 + pages * 4096)
    let answer = identify(ArraySource(sample.bytes(), holes: [arrived..<sample.length]), isSettled: false)
    #expect(answer.percentThere == Int(arrived * 100 / sample.length))
    #expect(answer.reason.contains("its last \(sample.length - arrived) bytes are a hole"))
  }

  @Test("of 16 EiB are answered at once (failure story S14)")
  func endless() {
    let nothing = ArraySource([], length: .max)
    let answer = identify(nothing, isSettled: true)
    #expect(answer.state == .partial)
    #expect(answer.format == .unknown)
    #expect(nothing.bytesRead == 0)
    for sample in EverySample.all {
      let source = ArraySource(sample.bytes, length: .max)
      _ = identify(source, isSettled: false)
      #expect(source.calls < 200, "\(sample)")
      guard !sample.description.hasPrefix("header") else { continue }
      // One data page behind the headers makes the rest a hole at the tail, which is another case.
      let isShort = sample.description.hasSuffix("32") || sample.description.hasPrefix("ELF")
      let header = isShort ? 4096 : 8192
      let headerOnly = ArraySource(Array(sample.bytes.prefix(header)), length: .max)
      #expect(identify(headerOnly, isSettled: true).state != .whole, "\(sample)")
      #expect(headerOnly.calls < 200, "\(sample)")
    }
  }
}
