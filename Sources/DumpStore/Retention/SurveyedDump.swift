public import DumpFormats
public import Linux

/// A kept dump, and what its deletion rests on: that it is still the file that was looked at.
public struct SurveyedDump: Sendable, Equatable {
  /// As retention sees it.
  public var kept: KeptDump
  /// Its entry.
  public let name: FileName
  /// Where that entry is: in the archive, or in the dump directory, among strangers' files.
  public let isInArchive: Bool
  /// The dump directory that it belongs to.
  public let directory: DumpDirectory
  /// What the kernel said of it.
  public let status: FileStatus
  /// What its pin says, a lapsed one too.
  public let pin: Pin?
  /// By what it is known to the next survey.
  let cacheKey: SurveyCache.Key
}

/// A dump that stands under the name that the next one will take.
public struct StandingDump: Sendable, Equatable {
  /// Where it is.
  public let path: String
  /// Its entry.
  public let name: FileName
  /// The dump directory.
  public let directory: DumpDirectory
  /// What the kernel said of it.
  public let status: FileStatus
  /// When it arrived, in nanoseconds since the epoch.
  public let arrivedNanoseconds: Int64
  /// What it is; a hole at its tail counts as "not yet" while it is written.
  public let identification: Identification
  /// Whether somebody has it open for writing; `nil` where the kernel does not tell.
  public let isBeingWritten: Bool?
}

/// Something that a survey could not look at, or would not.
public struct SurveyTrouble: Sendable, Equatable, Hashable {
  /// Where.
  public let path: String
  /// Why, in one line.
  public let reason: String
  /// The call's errno, where one failed.
  public let errno: Int32?

  /// A trouble.
  public init(_ path: String, _ reason: String, errno: Int32? = nil) {
    self.path = path
    self.reason = reason
    self.errno = errno
  }
}
