import DumpFormats
import DumpSamples
import Sizing
import Testing

@Suite("Bytes changed at random")
struct MutationTests {
  @Test("never crash the reader or make it read much", arguments: EverySample.all)
  func mutated(_ sample: NamedSample) {
    var random = SampleRandom(seed: UInt64(sample.bytes.count))
    let interesting: [UInt8] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF, 0x45, 0x50, 0x58]
    for _ in 0..<300 {
      var bytes = sample.bytes
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        // The first 12 KiB hold all headers; the pages behind them are never read.
        let offset = Int.random(in: 0..<min(bytes.count, 12_288), using: &random)
        let length = Int.random(in: 1...8, using: &random)
        for index in offset..<min(offset + length, bytes.count) {
          bytes[index] =
            Bool.random(using: &random)
            ? UInt8.random(in: 0...255, using: &random) : interesting.randomElement(using: &random) ?? 0
        }
      }
      let length =
        Bool.random(using: &random) ? UInt64(bytes.count) : UInt64.random(in: 0...(.max), using: &random)
      let source = ArraySource(bytes, length: length)
      let answer = identify(source, isSettled: Bool.random(using: &random))
      #expect(source.bytesRead <= 4 << 20, "\(sample)")
      if answer.state == .whole { #expect(answer.expected.map { $0.bytes.count <= length } ?? false) }
      #expect(!answer.reason.isEmpty)
    }
  }
}
