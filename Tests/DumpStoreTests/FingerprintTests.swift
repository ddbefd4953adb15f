import DumpFormats
import Testing

@testable import DumpStore

/// A file of zeros with some bytes in it, of any length.
private struct Sparse: ByteSource {
  let length: UInt64
  var written: [Range<UInt64>] = []
  var salt: UInt8 = 1

  func read(at offset: UInt64, count: Int) throws(ByteSourceError) -> [UInt8] {
    guard offset < length else { return [] }
    return (offset..<min(length, offset + UInt64(count))).map { place in
      written.contains { $0.contains(place) } ? salt : 0
    }
  }

  func nextData(from offset: UInt64) throws(ByteSourceError) -> UInt64? { offset }

  var fingerprint: Fingerprint? { try? Fingerprint(of: self) }
}

@Suite("what must stay the same where no lease can be had")
struct FingerprintTests {
  @Test(
    "a copy into a file of its final length moves, though length and tail stay",
    arguments: [64 << 10, 1 << 30, 64 << 30, 1 << 62] as [UInt64])
  func progress(length: UInt64) {
    var seen: Set<UInt64> = []
    for part in UInt64(1)...15 {
      let copied = Sparse(length: length, written: [0..<length / 16 * part])
      if let fingerprint = copied.fingerprint { seen.insert(fingerprint.value) }
    }
    #expect(seen.count == 15)
  }

  @Test("the same file has the same, an overwritten header or tail another")
  func differs() {
    let whole = Sparse(length: 100_000, written: [0..<100_000])
    #expect(whole.fingerprint == whole.fingerprint)
    let others = [
      Sparse(length: 100_000, written: [0..<100_000], salt: 2),
      Sparse(length: 100_000, written: [1..<100_000]),
      Sparse(length: 100_000, written: [0..<99_999]),
      Sparse(length: 100_000, written: [0..<8191, 8192..<100_000]),
      Sparse(length: 100_000),
    ]
    for other in others { #expect(other.fingerprint != whole.fingerprint) }
  }

  @Test("the smallest files have one", arguments: [0, 1, 4095, 4096, 4097, 8192, 8193] as [UInt64])
  func small(length: UInt64) {
    #expect(Sparse(length: length).fingerprint != nil)
    #expect(Sparse(length: length, written: [0..<length]).fingerprint != nil)
  }

  @Test("of the longest file at most a few hundred KiB are read")
  func bounded() throws {
    final class Counting: ByteSource {
      let length = UInt64.max - 4096
      nonisolated(unsafe) var count = 0
      func read(at offset: UInt64, count: Int) throws(ByteSourceError) -> [UInt8] {
        self.count += count
        return [UInt8](repeating: offset < length / 3 ? 1 : 0, count: count)
      }
      func nextData(from offset: UInt64) throws(ByteSourceError) -> UInt64? { offset }
    }
    let source = Counting()
    _ = try Fingerprint(of: source)
    #expect(source.count < 600 << 10, "\(source.count)")
  }
}
