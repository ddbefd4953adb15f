import DumpFormats
import DumpSamples
import DumpStore
import Inventory
import Sizing
import Testing

/// What must hold of every plan, over generated sets.
struct RetentionPropertyTests {
  private static let now = Retained.now

  @Test("every dump stands in the plan once", arguments: UInt64(0)..<200)
  func once(seed: UInt64) {
    for scope in [RetentionScope.random(seed: seed), .hostile(seed: seed)] {
      for isAutomatic in [true, false] {
        let plan = scope.plan(now: Self.now, isAutomatic: isAutomatic)
        let paths = plan.going + plan.waitingNames + plan.kept.map { scope.name($0.place) }
        #expect(paths.sorted() == scope.names.sorted(), "seed \(seed)")
        #expect(plan.deletions.allSatisfy { scope[$0.place] == $0.dump })
      }
    }
  }

  @Test("what is held, a host's newest and its last crashes stay", arguments: UInt64(0)..<200)
  func protected(seed: UInt64) {
    for scope in [RetentionScope.random(seed: seed), .hostile(seed: seed)] {
      let plan = scope.plan(now: Self.now, isAutomatic: false)
      let going = Set(plan.going)
      for group in scope.groups {
        for dump in group.dumps where going.contains(dump.name) {
          #expect(!group.isHeld && !dump.isHeld(on: Self.now.date), "seed \(seed): \(dump.name)")
        }
        guard group.keep.newestUntilSeconds == nil else { continue }
        for dumps in Dictionary(grouping: group.dumps, by: { $0.host.lowercased() }).values {
          let crashes = Naive.crashes(dumps)
          for crash in crashes.suffix(max(0, group.keep.last)) {
            #expect(!going.contains(crash.name), "seed \(seed): \(crash.name) is among the last")
          }
          guard let newest = dumps.max(by: { Naive.isEarlier($0, $1) }) else { continue }
          let original = crashes.first { Naive.isCopy(newest, of: $0) } ?? newest
          #expect(!going.contains(original.name), "seed \(seed): \(original.name) is the newest")
          if original == newest { continue }
          let deletion = plan.deletions.first { $0.dump == newest }
          #expect(
            deletion.map { $0.repeatOf == original.path } ?? true, "it goes only if it is a proved copy")
        }
      }
    }
  }

  @Test("copies are told of, and what they are copies of goes after them", arguments: UInt64(0)..<200)
  func copies(seed: UInt64) {
    let scope = RetentionScope.random(seed: seed)
    let plan = scope.plan(now: Self.now, isAutomatic: false)
    var gone: Set<String> = []
    for deletion in plan.deletions {
      if let original = deletion.repeatOf {
        #expect(
          !gone.contains(original), "seed \(seed): nothing is left to compare \(deletion.dump.name) with")
      }
      gone.insert(deletion.dump.path)
    }
    for (index, group) in scope.groups.enumerated() {
      for dumps in Dictionary(grouping: group.dumps, by: { $0.host.lowercased() }).values {
        let originals = Set(Naive.crashes(dumps).map(\.path))
        for deletion in plan.deletions
        where deletion.place.group == index && dumps.contains(deletion.dump)
          && deletion.dump.identification.state == .whole
        {
          #expect((deletion.repeatOf == nil) == originals.contains(deletion.dump.path), "seed \(seed)")
        }
      }
    }
  }

  @Test("more free space never deletes more", arguments: UInt64(0)..<200)
  func moreFree(seed: UInt64) {
    var scope = RetentionScope.random(seed: seed)
    var before: Set<String>?
    for free in stride(from: UInt64(0), through: 300, by: 20) {
      scope.free = .gibibytes(free)
      let going = Set(scope.plan(now: Self.now, isAutomatic: false).going)
      if let before { #expect(going.isSubset(of: before), "seed \(seed), \(free) GiB free") }
      before = going
    }
  }

  @Test(
    "what policies let go for free space is what goes when all of it is asked for", arguments: UInt64(0)..<200
  )
  func freeable(seed: UInt64) {
    var scope = RetentionScope.random(seed: seed)
    // Only `free` asks for anything, and only of the groups that have it.
    scope.free = .zero
    for index in scope.groups.indices {
      scope.groups[index].keep.maxAgeSeconds = nil
      scope.groups[index].keep.maxUse = nil
      if scope.groups[index].keep.free != nil {
        scope.groups[index].keep.free = .bytes(Bytes(clamping: .max))
      }
    }
    let plan = scope.plan(now: Self.now, isAutomatic: false)
    let freed = plan.deletions.reduce(Bytes.zero) { $0 + $1.dump.allocated }
    #expect(scope.freeable(now: Self.now) == freed, "seed \(seed)")
  }

  @Test("the order of entries and dumps does not matter", arguments: UInt64(0)..<200)
  func anyOrder(seed: UInt64) {
    let scope = RetentionScope.random(seed: seed)
    var random = SampleRandom(seed: seed &+ 1)
    var shuffled = scope
    shuffled.groups.shuffle(using: &random)
    for index in shuffled.groups.indices { shuffled.groups[index].dumps.shuffle(using: &random) }
    for isAutomatic in [true, false] {
      let (plan, other) = (
        scope.plan(now: Self.now, isAutomatic: isAutomatic),
        shuffled.plan(now: Self.now, isAutomatic: isAutomatic)
      )
      #expect(plan.going == other.going, "seed \(seed)")
      #expect(Set(plan.waitingNames) == Set(other.waitingNames))
      #expect(scope.said(by: plan) == shuffled.said(by: other))
      #expect(Set(plan.limits.map(\.description)) == Set(other.limits.map(\.description)))
    }
  }

  @Test("once a plan is carried out, there is nothing more to do", arguments: UInt64(0)..<300)
  func again(seed: UInt64) {
    var scope = RetentionScope.random(seed: seed)
    for isAutomatic in [true, false] {
      let plan = scope.plan(now: Self.now, isAutomatic: isAutomatic)
      let limits = plan.limits
      scope.carryOut(plan)
      let next = scope.plan(now: Self.now, isAutomatic: isAutomatic)
      #expect(next.going.isEmpty, "seed \(seed), automatic \(isAutomatic)")
      #expect(Set(next.waitingNames) == Set(plan.waitingNames))
      #expect(next.limits.map(\.before) == limits.map(\.after), "what was foretold is so")
    }
  }

  @Test("nothing goes that no limit needs", arguments: UInt64(0)..<200)
  func noMoreThanNeeded(seed: UInt64) {
    let scope = RetentionScope.random(seed: seed)
    let plan = scope.plan(now: Self.now, isAutomatic: false)
    for limit in plan.limits {
      guard
        let last = plan.deletions.last(where: {
          $0.demand == limit.demand && (limit.isFree || scope.groups[$0.place.group].name == limit.group)
        })
      else { continue }
      switch limit.demand {
      case .free(let least): #expect(limit.after.less(last.dump.allocated) < least, "seed \(seed): \(limit)")
      case .maxUse(let most):
        // What free space takes after that is another matter.
        let forFree = plan.deletions.filter { $0.place.group == last.place.group && $0.isForFree }
        let after = forFree.reduce(limit.after) { $0 + $1.dump.allocated }
        #expect(after + last.dump.allocated > most, "seed \(seed): \(limit)")
      case .maxAge: break
      }
    }
  }

  @Test("what waits is above at-most, what does not is not", arguments: UInt64(0)..<200)
  func atMost(seed: UInt64) {
    let scope = RetentionScope.random(seed: seed)
    let plan = scope.plan(now: Self.now, isAutomatic: true)
    for (index, group) in scope.groups.enumerated() {
      let going = plan.deletions.filter { $0.place.group == index }.count
      #expect(going <= 2 || going * 100 <= group.keep.atMostPercent * group.dumps.count, "seed \(seed)")
    }
    for waiting in plan.waiting {
      let share = waiting.atMostPercent * waiting.dumps
      #expect(waiting.deletions.count > 2 && waiting.deletions.count * 100 > share, "seed \(seed)")
    }
    let asked = scope.plan(now: Self.now, isAutomatic: false)
    #expect(Set(asked.going) == Set(plan.going + plan.waitingNames))
  }
}

/// The rules once more, slowly and plainly.
private enum Naive {
  /// A host's crashes, each as its first copy, in the order of arrival.
  static func crashes(_ dumps: [KeptDump]) -> [KeptDump] {
    var crashes: [KeptDump] = []
    for dump in dumps.sorted(by: isEarlier) where dump.identification.state == .whole {
      if !crashes.contains(where: { isCopy(dump, of: $0) }) { crashes.append(dump) }
    }
    return crashes
  }

  static func isEarlier(_ left: KeptDump, _ right: KeptDump) -> Bool {
    (left.arrivedNanoseconds, left.path) < (right.arrivedNanoseconds, right.path)
  }

  static func isCopy(_ dump: KeptDump, of other: KeptDump) -> Bool {
    dump.identification.state == .whole && other.identification.state == .whole
      && !dump.isCrashOfItsOwn && !other.isCrashOfItsOwn
      && dump.identification.identity != nil && dump.identification.identity == other.identification.identity
  }
}

extension RetentionPlan {
  fileprivate var waitingNames: [String] { waiting.flatMap(\.deletions).map(\.dump.name) }
}

extension RetentionPlan.Limit {
  fileprivate var isFree: Bool { if case .free = demand { true } else { false } }
}

extension RetentionPlan.Deletion {
  fileprivate var isForFree: Bool { if case .free = demand { true } else { false } }
}

extension KeptDump {
  fileprivate var name: String { String(path.dropFirst(5)) }

  fileprivate func isHeld(on day: CalendarDate) -> Bool {
    switch hold {
    case nil: false
    case .pinned(_, let until?): until >= day
    case .pinned, .inUse: true
    }
  }
}

extension RetentionScope {
  fileprivate var names: [String] { groups.flatMap(\.dumps).map(\.name) }

  fileprivate func name(_ place: RetentionPlan.Place) -> String { self[place].name }

  fileprivate mutating func carryOut(_ plan: RetentionPlan) {
    let gone = Set(plan.deletions.map(\.dump.path))
    free = plan.deletions.reduce(free) { $0 + $1.dump.allocated }
    for index in groups.indices { groups[index].dumps.removeAll { gone.contains($0.path) } }
  }
}

extension RetentionScope {
  /// A few entries with a few hosts' dumps: copies, broken ones, pins, ties and every kind of limit.
  fileprivate static func random(seed: UInt64) -> RetentionScope {
    var random = SampleRandom(seed: seed)
    let groups = (0..<Int.random(in: 1...3, using: &random)).map { group in
      let dumps = (0..<Int.random(in: 0...40, using: &random)).map { number in
        dump("\(group)-\(number)", &random)
      }
      return Group(
        name: "/srv/\(group)", keep: settings(&random),
        nextDump: chance(70, &random) ? .gibibytes(.random(in: 0...200, using: &random)) : nil,
        isHeld: chance(10, &random), dumps: dumps)
    }
    return RetentionScope(
      size: .gibibytes(1000), free: .gibibytes(.random(in: 0...200, using: &random)), groups: groups)
  }

  /// Times and sizes from the ends of what can be written down.
  fileprivate static func hostile(seed: UInt64) -> RetentionScope {
    var random = SampleRandom(seed: seed)
    var scope = RetentionScope.random(seed: seed)
    // 1601 and 9999, as far as nanoseconds reach.
    let times: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max, 253_402_300_799_000_000]
    let sizes: [Bytes] = [.zero, Bytes(clamping: 1), .max, Bytes(clamping: Bytes.max.count - 1)]
    for group in scope.groups.indices {
      for index in scope.groups[group].dumps.indices where chance(60, &random) {
        scope.groups[group].dumps[index].arrivedNanoseconds = times.randomElement(using: &random) ?? 0
        scope.groups[group].dumps[index].allocated = sizes.randomElement(using: &random) ?? .zero
      }
      scope.groups[group].nextDump = sizes.randomElement(using: &random)
      scope.groups[group].keep.free = .nextDump(
        times: [.min, -1, 0, 1, .max].randomElement(using: &random) ?? 1)
      scope.groups[group].keep.maxAgeSeconds = [nil, 0, 1, .max].randomElement(using: &random) ?? nil
      scope.groups[group].keep.maxUse =
        [nil, .percent(.min), .percent(.max), .bytes(.max), .bytes(.zero)].randomElement(using: &random)
        ?? nil
      scope.groups[group].keep.atMostPercent = [.min, 0, 100, .max].randomElement(using: &random) ?? 0
      scope.groups[group].keep.last = [.min, 0, 1, .max].randomElement(using: &random) ?? 0
    }
    (scope.size, scope.free) = (.max, sizes.randomElement(using: &random) ?? .zero)
    return scope
  }

  private static func chance(_ percent: Int, _ random: inout SampleRandom) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  private static func dump(_ name: String, _ random: inout SampleRandom) -> KeptDump {
    let states: [Identification.State] = [.whole, .whole, .whole, .whole, .partial, .unknown]
    var dump = Retained.dump(
      name, Int.random(in: 0...60, using: &random), gib: .random(in: 0...20, using: &random),
      host: ["A", "a", "B", "C"].randomElement(using: &random) ?? "A",
      // Copies carry the bug check of their crash.
      crash: nil, code: nil, states.randomElement(using: &random) ?? .whole)
    let crash = Int.random(in: 0..<25, using: &random)
    let bugCheck = BugCheck(code: UInt32(crash % 4), parameters: [UInt64(crash)])
    dump.identification.bugCheck = crash % 5 == 0 ? nil : bugCheck
    dump.identification.identity =
      chance(85, &random) ? CrashIdentity(time: nil, bootID: nil, bugCheck: bugCheck, length: nil) : nil
    dump.isCrashOfItsOwn = chance(5, &random)
    if chance(12, &random) {
      let today = Retained.now.date.dayNumber
      dump.hold =
        [
          .inUse(by: "gdb"), .pinned(reason: "mine", until: nil),
          .pinned(reason: "mine", until: CalendarDate(dayNumber: today)),
          .pinned(reason: "mine", until: CalendarDate(dayNumber: today - 1)),
        ].randomElement(using: &random) ?? nil
    }
    return dump
  }

  private static func settings(_ random: inout SampleRandom) -> KeepSettings {
    var keep = KeepSettings()
    let day: UInt64 = 86_400
    keep.last = .random(in: 1...4, using: &random)
    keep.firstOfEachBugcheck = .random(in: 0...2, using: &random)
    keep.maxAgeSeconds = chance(50, &random) ? .random(in: 0...60, using: &random) * day : nil
    keep.newestUntilSeconds = chance(25, &random) ? .random(in: 0...60, using: &random) * day : nil
    keep.maxUse =
      [
        nil, .bytes(.gibibytes(.random(in: 0...400, using: &random))),
        .percent(.random(in: 1...40, using: &random)),
      ].randomElement(using: &random) ?? nil
    keep.free =
      [
        nil, .bytes(.gibibytes(.random(in: 0...300, using: &random))),
        .nextDump(times: .random(in: 1...3, using: &random)),
      ].randomElement(using: &random) ?? nil
    keep.atMostPercent = [0, 10, 50, 100].randomElement(using: &random) ?? 10
    return keep
  }
}
