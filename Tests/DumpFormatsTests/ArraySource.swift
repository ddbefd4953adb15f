import DumpFormats

/// Bytes in memory as a source, with a length and holes of one's choice; counts what is read.
final class ArraySource: ByteSource {
  let bytes: [UInt8]
  let length: UInt64
  /// Ascending; they read as zeros.
  let holes: [Range<UInt64>]
  private(set) var bytesRead = 0
  private(set) var calls = 0

  init(_ bytes: [UInt8], length: UInt64? = nil, holes: [Range<UInt64>] = []) {
    self.bytes = bytes
    self.length = length ?? UInt64(bytes.count)
    self.holes = holes
  }

  func read(at offset: UInt64, count: Int) throws(ByteSourceError) -> [UInt8] {
    calls += 1
    guard offset < length, count > 0 else { return [] }
    let wanted = Int(min(UInt64(count), length - offset))
    bytesRead += wanted
    let start = Int(min(offset, UInt64(bytes.count)))
    var result = Array(bytes[start..<min(start + wanted, bytes.count)])
    result += [UInt8](repeating: 0, count: wanted - result.count)
    for hole in holes.map({ $0.clamped(to: offset..<offset + UInt64(wanted)) }) where !hole.isEmpty {
      let zeros = [UInt8](repeating: 0, count: hole.count)
      result.replaceSubrange(Int(hole.lowerBound - offset)..<Int(hole.upperBound - offset), with: zeros)
    }
    return result
  }

  func nextData(from offset: UInt64) throws(ByteSourceError) -> UInt64? {
    calls += 1
    var position = offset
    for hole in holes where hole.contains(position) { position = hole.upperBound }
    // What lies beyond the array is a hole too.
    return position < min(length, UInt64(bytes.count)) ? position : nil
  }
}

/// The answer for bytes without holes.
func identified(_ bytes: [UInt8], isSettled: Bool = true) -> Identification {
  identify(ArraySource(bytes), isSettled: isSettled)
}
