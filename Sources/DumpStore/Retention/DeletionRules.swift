public import Sizing

/// In whose name a plan is carried out.
public struct DeletionRules: Sendable, Equatable {
  /// Which archives it may change.
  public var owner: Archive.Owner
  /// How long another who deletes there is waited for, in milliseconds.
  public var lockMilliseconds: UInt64
  /// Whether a dump may go of which the kernel cannot tell whether somebody reads it.
  public var mayDeleteUnleased: Bool
  /// How long a reader is waited for, in milliseconds: indexers and the like look at a file for a moment.
  public var readerMilliseconds: UInt64 = 100
  /// How long the room of a deleted dump may take to come back, in milliseconds: XFS gives it back by and by.
  public var roomMilliseconds: UInt64 = 10_000
  /// How much of it may be missing: another dump may arrive meanwhile, and the file system keeps books.
  public var roomTolerance = Bytes.mebibytes(16)
  /// The day on which a pin with a last day has lapsed or not.
  public var today: CalendarDate

  /// The daemon's rules: only its own archives, and never a dump that somebody may be reading.
  public static func daemon(today: CalendarDate, lockMilliseconds: UInt64 = 10_000) -> DeletionRules {
    DeletionRules(
      owner: .ourselves, lockMilliseconds: lockMilliseconds, mayDeleteUnleased: false, today: today)
  }

  /// A person's: root's word goes for the daemon's archives too, and for file systems without leases.
  public static func person(today: CalendarDate, lockMilliseconds: UInt64) -> DeletionRules {
    DeletionRules(
      owner: .ourselvesOrRoot, lockMilliseconds: lockMilliseconds, mayDeleteUnleased: true, today: today)
  }
}
