internal import DumpFormats

/// What of a file's contents must stay the same over the settling time where no lease tells that its writer is done.
///
/// Header, tail, and where the zeros at the tail begin. The third is for servers that set the final length first
/// and note the time of the last change only at the close (SMB): there nothing but that place moves in mid-copy.
struct Fingerprint: Equatable {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  private static let block: UInt64 = 4096

  init(of source: some ByteSource) throws(ByteSourceError) {
    take(try source.read(at: 0, count: 8192))
    let tail = source.length > Self.block ? source.length - Self.block : 0
    take(try source.read(at: tail, count: Int(Self.block)))
    take(Self.bytes(of: try Self.beginOfZeros(in: source)))
  }

  /// FNV-1a: only a writer's progress has to change it, nobody gains by a collision.
  private mutating func take(_ bytes: [UInt8]) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }

  private static func bytes(of number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
  }

  /// Backwards from the end in steps that double, then by halving: some fifty blocks of whatever length.
  private static func beginOfZeros(in source: some ByteSource) throws(ByteSourceError) -> UInt64 {
    guard source.length > 0, try isZero(source, at: source.length - 1) else { return source.length }
    var zero = source.length - 1
    var step = block
    var other: UInt64?
    while step < zero, other == nil {
      let place = zero - step
      if try isZero(source, at: place) { zero = place } else { other = place }
      let (doubled, overflow) = step.multipliedReportingOverflow(by: 2)
      guard !overflow else { break }
      step = doubled
    }
    if other == nil, try !isZero(source, at: 0) { other = 0 }
    guard var low = other else { return 0 }
    while zero - low > block {
      let middle = low + (zero - low) / 2
      if try isZero(source, at: middle) { zero = middle } else { low = middle }
    }
    return zero / block * block
  }

  private static func isZero(_ source: some ByteSource, at offset: UInt64) throws(ByteSourceError) -> Bool {
    try source.read(at: offset / block * block, count: Int(block)).allSatisfy { $0 == 0 }
  }
}
