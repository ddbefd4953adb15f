/// A file as the fuzzer sees it: the first bytes, how long it claims to be, and a hole.
///
/// The pages of a dump need not be in a corpus: what is behind the bytes given reads as zeros, or is a hole.
public struct FuzzInput: Sendable {
  /// The file's first bytes.
  public var bytes: [UInt8]
  /// How long it claims to be.
  public var length: UInt64
  /// Whether nobody writes it any more.
  public var isSettled = false
  /// Whether everything behind `bytes` is a hole.
  public var endsWithHole = false
  /// A hole inside `bytes`.
  public var hole: Range<UInt64> = 0..<0
  /// Chooses where the file is cut to see that the cut one is not called whole.
  public var cut: UInt16 = 0

  private static let controlLength = 16
  /// Zeros that are data cost time, so there are never many of them.
  private static let maximumZeros: UInt64 = 64 << 10

  /// A file without holes.
  public init(bytes: [UInt8], length: UInt64) {
    self.bytes = bytes
    self.length = length
  }

  /// Reads what `encoded` wrote; anything of 16 bytes or more means something.
  public init?(encoded: [UInt8]) {
    guard encoded.count >= Self.controlLength else { return nil }
    func number(_ offset: Int, _ width: Int) -> UInt64 {
      encoded[offset..<offset + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    bytes = Array(encoded[Self.controlLength...])
    isSettled = encoded[0] & 1 != 0
    endsWithHole = encoded[0] & 2 != 0
    let start = number(2, 2) * 512
    hole = start..<start + number(4, 2) * 512
    cut = UInt16(truncatingIfNeeded: number(6, 2))
    length = number(8, 8)
    if !endsWithHole { length = min(length, UInt64(bytes.count) + Self.maximumZeros) }
  }

  /// Sixteen bytes of control, then the file's.
  public var encoded: [UInt8] {
    var control = [UInt8](repeating: 0, count: Self.controlLength)
    control[0] = (isSettled ? 1 : 0) | (endsWithHole ? 2 : 0)
    control.put(UInt16(truncatingIfNeeded: hole.lowerBound / 512), at: 2)
    control.put(UInt16(truncatingIfNeeded: (hole.upperBound - hole.lowerBound) / 512), at: 4)
    control.put(cut, at: 6)
    control.put(length, at: 8)
    return control + bytes
  }
}
