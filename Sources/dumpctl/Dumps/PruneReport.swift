import ArgumentParser
import DumpStore
import Sizing

/// What `prune` answers: what it looked at, removed and kept, and which limits bound.
struct PruneReport: Answering {
  /// One file system's part of it.
  struct Part {
    /// The paths of the directories that were meant.
    let chosen: Set<String>
    /// The dumps before, in all directories that share limits with these.
    let scope: RetentionScope
    /// The plan, made of what was there before.
    let plan: RetentionPlan
    /// What was done; `nil` for a dry run.
    let outcome: RetentionOutcome?
    /// What is left, or would be.
    let restScope: RetentionScope
    /// What the policy says of that.
    let rest: RetentionPlan

    /// The dumps that it was about.
    var dumps: [KeptDump] { scope.groups.flatMap(\.dumps).filter { chosen.contains($0.directory) } }
  }

  private static let namesShown = 20

  let parts: [Part]
  let directories: Int
  let isDryRun: Bool
  let isWholeAnswer: Bool

  private var removed: [RetentionPlan.Deletion] {
    parts.flatMap { $0.outcome?.deleted ?? $0.plan.deletions }
  }

  private var skipped: [RetentionOutcome.Skipped] { parts.flatMap { $0.outcome?.skipped ?? [] } }

  private var stopped: [String] { parts.compactMap { $0.outcome?.stopped } }

  /// What the policy still wants gone, and nothing kept from going but that the run ended before.
  private var notReached: [RetentionPlan.Deletion] {
    parts.flatMap { part in
      part.outcome == nil ? [] : part.rest.deletions.filter { part.chosen.contains($0.dump.directory) }
    }
  }

  // As it is now, not as it would be once more is deleted: nothing more will be.
  private var unmet: [RetentionPlan.Limit] { parts.flatMap { $0.rest.limits.filter(\.binds) } }

  private var unknownNextDump: [String] { parts.flatMap(\.rest.unknownNextDump) }

  /// A warning where something could not go, or a limit is not met.
  var status: Status {
    if !isWholeAnswer { return .unknown }
    return skipped.isEmpty && stopped.isEmpty && notReached.isEmpty && unmet.isEmpty ? .ok : .warning
  }

  /// What a failed call asks for; `nil` where none failed.
  var failure: ExitCode? {
    let codes = skipped.compactMap { skipped -> Int32? in
      guard case .failed(let errno, _) = skipped.obstacle else { return nil }
      return errno
    }
    guard !codes.isEmpty else { return nil }
    return codes.contains { DumpLook.isPermission($0) } ? .notPermitted : .inputOutput
  }

  private var kept: [(dump: KeptDump, reason: String)] {
    let left = Set(skipped.map(\.deletion.dump.path))
    return parts.flatMap { part in
      part.rest.kept.map { (part.restScope[$0.place], "\($0.reason)") }
        .filter { part.chosen.contains($0.0.directory) && !left.contains($0.0.path) }
    }
  }

  var json: JSONFields {
    JSONFields([
      "version": 1, "dry_run": isDryRun, "status": status.rawValue,
      "looked_at": JSONFields([
        "directories": directories, "dumps": parts.reduce(0) { $0 + $1.dumps.count },
        "allocated_bytes": parts.reduce(Bytes.zero) { $0 + $1.dumps.allocated }.count,
      ]),
      "removed": removed.map { deletion in
        JSONFields([
          "path": deletion.dump.path, "host": deletion.dump.host,
          "allocated_bytes": deletion.dump.allocated.count, "reason": deletion.reason,
          "repeat_of": deletion.repeatOf,
        ])
      },
      "skipped": skipped.map { skipped in
        JSONFields([
          "path": skipped.deletion.dump.path, "host": skipped.deletion.dump.host,
          "reason": skipped.deletion.reason, "obstacle": "\(skipped.obstacle)",
        ])
      }
        + notReached.map { deletion in
          JSONFields([
            "path": deletion.dump.path, "host": deletion.dump.host, "reason": deletion.reason,
            "obstacle": "the run ended before",
          ])
        },
      "kept": kept.map { dump, reason in
        JSONFields([
          "path": dump.path, "host": dump.host, "allocated_bytes": dump.allocated.count, "reason": reason,
        ])
      },
      "limits": parts.flatMap { part in
        part.plan.limits.map { limit in Self.json(of: limit, part) }
      },
      "unknown_next_dump": unknownNextDump, "stopped": stopped,
    ])
  }

  private static func json(of limit: RetentionPlan.Limit, _ part: Part) -> JSONFields {
    let (kind, bytes): (String, Bytes?) =
      switch limit.demand {
      case .maxAge: ("max-age", nil)
      case .maxUse(let bytes): ("max-use", bytes)
      case .free(let bytes): ("free", bytes)
      }
    let after = part.rest.limits.first { $0.group == limit.group && $0.demand == limit.demand }
    return JSONFields([
      "limit": kind, "dump_directory": limit.group, "wanted_bytes": bytes?.count,
      "before_bytes": limit.before.count, "after_bytes": (after ?? limit).before.count,
      "binds": limit.binds, "is_met": !(after ?? limit).binds,
    ])
  }

  func text(_ style: TextStyle) -> String {
    var text = style.answer(status, answer)
    text += FoldedText.hanging(lookedAt, after: "  Looked at ", rest: 4)
    if !removed.isEmpty {
      text += "\n  \(isDryRun ? "Would be removed" : "Removed")\n"
      for deletion in removed { text += Self.line(deletion.dump, deletion.reason) }
    }
    if !skipped.isEmpty || !notReached.isEmpty {
      text += "\n  Not removed\n"
      for each in skipped { text += Self.line(each.deletion.dump, "\(each.obstacle)") }
      for each in notReached { text += Self.line(each.dump, each.reason + ": not reached") }
    }
    for reason in stopped { text += "\n" + FoldedText.hanging(reason, after: "  Stopped: ", rest: 4) }
    if !kept.isEmpty { text += "\n  Kept\n" + keptText }
    let limits = limitsText
    if !limits.isEmpty { text += "\n  Limits\n" + limits }
    return text
  }

  private var answer: String {
    let bytes = removed.reduce(Bytes.zero) { $0 + $1.dump.allocated }
    var answer =
      removed.isEmpty
      ? "nothing \(isDryRun ? "would be" : "is") removed"
      : "\(counted(removed.count, "dump")) \(isDryRun ? "would be removed" : "removed"), \(bytes)"
    answer += "; \(kept.count) kept"
    let left = skipped.count + notReached.count
    if left > 0 { answer += "; \(left) not removed" }
    if !unmet.isEmpty { answer += "; \(counted(unmet.count, "limit")) not met" }
    return isWholeAnswer ? answer : answer + "; not everything could be looked at"
  }

  private var lookedAt: String {
    let dumps = parts.reduce(0) { $0 + $1.dumps.count }
    let bytes = parts.reduce(Bytes.zero) { $0 + $1.dumps.allocated }
    return "\(counted(directories, "director", "y", "ies")), \(counted(dumps, "dump")), \(bytes)"
  }

  private var keptText: String {
    guard kept.count > Self.namesShown else {
      return kept.map { Self.line($0.dump, $0.reason) }.joined()
    }
    let reasons = Dictionary(grouping: kept, by: \.reason).mapValues(\.count)
    return reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { reason, count in
      FoldedText.hanging(reason, after: "    \(count) ", rest: 6)
    }.joined()
  }

  private var limitsText: String {
    var lines: [String] = []
    for part in parts {
      for limit in part.plan.limits {
        let after = part.rest.limits.first { $0.group == limit.group && $0.demand == limit.demand }
        let isMet = !(after ?? limit).binds
        let verdict = isMet ? limit.binds ? "met by what is removed" : "met" : "not met"
        let figures =
          switch limit.demand {
          case .maxAge: "\(limit.demand)"
          case .maxUse(let most):
            "max-use: \(most) at most, \(limit.before) before, \((after ?? limit).before) after"
          case .free(let least):
            "free: \(least) wanted, \(limit.before) before, \((after ?? limit).before) after"
          }
        lines.append(
          FoldedText.hanging("\(figures) (\(limit.group.asSafeText)): \(verdict)", after: "    ", rest: 6))
      }
    }
    for group in unknownNextDump {
      lines.append(
        FoldedText.hanging(
          "free: nobody knows how large the next dump of \(group.asSafeText) will be, so no room is made for it: "
            + "describe its hosts in hosts.d", after: "    ", rest: 6))
    }
    return lines.joined()
  }

  private static func line(_ dump: KeptDump, _ reason: String) -> String {
    "    \(dump.path.asSafeText)\n"
      + FoldedText.hanging("\(dump.allocated), \(reason)", after: "      ", rest: 6)
  }
}

extension [KeptDump] {
  /// What they take.
  fileprivate var allocated: Bytes { reduce(.zero) { $0 + $1.allocated } }
}
