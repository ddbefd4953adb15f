import DumpFormats
import DumpSamples
import Sizing
import Testing

/// A value of RequiredDumpSpace against a file whose pages end at `end`, and the verdict.
struct SpaceCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  var isWide = true
  var kinds = [WindowsSample.Kind.complete, .bitmapComplete]
  let space: @Sendable (_ end: UInt64) -> WindowsSample.Space
  var secondaryData = 0
  let state: Identification.State
  var note: String?

  static let all = [
    SpaceCase(testDescription: "not set", space: { _ in .unset }, state: .whole, note: "is not set"),
    SpaceCase(testDescription: "zero", space: { _ in .value(0) }, state: .whole, note: "is not set"),
    SpaceCase(
      testDescription: "negative", space: { _ in .value(1 << 63) }, state: .whole, note: "is not credible"),
    SpaceCase(
      testDescription: "beyond 2^53", space: { _ in .value(1 << 53) }, state: .whole, note: "is not credible"),
    SpaceCase(
      testDescription: "less than the header", space: { _ in .value(100) }, state: .whole, note: "was ignored"
    ),
    SpaceCase(
      testDescription: "less than the pages", space: { .value($0 - 1) }, state: .whole, note: "was ignored"),
    SpaceCase(testDescription: "the pages' end", space: { .value($0) }, state: .whole),
    SpaceCase(
      testDescription: "the end of driver data", space: { .value($0 + 512) }, secondaryData: 512,
      state: .whole),
    SpaceCase(
      testDescription: "less than the driver data", space: { .value($0 + 512) }, secondaryData: 4096,
      state: .whole, note: "3584 bytes follow"),
    SpaceCase(
      testDescription: "more than the driver data", space: { .value($0 + 4096) }, secondaryData: 512,
      state: .unknown),
    SpaceCase(testDescription: "a byte more than there is", space: { .value($0 + 1) }, state: .unknown),
    SpaceCase(testDescription: "a page more, 64 bits", space: { .value($0 + 4096) }, state: .unknown),
    SpaceCase(
      testDescription: "a page more, 32 bits: a converter's miscount", isWide: false, kinds: [.complete],
      space: { .value($0 + 4096) }, state: .whole, note: "one page too much"),
    SpaceCase(
      testDescription: "a page more, 32 bits, of a kind that converters do not write", isWide: false,
      kinds: [.bitmapComplete, .bitmapKernel], space: { .value($0 + 4096) }, state: .unknown),
    SpaceCase(
      testDescription: "two pages more, 32 bits", isWide: false, space: { .value($0 + 8192) }, state: .unknown
    ),
    SpaceCase(
      testDescription: "far more", space: { .value($0 + 1 << 31) }, state: .whole, note: "far more"),
  ]
}

@Suite("RequiredDumpSpace")
struct RequiredDumpSpaceTests {
  @Test("is weighed, not believed", arguments: SpaceCase.all)
  func weighed(_ space: SpaceCase) {
    for kind in space.kinds {
      var sample = WindowsSample(kind)
      sample.isWide = space.isWide
      sample.secondaryData = space.secondaryData
      sample.requiredDumpSpace = space.space(sample.endOfPages)
      let answer = identified(sample.bytes())
      #expect(answer.state == space.state, "\(answer.reason)")
      if let note = space.note {
        #expect(answer.notes.contains { $0.contains(note) }, "\(answer.notes)")
      } else {
        #expect(answer.notes == [])
      }
    }
  }

  @Test("that the file does not reach is told with both numbers")
  func bothNumbers() {
    var sample = WindowsSample(.complete, pages: 64)
    sample.requiredDumpSpace = .value(sample.endOfPages + 6000)
    let answer = identified(sample.bytes())
    #expect(answer.state == .unknown)
    #expect(answer.reason.contains("\(sample.endOfPages)"))
    #expect(answer.reason.contains("\(sample.endOfPages + 6000)"))
    #expect(answer.expected?.bytes.count == sample.endOfPages + 6000)
    #expect(answer.percentThere == 97)
  }
}
