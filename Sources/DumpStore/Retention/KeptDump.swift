public import DumpFormats
public import Sizing

/// A dump that retention answers for: one in an archive, or one that a `[[dump-directory]]` adopts.
public struct KeptDump: Sendable, Equatable {
  /// Why a dump is not to be touched now, whatever its policy says.
  public enum Hold: Sendable, Equatable {
    /// A person asked for it, with a reason, and perhaps a last day.
    case pinned(reason: String, until: CalendarDate?)
    /// Somebody reads it, or has locked it; who, where that can be told.
    case inUse(by: String)
  }

  /// Where it is: no two dumps have one path.
  public var path: String
  /// Whose it is, as its dump directory names the host.
  public var host: String
  /// The dump directory that it arrived in.
  public var directory: String
  /// When it arrived, in nanoseconds since the epoch: the birth of the file, never the clock of its header.
  public var arrivedNanoseconds: Int64
  /// What it takes of its file system: blocks, not length.
  public var allocated: Bytes
  /// What it is.
  public var identification: Identification
  /// Who or what holds it.
  public var hold: Hold?
  /// Whether it was read and found to differ from the dump that its header says it is a copy of.
  public var isCrashOfItsOwn = false

  /// A dump.
  public init(
    path: String, host: String, directory: String, arrivedNanoseconds: Int64, allocated: Bytes,
    identification: Identification, hold: Hold? = nil
  ) {
    self.path = path
    self.host = host
    self.directory = directory
    self.arrivedNanoseconds = arrivedNanoseconds
    self.allocated = allocated
    self.identification = identification
    self.hold = hold
  }
}
