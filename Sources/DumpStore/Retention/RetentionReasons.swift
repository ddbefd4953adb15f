import Inventory
import Sizing

extension RetentionPlan.Kept: CustomStringConvertible {
  /// Why it stays, in a line that fits a terminal: `kept: newest`.
  public var description: String { oneLine("kept: \(reason)") }
}

extension RetentionPlan.Deletion: CustomStringConvertible {
  /// Why it goes, in a line that fits a terminal: `deleted: older than 90 d`.
  public var description: String { oneLine("deleted: \(reason)") }

  /// The limit, and what else a person should know: `older than 90 d, and a repeat of MEMORY-1.DMP`.
  public var reason: String {
    guard let repeatOf else { return "\(demand)" }
    return "\(demand), and a repeat of \(repeatOf.lastComponent.asSafeText)"
  }
}

extension RetentionPlan.Demand: CustomStringConvertible {
  /// What it asks for: `older than 90 d`.
  public var description: String {
    switch self {
    case .maxAge(let seconds): "older than \(DurationText.text(seconds, between: " "))"
    case .maxUse(let most): "more than \(most) in use"
    case .free(let least): "less than \(least) free"
    }
  }
}

extension RetentionPlan.Reason: CustomStringConvertible {
  /// In a few words: `first of 0xD1`.
  public var description: String {
    switch self {
    case .pinned(let reason, nil): "pinned: \(reason.asSafeText)"
    case .pinned(let reason, let until?): "pinned until \(until): \(reason.asSafeText)"
    case .inUse(let reader): "in use by \(reader.asSafeText)"
    case .original(let copy): "its copy \(copy.lastComponent.asSafeText) is pinned or in use"
    case .newest: "newest"
    case .last(let count): "last \(count)"
    case .firstOfBugCheck(let code): "first of 0x\(String(code, radix: 16, uppercase: true))"
    case .entryHasMistake: "its entry in the configuration has a mistake"
    case .notDemanded: "no limit asks for it"
    }
  }
}

extension RetentionPlan.Limit: CustomStringConvertible {
  /// What it wants and what it gets: `free: 64.0 GiB wanted, 12.0 GiB now, 40.0 GiB after (/srv/dumps/*)`.
  public var description: String {
    let figures =
      switch demand {
      case .maxAge: "\(demand)"
      case .maxUse(let most): "max-use: \(most) at most, \(before) now, \(after) after"
      case .free(let least): "free: \(least) wanted, \(before) now, \(after) after"
      }
    return "\(figures) (\(group.asSafeText))"
  }
}

extension String {
  fileprivate var lastComponent: Substring { self[(lastIndex(of: "/").map(index(after:)) ?? startIndex)...] }
}

/// Cut to the width of a terminal: what people wrote into a pin has no length of its own.
private func oneLine(_ text: String) -> String {
  let width = 80
  guard text.unicodeScalars.count > width else { return text }
  return String(String.UnicodeScalarView(text.unicodeScalars.prefix(width - 3))) + "..."
}
