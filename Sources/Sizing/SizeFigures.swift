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
  /// What the backing file must have for each dump type.
  public let needs: [DumpNeed]

  /// The figures of so much memory.
  public init(ram: Bytes) {
    self.ram = ram
    let whole = ram.mebibytesRoundedUp
    required = .mebibytes(whole + 1)
    recommended = .mebibytes(whole + 257)
    safe = .mebibytes(whole + 300)
    exact = Self.exact(ram)
    advised = Swift.max(recommended, safe, exact)
    needs = DumpType.allCases.compactMap { DumpNeed(of: $0, ram: ram, is32Bit: false) }
  }

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

/// The figures of so much memory, for a machine that does not exist yet.
public func figures(ram: Bytes) -> SizeFigures { SizeFigures(ram: ram) }

/// What a backing file must have for one dump type, all the figures that are published where sources
/// disagree.
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
  /// Every figure that is published, smallest first.
  public let figures: [Figure]

  /// What `type` needs on a machine of so much memory; `nil` for no dump at all.
  public init?(of type: DumpType, ram: Bytes, is32Bit: Bool) {
    let whole = ram.mebibytesRoundedUp
    let small = Bytes.mebibytes(2)
    self.type = type
    switch type {
    case .none: return nil
    case .small:
      (atLeast, typical, atMost) = (small, nil, small)
      figures = [
        Figure(bytes: .mebibytes(1), meaning: "256 KB dump", source: Source.pageFileSize),
        Figure(bytes: small, meaning: "64 KB dump", source: Source.dumpOptions),
      ]
    case .kernel, .automatic:
      let third = Bytes.mebibytes(Swift.max(2, Swift.min((whole + 2) / 3, 40 * 1024)))
      // A 32-bit kernel addresses no more than 2 GB, and no kernel dump is larger than memory.
      let worst = Bytes.mebibytes(is32Bit ? Swift.min(2064, whole + 128) : whole + 128)
      (atLeast, typical, atMost) = (small, Swift.min(third, worst), worst)
      figures = [
        Figure(bytes: third, meaning: "RAM / 3, at most 40 GB: usual", source: Source.kernelDump),
        Figure(
          bytes: worst, meaning: is32Bit ? "2 GB + 16 MB: ceiling" : "RAM + 128 MB: ceiling",
          source: Source.recoveryOptions),
      ]
    case .active:
      (atLeast, typical, atMost) = (small, nil, .mebibytes(whole + 1))
      figures = [
        Figure(
          bytes: .mebibytes(whole + 1), meaning: "no published figure: plan for RAM + 1 MB",
          source: Source.activeDump)
      ]
    case .complete:
      let exact = Bytes.mebibytes(whole + 1)
      (atLeast, typical, atMost) = (exact, nil, exact)
      figures = [
        Figure(bytes: exact, meaning: "RAM + 1 MB: minimum", source: Source.completeDump),
        Figure(bytes: .mebibytes(whole + 100), meaning: "RAM + 100 MB", source: Source.freeze),
        Figure(bytes: .mebibytes(whole + 257), meaning: "RAM + 257 MB", source: Source.dumpOptions),
        Figure(
          bytes: .mebibytes(whole + 300), meaning: "RAM + 300 MB, to 32 GB of RAM",
          source: Source.stopErrors),
      ]
    }
  }
}
