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
    let oldest = scope.groups.map { now.nanoseconds(before: $0.keep.maxAgeSeconds) }
    var (copies, broken, whole, yielding): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
    for (index, item) in history.items.enumerated() {
      let group = item.place.group
      totals[group].used = totals[group].used + allocated(index)
      switch protection.standing(of: index) {
      case .protected(let reason):
        reasons[index] = reason
        totals[group].protected = totals[group].protected + allocated(index)
        continue
      case .yielding(let reason):
        reasons[index] = reason
        yielding.append(index)
        continue
      case .open where item.crash == nil: broken.append(index)
      case .open where history.original(of: index) != nil: copies.append(index)
      case .open: whole.append(index)
      }
      if let age = scope.groups[group].keep.maxAgeSeconds, history.arrival(of: index) < oldest[group] {
        take(index, for: .maxAge(seconds: age))
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
    for index in candidates where isWorthTaking(index) {
      let group = history.items[index].place.group
      guard needs[group] > .zero, let most = most[group] else { continue }
      needs[group] = needs[group].less(allocated(index))
      take(index, for: .maxUse(most))
    }
  }

  private mutating func meetFree() {
    guard let least = scope.leastFree?.bytes else { return }
    var need = least.less(totals.reduce(scope.free) { $0 + $1.freed })
    for index in candidates where isWorthTaking(index) {
      guard need > .zero else { return }
      guard scope.groups[history.items[index].place.group].leastFree != nil else { continue }
      need = need.less(allocated(index))
      take(index, for: .free(least))
    }
  }

  /// Whether it stays so far, and room is gained by its going.
  private func isWorthTaking(_ index: Int) -> Bool { demands[index] == nil && allocated(index) > .zero }

  private mutating func take(_ index: Int, for demand: RetentionPlan.Demand) {
    demands[index] = demand
    let group = history.items[index].place.group
    totals[group].freed = totals[group].freed + allocated(index)
    totals[group].deletions += 1
  }

  private func allocated(_ index: Int) -> Bytes { scope[history.items[index].place].allocated }

  /// The plan, once all steps are taken.
  func plan(isAutomatic: Bool) -> RetentionPlan {
    var plan = RetentionPlan()
    let waits = scope.groups.indices.map { isAutomatic && isTooMuch(in: $0) }
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

  private func isTooMuch(in group: Int) -> Bool {
    let percent = min(max(scope.groups[group].keep.atMostPercent, 0), 100)
    let deletions = totals[group].deletions
    return deletions > 2 && deletions * 100 > percent * scope.groups[group].dumps.count
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
