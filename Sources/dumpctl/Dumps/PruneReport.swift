import ArgumentParser
import DumpReports
import DumpStore
import Sizing

/// What `prune` prints.
extension PruneReport: Answering {
  private static let namesShown = 20

  /// What a failed call asks for; `nil` where none failed.
  var failure: ExitCode? {
    let codes = skipped.compactMap { skipped -> Int32? in
      guard case .failed(let errno, _) = skipped.obstacle else { return nil }
      return errno
    }
    guard !codes.isEmpty else { return nil }
    return codes.contains { DumpLook.isPermission($0) } ? .notPermitted : .inputOutput
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
