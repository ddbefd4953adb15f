public import Sizing

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
    public var deletion: RetentionPlan.Deletion
    /// Why it was not done.
    public var obstacle: Obstacle
  }

  /// What was deleted, in order.
  public internal(set) var deleted: [RetentionPlan.Deletion] = []
  /// What was to be deleted and was not, in order.
  public internal(set) var skipped: [Skipped] = []
  /// Why the plan was not carried out to its end.
  public internal(set) var stopped: String?
  /// What remains, with the free space as it is now, and what was met noted as holds.
  public internal(set) var remaining: RetentionScope
  /// What was free before the first deletion.
  public internal(set) var freeBefore: Bytes

  /// What the deleted dumps took, by their blocks.
  public var deletedBytes: Bytes { deleted.reduce(.zero) { $0 + $1.dump.allocated } }

  init(of scope: RetentionScope) {
    remaining = scope
    freeBefore = scope.free
  }
}
