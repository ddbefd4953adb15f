import DumpReports
import Sizing
import Systemd

/// What the daemon answers when it has pruned: the report of `prune`, read back.
struct PrunedByDaemon: Answering {
  private static let namesShown = 20

  private let content: JSONContent
  let json: JSONFields

  init(_ text: String) throws {
    guard let content = JSONContent(parsing: text), let fields = content.fields else {
      throw BusError.failed("Prune did not answer with JSON")
    }
    (self.content, json) = (content, fields)
  }

  var status: Status { content["status"]?.text.flatMap(Status.init) ?? .unknown }

  func text(_ style: TextStyle) -> String {
    let (removed, skipped, kept) = (list("removed"), list("skipped"), list("kept"))
    let isDryRun = content["dry_run"]?.truth == true
    let bytes = removed.reduce(Bytes.zero) { $0 + Self.bytes($1["allocated_bytes"]) }
    var answer =
      removed.isEmpty
      ? "nothing \(isDryRun ? "would be" : "is") removed"
      : "\(counted(removed.count, "dump")) \(isDryRun ? "would be removed" : "removed"), \(bytes)"
    answer += "; \(kept.count) kept"
    if !skipped.isEmpty { answer += "; \(skipped.count) not removed" }
    let unmet = list("limits").filter { $0["is_met"]?.truth == false }
    if !unmet.isEmpty { answer += "; \(counted(unmet.count, "limit")) not met" }
    var text = style.answer(status, answer)
    if !removed.isEmpty {
      text += "\n  \(isDryRun ? "Would be removed" : "Removed")\n" + lines(removed, "reason")
    }
    if !skipped.isEmpty { text += "\n  Not removed\n" + lines(skipped, "obstacle") }
    for reason in list("stopped").compactMap(\.text) {
      text += "\n" + FoldedText.hanging(reason.asSafeText, after: "  Stopped: ", rest: 4)
    }
    if !kept.isEmpty { text += "\n  Kept\n" + keptText(kept) }
    let limits = list("limits").map(Self.line)
    let unknown = list("unknown_next_dump").compactMap(\.text).map { group in
      FoldedText.hanging(
        "free: nobody knows how large the next dump of \(group.asSafeText) will be, so no room is made for it: "
          + "describe its hosts in hosts.d", after: "    ", rest: 6)
    }
    if !(limits + unknown).isEmpty { text += "\n  Limits\n" + (limits + unknown).joined() }
    return text
  }

  private func list(_ key: String) -> [JSONContent] { content[key]?.list ?? [] }

  private func keptText(_ kept: [JSONContent]) -> String {
    guard kept.count > Self.namesShown else { return lines(kept, "reason") }
    let reasons = Dictionary(grouping: kept) { $0["reason"]?.text ?? "" }.mapValues(\.count)
    return reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { reason, count in
      FoldedText.hanging(reason.asSafeText, after: "    \(count) ", rest: 6)
    }.joined()
  }

  private func lines(_ dumps: [JSONContent], _ key: String) -> String {
    dumps.map { dump in
      let size = dump["allocated_bytes"]?.whole.map { "\(Bytes(clamping: $0)), " } ?? ""
      return "    \((dump["path"]?.text ?? "").asSafeText)\n"
        + FoldedText.hanging(size + (dump[key]?.text ?? "").asSafeText, after: "      ", rest: 6)
    }.joined()
  }

  private static func line(_ limit: JSONContent) -> String {
    let verdict =
      limit["is_met"]?.truth == true
      ? limit["binds"]?.truth == true ? "met by what is removed" : "met" : "not met"
    let figures =
      "\(limit["limit"]?.text ?? "limit"): \(bytes(limit["wanted_bytes"])) "
      + (limit["limit"]?.text == "max-use" ? "at most" : "wanted")
      + ", \(bytes(limit["before_bytes"])) before, \(bytes(limit["after_bytes"])) after"
    return FoldedText.hanging(
      "\(figures) (\((limit["dump_directory"]?.text ?? "").asSafeText)): \(verdict)", after: "    ", rest: 6)
  }

  private static func bytes(_ content: JSONContent?) -> Bytes { Bytes(clamping: content?.whole ?? 0) }
}
