public import Sizing

/// One deletion of a plan.
public struct Deletion: Sendable, Equatable {
  /// What is to go.
  public var dump: KeptDump
  /// Why, in one line.
  public var reason: String
  /// The dump of which it is a repeat, and which must be proved equal before this one goes.
  public var repeatOf: KeptDump?

  /// A deletion.
  public init(_ dump: KeptDump, because reason: String, repeatOf: KeptDump? = nil) {
    self.dump = dump
    self.reason = reason
    self.repeatOf = repeatOf
  }
}

/// What became of a plan.
public struct RetentionOutcome: Sendable, Equatable {
  /// Why a planned deletion was not made.
  public enum Obstacle: Sendable, Equatable {
    /// A person pinned it, or somebody uses it.
    case held(KeptDump.Hold)
    /// The immutable flag is set: a writer that had opened it is being kept out, or a person set it.
    case immutable
    /// It is not what the plan was about any more: gone, changed, another file.
    case changed(String)
    /// It is no repeat of the dump of that path: their bytes differ.
    case notEqual(to: String)
    /// Whether somebody reads it cannot be told.
    case unleased(String)
    /// Its directory is locked, by whom, where that can be told.
    case locked(by: String)
    /// The `[[dump-directory]]` has a mistake, so nothing is deleted on its word.
    case policyHeld
    /// A call failed.
    case failed(errno: Int32, String)
  }

  /// A deletion that was not made.
  public struct Skipped: Sendable, Equatable {
    /// What was planned.
    public var deletion: Deletion
    /// Why it was not done.
    public var obstacle: Obstacle
  }

  /// What was deleted, in order.
  public var deleted: [Deletion] = []
  /// What was to be deleted and was not, in order.
  public var skipped: [Skipped] = []
  /// Why the plan was not carried out to its end.
  public var stopped: String?
  /// What remains, holds that were met noted: what a further plan would be made of.
  public var remaining: RetentionScope

  /// Bytes of what was deleted, as planned.
  public var deletedBytes: Bytes { deleted.reduce(.zero) { $0 + $1.dump.allocated } }

  init(remaining: RetentionScope) { self.remaining = remaining }
}
