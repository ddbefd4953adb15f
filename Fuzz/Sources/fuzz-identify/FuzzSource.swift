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
    let start = Int(min(offset, UInt64(input.bytes.count)))
    var result = Array(input.bytes[start..<min(start + wanted, input.bytes.count)])
    result += [UInt8](repeating: 0, count: wanted - result.count)
    let hole = input.hole.clamped(to: offset..<offset + UInt64(wanted))
    for position in hole { result[Int(position - offset)] = 0 }
    return result
  }

  func nextData(from offset: UInt64) throws(ByteSourceError) -> UInt64? {
    calls += 1
    let position = input.hole.contains(offset) ? input.hole.upperBound : offset
    let end = input.endsWithHole ? min(length, UInt64(input.bytes.count)) : length
    return position < end ? position : nil
  }
}
