/// A size in bytes: the one unit that sizes have inside the program.
///
/// Windows, and so every figure that a person reads or types here, counts in powers of 1024.
/// A size never exceeds ``max`` (4 EiB), so that the sum of any two of them cannot wrap.
public struct Bytes: Hashable, Comparable, Sendable {
  /// The number of bytes.
  public let count: UInt64

  /// The largest size that can be held: 2^62 bytes.
  public static let max = Bytes(clamping: 1 << 62)
  /// No bytes.
  public static let zero = Bytes(clamping: 0)

  /// A size of `count` bytes, or `nil` above ``max``.
  public init?(_ count: UInt64) {
    guard count <= 1 << 62 else { return nil }
    self.count = count
  }

  /// A size of `count` bytes, cut to ``max``.
  public init(clamping count: UInt64) {
    self.count = Swift.min(count, 1 << 62)
  }

  /// A whole number of MiB (what Windows calls MB), cut to ``max``.
  public static func mebibytes(_ count: UInt64) -> Bytes {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 << 20)
    return overflow ? .max : Bytes(clamping: bytes)
  }

  /// A whole number of GiB, cut to ``max``.
  public static func gibibytes(_ count: UInt64) -> Bytes {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 << 30)
    return overflow ? .max : Bytes(clamping: bytes)
  }

  /// Fewer bytes first.
  public static func < (left: Bytes, right: Bytes) -> Bool { left.count < right.count }

  /// The sum, cut to ``max``.
  public static func + (left: Bytes, right: Bytes) -> Bytes { Bytes(clamping: left.count + right.count) }

  /// How much `self` exceeds `other`; zero when it does not.
  public func less(_ other: Bytes) -> Bytes { self > other ? Bytes(clamping: count - other.count) : .zero }

  /// The number of MiB that hold this size: ⌈count / 2^20⌉, since page files are sized in whole MB.
  public var mebibytesRoundedUp: UInt64 { (count + ((1 << 20) - 1)) >> 20 }

  /// The number of whole MiB in this size.
  public var mebibytesRoundedDown: UInt64 { count >> 20 }
}

extension Bytes: CustomStringConvertible {
  /// With the largest unit that leaves at least 1, one decimal, rounded half up: `64.0 GiB`, `512 B`.
  public var description: String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    var unit = 0
    while unit < units.count - 1, count >> (10 * UInt64(unit + 1)) >= 1 { unit += 1 }
    if unit == 0 { return "\(count) B" }
    var tenths = Self.tenths(count, shift: 10 * UInt64(unit))
    if tenths >= 10240, unit < units.count - 1 {
      unit += 1
      tenths = Self.tenths(count, shift: 10 * UInt64(unit))
    }
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }

  /// As a person types it into Windows, the larger unit beside it: `65502 MB (64.0 GiB)`.
  public var asTyped: String { "\(mebibytesRoundedUp) MB (\(self))" }

  private static func tenths(_ count: UInt64, shift: UInt64) -> UInt64 {
    let whole = count >> shift
    let rest = count & ((1 << shift) - 1)
    // `rest` is below 2^60, so ten times it fits into 64 bits.
    return whole * 10 + ((rest * 10 + (1 << (shift - 1))) >> shift)
  }
}
