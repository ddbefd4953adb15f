public import Sizing

extension RetentionScope {
  /// Decides what goes and what stays.
  ///
  /// Whatever nothing protects goes once it is older than `max-age`. After that each `max-use` takes what it
  /// still needs from the dumps of its own group, and `free` what is then still missing from those of all
  /// groups that ask for free space; each takes copies first, then what is not whole, then the oldest, and last
  /// what merely yields. So nothing goes for the sake of a limit that another one's deletions meet as well.
  ///
  /// - Parameters:
  ///   - now: the moment that ages are counted to.
  ///   - isAutomatic: whether nobody looks on, so that a plan above `at-most` waits for somebody.
  ///   - deletedBefore: how many dumps plans before this one, which it goes on with, have deleted.
  public func plan(now: Timestamp, isAutomatic: Bool, deletedBefore: Int = 0) -> RetentionPlan {
    RetentionPlanner(self, now: now).plan(isAutomatic: isAutomatic, deletedBefore: deletedBefore)
  }

  /// What the policies let go for the sake of free space, were all of it needed.
  public func freeable(now: Timestamp) -> Bytes { RetentionPlanner(self, now: now).freeable }
}
