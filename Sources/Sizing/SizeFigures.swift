/// The sizes that one amount of memory asks for, each as its source has it.
public struct SizeFigures: Sendable, Equatable {
  /// The memory.
  public let ram: Bytes
  /// RAM + 1 MB: below it a complete dump is refused (rule SIZ-COMPLETE-MIN).
  public let required: Bytes
  /// RAM + 257 MB: header and 256 MB of driver data (rule SIZ-COMPLETE-REC).
  public let recommended: Bytes
  /// RAM + 300 MB: what Microsoft's support recommends (rule SIZ-COMPLETE-SAFE).
  public let safe: Bytes
  /// With the page bitmap that current Windows puts into the header (rule SIZ-COMPLETE-BITMAP; confidence
  /// low).
  public let exact: Bytes
  /// The largest of the last three: the one to set, as initial and as maximum (rule SIZ-ADVICE).
  public let advised: Bytes

  /// The figures of so much memory.
  public init(ram: Bytes) {
    self.ram = ram
    let whole = ram.mebibytesRoundedUp
    required = .mebibytes(whole + 1)
    recommended = .mebibytes(whole + 257)
    safe = .mebibytes(whole + 300)
    exact = Self.exact(ram)
    advised = Swift.max(recommended, safe, exact)
  }

  /// What the backing file must have for each dump type, on a 64-bit machine.
  public var needs: [DumpNeed] { DumpType.allCases.compactMap { DumpNeed(of: $0, ram: ram, is32Bit: false) } }

  /// Seconds that writing a complete dump takes at so many MB a second; zero for no speed at all.
  public func writeSeconds(megabytesPerSecond: UInt64) -> UInt64 {
    megabytesPerSecond == 0 ? 0 : required.mebibytesRoundedUp / megabytesPerSecond
  }

  private static func exact(_ ram: Bytes) -> Bytes {
    // Without a memory map the top page is taken 4 GiB above RAM: devices claim addresses below.
    let pages = ((ram + .gibibytes(4)).count + 4095) / 4096
    let header = (8256 + (pages + 7) / 8 + 4095) / 4096 * 4096
    return .mebibytes((ram + .mebibytes(256) + Bytes(clamping: header)).mebibytesRoundedUp)
  }
}
