/// The number of a block device, or of a file system.
public struct DeviceNumber: Hashable, Sendable {
  /// The driver; 0 for file systems that lie on no block device, or on several.
  public var major: UInt32
  /// The device among the driver's.
  public var minor: UInt32

  /// A device number.
  public init(major: UInt32, minor: UInt32) {
    self.major = major
    self.minor = minor
  }

  /// Takes apart a `dev_t` as glibc packs it.
  init(packed: UInt64) {
    major = UInt32(truncatingIfNeeded: (packed >> 8) & 0xfff | (packed >> 32) & 0xffff_f000)
    minor = UInt32(truncatingIfNeeded: packed & 0xff | (packed >> 12) & 0xffff_ff00)
  }

  /// Reads `8:2`.
  init?(parsing bytes: ArraySlice<UInt8>) {
    let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 2, let major = parts[0].decimal.flatMap(UInt32.init(exactly:)),
      let minor = parts[1].decimal.flatMap(UInt32.init(exactly:))
    else { return nil }
    self.init(major: major, minor: minor)
  }
}

extension DeviceNumber: CustomStringConvertible {
  /// As the kernel writes it: `8:2`.
  public var description: String { "\(major):\(minor)" }
}
