import DumpFormats
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

  let scope: RetentionScope
  let now: Timestamp
  let history: CrashHistory
  /// Of each crash, a copy that is pinned or in use.
  private var heldCopies: [Int: Int] = [:]
  /// By group, the moment before which nothing is protected for its own sake.
  private let deadlines: [Int64]

  init(_ scope: RetentionScope, _ history: CrashHistory, now: Timestamp) {
    (self.scope, self.history, self.now) = (scope, history, now)
    deadlines = scope.groups.map { now.nanoseconds(before: $0.keep.newestUntilSeconds) }
    for (index, item) in history.items.enumerated() {
      guard let crash = item.crash, hold(of: item.place) != nil else { continue }
      heldCopies[crash] = index
    }
  }

  /// How much an item is protected.
  func standing(of index: Int) -> Standing {
    let item = history.items[index]
    let group = scope.groups[item.place.group]
    if group.isHeld { return .protected(.entryHasMistake) }
    if let hold = hold(of: item.place) { return .protected(hold) }
    let isOriginal = history.original(of: index) == nil
    // Should the first copy go before one that must stay, the crash would look as if it had come later.
    if isOriginal, let crash = item.crash, let copy = heldCopies[crash] {
      return .protected(.original(ofHeld: scope[history.items[copy].place].path))
    }
    guard history.arrival(of: index) >= deadlines[item.place.group] else { return .open }
    if isNewest(index) { return .protected(.newest) }
    guard isOriginal, let number = item.crash else { return .open }
    let crash = history.crashes[number]
    if history.hosts[item.host].crashes - crash.before <= group.keep.last {
      return .protected(.last(group.keep.last))
    }
    if let before = crash.sameBugCheckBefore, before < group.keep.firstOfEachBugcheck,
      let code = group.dumps[item.place.dump].identification.bugCheck?.code
    {
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
    case .pinned(_, let until?) where until < now.date: nil
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
