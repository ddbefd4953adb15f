import Inventory
import Sizing

/// What protects the dumps of a scope from its limits.
struct RetentionProtection {
  /// How much a dump is protected.
  enum Standing {
    /// Never deleted, for that reason.
    case protected(RetentionPlan.Reason)
    /// Not for its age, and for space only when nothing else is left.
    case yielding(RetentionPlan.Reason)
    /// Not at all.
    case open
  }

  private let scope: RetentionScope
  private let today: CalendarDate
  private let history: CrashHistory
  /// Of each crash, a copy that is pinned or in use.
  private var heldCopies: [Int: Int] = [:]
  /// By group.
  private let policies: [Policy]

  private struct Policy {
    let isHeld: Bool
    let last: Int
    let firstOfEachBugcheck: Int
    /// The moment before which nothing is protected for its own sake.
    let deadline: Int64
  }

  init(_ scope: RetentionScope, _ history: CrashHistory, now: Timestamp) {
    (self.scope, self.history, today) = (scope, history, now.date)
    policies = scope.groups.map { group in
      Policy(
        isHeld: group.isHeld, last: group.keep.last, firstOfEachBugcheck: group.keep.firstOfEachBugcheck,
        deadline: now.nanoseconds(before: group.keep.newestUntilSeconds))
    }
    for (index, item) in history.items.enumerated() where item.isHeld {
      guard let crash = item.crash, hold(of: item.place) != nil else { continue }
      heldCopies[crash] = index
    }
  }

  /// How much an item is protected.
  func standing(of index: Int) -> Standing {
    let item = history.items[index]
    let policy = policies[item.place.group]
    if policy.isHeld { return .protected(.entryHasMistake) }
    if item.isHeld, let hold = hold(of: item.place) { return .protected(hold) }
    let isOriginal = history.original(of: index) == nil
    // Should the first copy go before one that must stay, the crash would look as if it had come later.
    if isOriginal, let crash = item.crash, let copy = heldCopies[crash] {
      return .protected(.original(ofHeld: scope[history.items[copy].place].path))
    }
    guard history.arrival(of: index) >= policy.deadline else { return .open }
    if isNewest(index) { return .protected(.newest) }
    guard isOriginal, let number = item.crash else { return .open }
    let crash = history.crashes[number]
    if history.hosts[item.host].crashes - crash.before <= policy.last {
      return .protected(.last(policy.last))
    }
    if let code = crash.code, crash.sameCodeBefore < policy.firstOfEachBugcheck {
      return .yielding(.firstOfBugCheck(code))
    }
    return .open
  }

  /// Whether it is the host's newest.
  ///
  /// A copy that came last is no newer than its crash; where that is an older one, both stay until another
  /// dump comes.
  private func isNewest(_ index: Int) -> Bool {
    let host = history.hosts[history.items[index].host]
    if index == host.newest { return true }
    guard let original = history.original(of: host.latest), original != host.newest else { return false }
    return index == host.latest || index == original
  }

  private func hold(of place: RetentionPlan.Place) -> RetentionPlan.Reason? {
    switch scope.groups[place.group].dumps[place.dump].hold {
    case nil: nil
    case .pinned(_, let until?) where until < today: nil
    case .pinned(let reason, let until): .pinned(reason: reason, until: until)
    case .inUse(let reader): .inUse(by: reader)
    }
  }
}

extension Timestamp {
  /// The moment so many seconds earlier, in nanoseconds since the epoch; the beginning of all time for `nil`.
  func nanoseconds(before seconds: UInt64?) -> Int64 {
    guard let seconds else { return .min }
    let (moment, wrapped) = self.seconds.subtractingReportingOverflow(Int64(clamping: seconds))
    guard !wrapped else { return .min }
    let (nanoseconds, overflow) = moment.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? (moment < 0 ? .min : .max) : nanoseconds
  }
}
