internal import Inventory
internal import Linux
internal import Sizing

extension FileOperations {
  /// Carries out what `plan` says of a file system, and plans again whenever something could not go.
  ///
  /// What could not go is held in the next plan, so that nothing else goes in its place but by the policy's word.
  /// Blocking, and with syncs: for a worker, or a program that does nothing else. Nothing is deleted but what a
  /// plan names, and of that nothing that is not the file the survey saw.
  ///
  /// - Parameters:
  ///   - hasDeleted: is told of each deletion as soon as it is made, since the rest may take minutes.
  ///   - hasRead: is told how far the reading of two dumps is that may be one.
  ///   - plan: the deletions that a state asks for; it is also told how many this run has already made.
  public func carryOut(
    on fileSystem: SurveyedFileSystem, _ rules: DeletionRules,
    hasDeleted: (RetentionPlan.Deletion) -> Void = { _ in },
    hasRead: @escaping (_ bytes: UInt64, _ of: UInt64) -> Void = { _, _ in },
    plan: (_ scope: RetentionScope, _ deletedBefore: Int) -> RetentionPlan
  ) -> RetentionOutcome {
    var run = RetentionRun(fileSystem, rules, self, hasRead)
    return run.carryOut(plan, hasDeleted)
  }
}

/// A plan being carried out.
struct RetentionRun {
  private let rules: DeletionRules
  private let operations: FileOperations
  private let hasRead: (UInt64, UInt64) -> Void
  private let surveyed: [String: SurveyedDump]
  private let inDirectory: [String: [SurveyedDump]]
  private let held: Set<String>
  private var outcome: RetentionOutcome
  private var reckoning: RoomReckoning
  private var locked: LockedArchive?
  private var gone: Set<String> = []
  private var refused: Set<[String]> = []

  init(
    _ fileSystem: SurveyedFileSystem, _ rules: DeletionRules, _ operations: FileOperations,
    _ hasRead: @escaping (UInt64, UInt64) -> Void
  ) {
    self.rules = rules
    self.hasRead = hasRead
    self.operations = operations
    reckoning = RoomReckoning(rules)
    surveyed = fileSystem.dumps
    inDirectory = Dictionary(grouping: fileSystem.dumps.values, by: \.directory.place.path)
    held = Set(fileSystem.scope.groups.filter(\.isHeld).flatMap { $0.dumps.map(\.path) })
    outcome = RetentionOutcome(of: fileSystem.scope)
  }

  mutating func carryOut(
    _ plan: (RetentionScope, Int) -> RetentionPlan, _ hasDeleted: (RetentionPlan.Deletion) -> Void
  ) -> RetentionOutcome {
    var isCarriedOut = false
    // Each turn deletes something, or notes of one more dump that it cannot go, or ends.
    while outcome.stopped == nil, !isCarriedOut {
      let planned = plan(outcome.remaining, outcome.deleted.count)
      let deletions = planned.deletions.filter { !refused.contains($0.key) }
      isCarriedOut = deletions.allSatisfy { make($0, hasDeleted) }
      outcome.remaining.remove(gone)
    }
    locked = nil
    return outcome
  }

  /// Makes one deletion; `false` where the plan no longer holds.
  private mutating func make(
    _ deletion: RetentionPlan.Deletion, _ hasDeleted: (RetentionPlan.Deletion) -> Void
  ) -> Bool {
    do {
      let dump = try present(deletion.dump.path)
      guard try lock(dump), let locked else { return false }
      let freeBefore = locked.archive.space().value?.free ?? outcome.remaining.free
      if let other = deletion.repeatOf {
        try EqualityProof(of: dump, to: present(other), operations).make(hasRead)
      }
      try DumpDeletion(dump, locked, rules, operations).make()
      outcome.deleted.append(deletion)
      gone.insert(deletion.dump.path)
      hasDeleted(deletion)
      return finish(dump, locked, freeBefore)
    } catch {
      meet(RetentionOutcome.Obstacle(error), deletion)
      return false
    }
  }

  /// What follows a deletion: that it is durable, and that the room came back.
  private mutating func finish(
    _ dump: SurveyedDump, _ locked: LockedArchive, _ freeBefore: Bytes
  ) -> Bool {
    do {
      try DumpDeletion.removeSideFiles(of: dump, in: locked.archive, operations)
      try operations.sync(locked.archive)
      if !dump.isInArchive { try operations.sync(locked.directory) }
    } catch {
      outcome.stopped = "\(dump.kept.path.asSafeText) is deleted, and what follows failed: \(error)"
    }
    let room = reckoning.hasDeleted(
      dump.kept.path, dump.kept.allocated, freeBefore: freeBefore, in: locked.archive, operations)
    outcome.remaining.free = room.free
    outcome.stopped = outcome.stopped ?? room.problem
    return outcome.stopped == nil
  }

  /// A dump as the survey saw it, if a plan may still name it.
  private func present(_ path: String) throws -> SurveyedDump {
    guard let found = surveyed[path], !gone.contains(path) else {
      throw Obstruction(.changed("\(path) is gone"))
    }
    guard !held.contains(path) else { throw Obstruction(.policyHeld) }
    return found
  }

  /// Locks the dump's archive; `false` where what is there is not what the plan was made of.
  private mutating func lock(_ dump: SurveyedDump) throws -> Bool {
    let path = dump.directory.place.path
    if let locked, locked.directoryPath == path { return true }
    // One at a time: the lock of another file description of the same archive would shut us out.
    locked = nil
    let next = try LockedArchive(dump, rules, operations)
    locked = next
    // What was written and has no blocks yet would take its room while the first deletion is reckoned with.
    if outcome.deleted.isEmpty { try operations.syncFileSystem(of: next.archive) }
    return isAsSurveyed(in: next)
  }

  /// Looks whether somebody else deleted here, or made room, while he had the lock; notes what he did.
  private mutating func isAsSurveyed(in locked: LockedArchive) -> Bool {
    var isSame = true
    for dump in inDirectory[locked.directoryPath] ?? [] where !gone.contains(dump.kept.path) {
      let status = try? locked.container(of: dump).status(of: dump.name)
      guard status?.identity != dump.status.identity else { continue }
      gone.insert(dump.kept.path)
      isSame = false
    }
    if let space = locked.archive.space().value {
      if space.free > outcome.remaining.free + rules.roomTolerance { isSame = false }
      outcome.remaining.free = space.free
      if outcome.deleted.isEmpty { outcome.freeBefore = space.free }
    }
    return isSame
  }

  private mutating func meet(_ obstacle: RetentionOutcome.Obstacle, _ deletion: RetentionPlan.Deletion) {
    outcome.skipped.append(RetentionOutcome.Skipped(deletion: deletion, obstacle: obstacle))
    refused.insert(deletion.key)
    let path = deletion.dump.path
    switch obstacle {
    case .held(let hold): outcome.remaining.change([path]) { $0.hold = hold }
    // It is a crash of its own now, and goes when its turn comes.
    case .notEqual: outcome.remaining.change([path]) { $0.isCrashOfItsOwn = true }
    case .locked(let holder):
      let all = inDirectory[surveyed[path]?.directory.place.path ?? ""] ?? []
      outcome.remaining.change(Set(all.map(\.kept.path))) { $0.hold = $0.hold ?? .inUse(by: holder) }
    default: outcome.remaining.change([path]) { $0.hold = .inUse(by: obstacle.description) }
    }
  }
}

extension RetentionPlan.Deletion {
  /// What is not tried twice.
  fileprivate var key: [String] { [dump.path, repeatOf].compactMap { $0 } }
}

extension RetentionScope {
  fileprivate mutating func remove(_ paths: Set<String>) {
    guard !paths.isEmpty else { return }
    for group in groups.indices { groups[group].dumps.removeAll { paths.contains($0.path) } }
  }

  fileprivate mutating func change(_ paths: Set<String>, _ change: (inout KeptDump) -> Void) {
    for group in groups.indices {
      for dump in groups[group].dumps.indices where paths.contains(groups[group].dumps[dump].path) {
        change(&groups[group].dumps[dump])
      }
    }
  }
}
