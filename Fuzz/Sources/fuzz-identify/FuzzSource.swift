import DumpFormats
import DumpSamples

/// A fuzzer's input as a source; counts what is read of it.
final class FuzzSource: ByteSource {
  let length: UInt64
  private let input: FuzzInput
  private(set) var calls = 0

  init(_ input: FuzzInput, length: UInt64) {
    self.input = input
    self.length = length
  }

  func read(at offset: UInt64, count: Int) throws(ByteSourceError) -> [UInt8] {
    calls += 1
    // The reader's pieces are at most this large; more would be an allocation by a size from the file.
    precondition(count > 0 && count <= 64 << 10, "a read of \(count) bytes")
    guard offset < length else { return [] }
    let wanted = Int(min(UInt64(count), length - offset))
    let end = offset + UInt64(wanted)
    let hole = input.hole.clamped(to: offset..<end)
    // In pieces, not byte by byte: every step of a loop is written down for the fuzzer.
    var result = bytes(offset, hole.lowerBound)
    result += [UInt8](repeating: 0, count: hole.count)
    result += bytes(hole.upperBound, end)
    return result
  }

  /// The bytes from `start` to `end`, zeros behind those that were given.
  private func bytes(_ start: UInt64, _ end: UInt64) -> [UInt8] {
    let given = UInt64(input.bytes.count)
    var bytes = Array(input.bytes[Int(min(start, given))..<Int(min(end, given))])
    bytes += [UInt8](repeating: 0, count: Int(end - start) - bytes.count)
    return bytes
  }

  func nextData(from offset: UInt64) throws(ByteSourceError) -> UInt64? {
    calls += 1
    let position = input.hole.contains(offset) ? input.hole.upperBound : offset
    let end = input.endsWithHole ? min(length, UInt64(input.bytes.count)) : length
    return position < end ? position : nil
  }
}
