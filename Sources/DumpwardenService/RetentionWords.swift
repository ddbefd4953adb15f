import DumpFormats
import DumpStore
import Sizing

/// How retention is told of: what went and why, and what keeps it from doing as the policy says.
struct RetentionWords {
  /// Where the file system is mounted.
  let mountPoint: String
  /// The largest next dump of an entry.
  let nextDump: (_ group: String) -> NextDumps.Largest?

  /// The entry of a dump that is deleted.
  static func deleted(_ deletion: RetentionPlan.Deletion) -> Notification {
    let dump = deletion.dump
    var fields = [
      JournalField(.host, dump.host), JournalField(.dump, dump.path),
      JournalField(.directory, dump.directory),
    ]
    if let bugCheck = dump.identification.bugCheck {
      fields.append(JournalField(.bugCheck, bugCheck.codeText))
    }
    return Notification(
      .dumpDeleted,
      message:
        "\(dump.host.asSafeText): \(dump.path.asSafeText) is deleted, \(dump.allocated): \(deletion.reason)",
      fields: fields)
  }

  /// What stands after a run on a file system, worst first.
  ///
  /// - Parameter plan: the plan of what remains.
  func alerts(_ plan: RetentionPlan, after outcome: RetentionOutcome) -> [Alert] {
    let failure = outcome.stopped ?? outcome.skipped.lazy.compactMap(Self.failure).first
    return [failure.map(stopped) ?? undecided(outcome)].compactMap(\.self) + plan.unmet.compactMap(unmet)
      + plan.waiting.map(waiting)
  }

  private func stopped(_ why: String) -> Alert {
    Alert(
      .retention(.deletions, mountPoint), .retentionStopped,
      message: "retention on \(mountPoint.asSafeText) ends early: \(why)",
      fields: [JournalField(.directory, mountPoint)])
  }

  private static func failure(_ skipped: RetentionOutcome.Skipped) -> String? {
    guard case .failed(_, let why) = skipped.obstacle else { return nil }
    return "\(skipped.deletion.dump.path.asSafeText) cannot be deleted: \(why)"
  }

  private func unmet(_ limit: RetentionPlan.Limit) -> Alert? {
    var fields = [
      JournalField(.directory, limit.group), JournalField(.shortfallBytes, String(limit.shortfall.count)),
    ]
    let waits =
      limit.after == limit.afterWaiting ? "" : " (\(limit.afterWaiting) with what waits for dumpctl prune)"
    switch limit.demand {
    case .maxAge: return nil
    case .free(let least):
      fields.append(JournalField(.requiredBytes, String(least.count)))
      var whose = ""
      if let next = nextDump(limit.group) {
        fields.append(JournalField(.host, next.host))
        whose = "; the next dump of \(next.host.asSafeText) takes \(next.bytes)"
      }
      return Alert(
        .retention(.free, mountPoint), .headroomLow,
        message:
          "\(mountPoint.asSafeText) is short of room by \(limit.shortfall): \(least) are to be free, \(limit.after) "
          + "are\(waits), and the policy of \(limit.group.asSafeText) lets no more go\(whose)",
        magnitude: limit.shortfall.count, fields: fields)
    case .maxUse(let most):
      fields.append(JournalField(.requiredBytes, String(most.count)))
      return Alert(
        .retention(.maxUse, limit.group), .headroomLow,
        message:
          "the dumps of \(limit.group.asSafeText) use \(limit.after)\(waits), \(limit.shortfall) more than max-use, "
          + "\(most), and what the policy protects cannot go",
        // Nothing is lost by it, as long as there is room.
        priority: 4, magnitude: limit.shortfall.count, fields: fields)
    }
  }

  private func waiting(_ waiting: RetentionPlan.Waiting) -> Alert {
    let bytes = waiting.deletions.reduce(Bytes.zero) { $0 + $1.dump.allocated }
    return Alert(
      .retention(.atMost, waiting.group), .retentionWaiting,
      message:
        "retention of \(waiting.group.asSafeText) waits for a person: \(waiting.deletions.count) of \(waiting.dumps) "
        + "dumps would go, \(bytes), and at-most is \(waiting.atMostPercent) %: dumpctl prune --dry-run shows "
        + "them, dumpctl prune deletes them",
      magnitude: UInt64(waiting.deletions.count), fields: [JournalField(.directory, waiting.group)])
  }

  /// Dumps of which the daemon cannot tell whether somebody reads them; a person may know.
  private func undecided(_ outcome: RetentionOutcome) -> Alert? {
    let dumps = outcome.skipped.filter { if case .unleased = $0.obstacle { true } else { false } }
    guard let first = dumps.first, case .unleased(let why) = first.obstacle else { return nil }
    return Alert(
      .retention(.deletions, mountPoint), .retentionWaiting,
      message:
        "retention on \(mountPoint.asSafeText) waits for a person: whether somebody reads "
        + "\(first.deletion.dump.path.asSafeText) cannot be told (\(why)), and \(dumps.count) dumps would go: "
        + "dumpctl prune",
      magnitude: UInt64(dumps.count), fields: [JournalField(.directory, mountPoint)])
  }
}
