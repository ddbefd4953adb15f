/// A dump that was taken to safety, as far as it bears on the facts of its host.
public struct KeptDump: Sendable, Equatable {
  /// When the host crashed, by the dump's own clock.
  public var crashed: Fact<Timestamp>
  /// What it is.
  public var type: Fact<DumpType>
  /// The memory of the host that crashed, by the dump's header.
  public var memory: Fact<Bytes>

  /// A dump of that crash.
  public init(crashed: Fact<Timestamp>, type: Fact<DumpType>, memory: Fact<Bytes>) {
    self.crashed = crashed
    self.type = type
    self.memory = memory
  }
}
