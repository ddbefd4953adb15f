package import DumpStore
package import Sizing

/// What `prune` answers: what it looked at, removed and kept, and which limits bound.
package struct PruneReport: Sendable {
  /// One file system's part of it.
  package struct Part: Sendable {
    /// The paths of the directories that were meant.
    package let chosen: Set<String>
    /// The dumps before, in all directories that share limits with these.
    package let scope: RetentionScope
    /// The plan, made of what was there before.
    package let plan: RetentionPlan
    /// What was done; `nil` for a dry run.
    package let outcome: RetentionOutcome?
    /// What is left, or would be.
    package let restScope: RetentionScope
    /// What the policy says of that.
    package let rest: RetentionPlan

    init(
      chosen: Set<String>, scope: RetentionScope, plan: RetentionPlan, outcome: RetentionOutcome?,
      restScope: RetentionScope, rest: RetentionPlan
    ) {
      self.chosen = chosen
      self.scope = scope
      self.plan = plan
      self.outcome = outcome
      self.restScope = restScope
      self.rest = rest
    }

    /// The dumps that it was about.
    package var dumps: [KeptDump] { scope.groups.flatMap(\.dumps).filter { chosen.contains($0.directory) } }
  }

  package let parts: [Part]
  package let directories: Int
  package let isDryRun: Bool
  package let isWholeAnswer: Bool

  /// Looks at nothing: says what was found and done.
  package init(parts: [Part], directories: Int, isDryRun: Bool, isWholeAnswer: Bool) {
    self.parts = parts
    self.directories = directories
    self.isDryRun = isDryRun
    self.isWholeAnswer = isWholeAnswer
  }

  /// What went, or would go.
  package var removed: [RetentionPlan.Deletion] {
    parts.flatMap { $0.outcome?.deleted ?? $0.plan.deletions }
  }

  /// What could not go.
  package var skipped: [RetentionOutcome.Skipped] { parts.flatMap { $0.outcome?.skipped ?? [] } }

  /// Why a run ended early.
  package var stopped: [String] { parts.compactMap { $0.outcome?.stopped } }

  /// What the policy still wants gone, and nothing kept from going but that the run ended before.
  package var notReached: [RetentionPlan.Deletion] {
    parts.flatMap { part in
      part.outcome == nil ? [] : part.rest.deletions.filter { part.chosen.contains($0.dump.directory) }
    }
  }

  /// Limits that bind.
  ///
  /// As they are now, not as they would be once more is deleted: nothing more will be.
  package var unmet: [RetentionPlan.Limit] { parts.flatMap { $0.rest.limits.filter(\.binds) } }

  /// Groups of which nobody knows the next dump.
  package var unknownNextDump: [String] { parts.flatMap(\.rest.unknownNextDump) }

  /// A warning where something could not go, or a limit is not met.
  package var status: Status {
    if !isWholeAnswer { return .unknown }
    return skipped.isEmpty && stopped.isEmpty && notReached.isEmpty && unmet.isEmpty ? .ok : .warning
  }

  /// What stays, and why.
  package var kept: [(dump: KeptDump, reason: String)] {
    let left = Set(skipped.map(\.deletion.dump.path))
    return parts.flatMap { part in
      part.rest.kept.map { (part.restScope[$0.place], "\($0.reason)") }
        .filter { part.chosen.contains($0.0.directory) && !left.contains($0.0.path) }
    }
  }

  package var json: JSONFields {
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
}

extension [KeptDump] {
  /// What they take.
  package var allocated: Bytes { reduce(.zero) { $0 + $1.allocated } }
}
