import DumpFormats
import DumpSamples
import Testing

@Suite("A dump that was cut")
struct TruncationTests {
  @Test("was whole before", arguments: EverySample.all)
  func whole(_ sample: NamedSample) {
    let answer = identified(sample.bytes, isSettled: false)
    #expect((answer.state == .whole) == sample.canBeWhole, "\(answer.reason)")
    #expect(answer.format != .unknown)
  }

  /// Each kind has edges where one structure ends and the next begins; lengths beside each, and lengths at random.
  @Test("is never called whole, wherever the cut is", arguments: EverySample.all)
  func neverWhole(_ sample: NamedSample) {
    let count = sample.bytes.count
    var lengths = Set(0...40)
    for edge in stride(from: 0, through: count, by: 4096) { lengths.formUnion([edge - 1, edge, edge + 1]) }
    for edge in [0x88, 0x98, 0xF98, 0xFA0, 0xFA8, 0xFB0, 0x1050, 0x2038, 0x2080, 0x2090, 0x20A0] {
      lengths.formUnion([edge - 1, edge, edge + 1, edge + 8])
    }
    lengths.formUnion(count - 40..<count)
    var random = SampleRandom(seed: UInt64(count))
    for _ in 0..<100 { lengths.insert(Int.random(in: 0..<count, using: &random)) }
    var called: [String] = []
    for length in lengths where length >= 0 && length < count {
      let source = ArraySource(sample.bytes, length: UInt64(length))
      for isSettled in [true, false] {
        let answer = identify(source, isSettled: isSettled)
        if answer.state == .whole { called.append("\(length): whole") }
        if let percent = answer.percentThere, percent > 99 { called.append("\(length): \(percent) %") }
      }
    }
    #expect(called == [])
  }
}
