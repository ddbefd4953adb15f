/// What a backing file must have for one dump type, with every figure where sources disagree.
public struct DumpNeed: Sendable, Equatable {
  /// One published figure.
  public struct Figure: Sendable, Equatable {
    /// The size.
    public let bytes: Bytes
    /// What it stands for, in a few words: `RAM + 1 MB`.
    public let meaning: String
    /// The title of the document that has it.
    public let source: String
  }

  /// The dump type.
  public let type: DumpType
  /// Below this the dump certainly does not fit.
  public let atLeast: Bytes
  /// What it usually takes; `nil` where no source says.
  public let typical: Bytes?
  /// From this on it certainly fits.
  public let atMost: Bytes
  private let ram: Bytes
  private let is32Bit: Bool

  /// No source has a kernel dump below it (KB 254649, revision of 2009): 50 to 800 MB.
  private static let leastKernel = Bytes.mebibytes(50)

  /// What `type` needs on a machine of so much memory; `nil` for no dump at all.
  public init?(of type: DumpType, ram: Bytes, is32Bit: Bool) {
    let whole = ram.mebibytesRoundedUp
    let small = Bytes.mebibytes(2)
    self.type = type
    self.ram = ram
    self.is32Bit = is32Bit
    switch type {
    case .none: return nil
    case .small: (atLeast, typical, atMost) = (small, nil, small)
    case .kernel, .automatic:
      let third = Bytes.mebibytes(Swift.max(2, Swift.min((whole + 2) / 3, 40 * 1024)))
      // A 32-bit kernel addresses no more than 2 GB, and no kernel dump is larger than memory.
      let worst = Bytes.mebibytes(is32Bit ? Swift.min(2064, whole + 128) : whole + 128)
      (atLeast, typical, atMost) = (Swift.min(Self.leastKernel, third), Swift.min(third, worst), worst)
    case .active:
      (atLeast, typical, atMost) = (
        Swift.min(Self.leastKernel, .mebibytes(whole + 1)), nil, Swift.max(small, .mebibytes(whole + 1))
      )
    case .complete: (atLeast, typical, atMost) = (.mebibytes(whole + 1), nil, .mebibytes(whole + 1))
    }
  }

  /// Every figure that is published, smallest first.
  public var figures: [Figure] {
    func plus(_ megabytes: UInt64) -> Bytes { .mebibytes(ram.mebibytesRoundedUp + megabytes) }
    switch type {
    case .none: return []
    case .small:
      return [
        Figure(bytes: .mebibytes(1), meaning: "256 KB dump", source: Source.pageFileSize),
        Figure(bytes: .mebibytes(2), meaning: "64 KB dump", source: Source.dumpOptions),
      ]
    case .kernel, .automatic:
      let usual = typical.map {
        Figure(bytes: $0, meaning: "RAM / 3, at most 40 GB: usual", source: Source.kernelDump)
      }
      let ceiling = Figure(
        bytes: atMost, meaning: is32Bit ? "2 GB + 16 MB: ceiling" : "RAM + 128 MB: ceiling",
        source: Source.recoveryOptions)
      return [usual, ceiling].compactMap(\.self)
    case .active:
      return [
        Figure(bytes: atMost, meaning: "no published figure: plan for RAM + 1 MB", source: Source.activeDump)
      ]
    case .complete:
      return [
        Figure(bytes: plus(1), meaning: "RAM + 1 MB: minimum", source: Source.completeDump),
        Figure(bytes: plus(100), meaning: "RAM + 100 MB", source: Source.freeze),
        Figure(bytes: plus(257), meaning: "RAM + 257 MB", source: Source.dumpOptions),
        Figure(bytes: plus(300), meaning: "RAM + 300 MB, to 32 GB of RAM", source: Source.stopErrors),
      ]
    }
  }
}
