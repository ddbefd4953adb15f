import Inventory
import Sizing

/// The steps from a scope to its plan.
struct RetentionPlanner {
  private let scope: RetentionScope
  private let history: CrashHistory
  /// Why each item stays, if it does.
  private var reasons: [RetentionPlan.Reason]
  /// Which limit each item goes for, if it does.
  private var demands: [RetentionPlan.Demand?]
  /// What may go, what is least missed first.
  private var candidates: [Int] = []
  private var totals: [Total]

  /// What the dumps of one group use.
  private struct Total {
    var used = Bytes.zero
    var protected = Bytes.zero
    var freed = Bytes.zero
    var deletions = 0
  }

  init(_ scope: RetentionScope, now: Timestamp) {
    self.scope = scope
    history = CrashHistory(scope)
    reasons = Array(repeating: .notDemanded, count: history.items.count)
    demands = Array(repeating: nil, count: history.items.count)
    totals = Array(repeating: Total(), count: scope.groups.count)
    judge(RetentionProtection(scope, history, now: now), now)
    meetUses()
    meetFree()
  }

  private mutating func judge(_ protection: RetentionProtection, _ now: Timestamp) {
    let history = self.history
    let ages = scope.groups.map(\.keep.maxAgeSeconds)
    let oldest = ages.map { now.nanoseconds(before: $0) }
    var (copies, broken, whole, yielding): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
    for (index, item) in history.items.enumerated() {
      let group = item.place.group
      totals[group].used = totals[group].used + item.allocated
      switch protection.standing(of: index) {
      case .protected(let reason):
        reasons[index] = reason
        totals[group].protected = totals[group].protected + item.allocated
        continue
      case .yielding(let reason):
        reasons[index] = reason
        yielding.append(index)
        continue
      case .open where item.crash == nil: broken.append(index)
      case .open where history.original(of: index) != nil: copies.append(index)
      case .open: whole.append(index)
      }
      if let age = ages[group], history.arrival(of: index) < oldest[group] {
        take(index, item, for: .maxAge(seconds: age))
      }
    }
    candidates = copies + broken + whole + yielding
  }

  private mutating func meetUses() {
    let most = scope.groups.map { $0.mostUse(ofVolume: scope.size) }
    var needs = zip(totals, most).map { total, most in
      // Where what is protected is too much already, nothing is gained by losing the rest as well.
      guard let most, total.protected <= most else { return Bytes.zero }
      return total.used.less(total.freed).less(most)
    }
    let items = history.items
    for index in candidates where isWorthTaking(index, items[index]) {
      let item = items[index]
      guard needs[item.place.group] > .zero, let most = most[item.place.group] else { continue }
      needs[item.place.group] = needs[item.place.group].less(item.allocated)
      take(index, item, for: .maxUse(most))
    }
  }

  private mutating func meetFree() {
    guard let least = scope.leastFree?.bytes else { return }
    let mayGive = scope.groups.map { $0.leastFree != nil }
    let items = history.items
    var need = least.less(totals.reduce(scope.free) { $0 + $1.freed })
    for index in candidates where isWorthTaking(index, items[index]) {
      guard need > .zero else { return }
      guard mayGive[items[index].place.group] else { continue }
      need = need.less(items[index].allocated)
      take(index, items[index], for: .free(least))
    }
  }

  /// What could go for the sake of free space, were all of it needed.
  var freeable: Bytes {
    candidates.reduce(.zero) { sum, index in
      let item = history.items[index]
      return scope.groups[item.place.group].leastFree == nil ? sum : sum + item.allocated
    }
  }

  /// Whether it stays so far, and room is gained by its going.
  private func isWorthTaking(_ index: Int, _ item: CrashHistory.Item) -> Bool {
    item.allocated > .zero && demands[index] == nil
  }

  private mutating func take(_ index: Int, _ item: CrashHistory.Item, for demand: RetentionPlan.Demand) {
    demands[index] = demand
    totals[item.place.group].freed = totals[item.place.group].freed + item.allocated
    totals[item.place.group].deletions += 1
  }

  /// The plan, once all steps are taken.
  func plan(isAutomatic: Bool, deletedBefore: Int) -> RetentionPlan {
    var plan = RetentionPlan()
    let waits = scope.groups.indices.map { isAutomatic && isTooMuch(in: $0, deletedBefore) }
    var waiting: [[RetentionPlan.Deletion]] = Array(repeating: [], count: scope.groups.count)
    for index in candidates {
      guard let demand = demands[index] else { continue }
      let place = history.items[index].place
      let deletion = RetentionPlan.Deletion(
        place: place, dump: scope[place], demand: demand,
        repeatOf: history.original(of: index).map { scope[history.items[$0].place].path })
      if waits[place.group] {
        waiting[place.group].append(deletion)
      } else {
        plan.deletions.append(deletion)
      }
    }
    plan.kept.reserveCapacity(history.items.count - totals.reduce(0) { $0 + $1.deletions })
    for (index, item) in history.items.enumerated() where demands[index] == nil {
      plan.kept.append(RetentionPlan.Kept(place: item.place, reason: reasons[index]))
    }
    plan.waiting = scope.groups.indices.filter { waits[$0] }.map { index in
      RetentionPlan.Waiting(
        group: scope.groups[index].name, deletions: waiting[index], dumps: scope.groups[index].dumps.count,
        atMostPercent: scope.groups[index].keep.atMostPercent)
    }
    plan.limits = limits(waits)
    plan.unknownNextDump = scope.groups.filter(\.lacksNextDump).map(\.name)
    return plan
  }

  /// Whether a group's share is above its `at-most`; what was deleted before may all have been of this group.
  private func isTooMuch(in group: Int, _ deletedBefore: Int) -> Bool {
    guard totals[group].deletions > 0 else { return false }
    let percent = min(max(scope.groups[group].keep.atMostPercent, 0), 100)
    let deletions = totals[group].deletions + deletedBefore
    return deletions > 2 && deletions * 100 > percent * (scope.groups[group].dumps.count + deletedBefore)
  }

  private func limits(_ waits: [Bool]) -> [RetentionPlan.Limit] {
    var limits: [RetentionPlan.Limit] = []
    for (index, group) in scope.groups.enumerated() {
      guard let most = group.mostUse(ofVolume: scope.size) else { continue }
      let total = totals[index]
      let afterAll = total.used.less(total.freed)
      limits.append(
        RetentionPlan.Limit(
          demand: .maxUse(most), group: group.name, before: total.used,
          after: waits[index] ? total.used : afterAll, afterWaiting: afterAll))
    }
    if let free = scope.leastFree {
      let automatic = zip(totals, waits).filter { !$0.1 }.reduce(scope.free) { $0 + $1.0.freed }
      limits.append(
        RetentionPlan.Limit(
          demand: .free(free.bytes), group: free.group, before: scope.free, after: automatic,
          afterWaiting: totals.reduce(scope.free) { $0 + $1.freed }))
    }
    return limits
  }
}
