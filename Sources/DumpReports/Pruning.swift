package import DumpStore
package import Sizing

extension PruneReport.Part {
  /// Prunes a file system on a person's word, or says what that would do.
  ///
  /// - Parameters:
  ///   - chosen: the paths of the directories that are meant.
  ///   - rules: in whose name dumps are deleted; `nil` for a dry run.
  package init(
    _ fileSystem: SurveyedFileSystem, of chosen: Set<String>, _ rules: DeletionRules?, now: Timestamp,
    operations: FileOperations = FileOperations(),
    hasDeleted: (RetentionPlan.Deletion) -> Void = { _ in },
    hasRead: @escaping (_ bytes: UInt64, _ of: UInt64) -> Void = { _, _ in }
  ) {
    func plan(_ scope: RetentionScope) -> RetentionPlan {
      var plan = scope.plan(now: now, isAutomatic: false)
      // Made of everything that shares its limits, and carried out where it was asked for.
      plan.deletions.removeAll { !chosen.contains($0.dump.directory) }
      return plan
    }
    let wanted = plan(fileSystem.scope)
    let outcome = rules.map { rules in
      operations.carryOut(
        on: fileSystem, rules, hasDeleted: hasDeleted, hasRead: hasRead, plan: { scope, _ in plan(scope) })
    }
    let rest = outcome?.remaining ?? fileSystem.scope.without(wanted.deletions.map(\.dump))
    self.init(
      chosen: chosen, scope: fileSystem.scope, plan: wanted, outcome: outcome, restScope: rest,
      rest: plan(rest))
  }
}

extension RetentionScope {
  /// What it would be without these dumps.
  fileprivate func without(_ dumps: [KeptDump]) -> RetentionScope {
    let paths = Set(dumps.map(\.path))
    var scope = self
    for group in scope.groups.indices { scope.groups[group].dumps.removeAll { paths.contains($0.path) } }
    scope.free = dumps.reduce(free) { $0 + $1.allocated }
    return scope
  }
}
