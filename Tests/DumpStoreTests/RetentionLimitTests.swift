import DumpFormats
import DumpStore
import Inventory
import Sizing
import Testing

struct RetentionLimitTests {
  private static let over = "deleted: more than 30.0 GiB in use"
  private static let short = "deleted: less than 25.0 GiB free"

  /// Five dumps of 10 GiB, a copy and one that is not whole among them.
  private static let five = [
    Retained.dump("first", 50, code: 0xD1), Retained.dump("old", 40), Retained.dump("copy", 30, crash: "old"),
    Retained.dump("broken", 20, .partial), Retained.dump("new", 10),
  ]

  static let cases: [RetentionCase] = [
    RetentionCase(
      "max-use: copies go first, then what is not whole",
      Retained.scope(Retained.group(five) { $0.maxUse = .bytes(.gibibytes(30)) }),
      [
        "copy": "\(over), and a repeat of old", "broken": over, "first": "kept: no limit asks for it",
        "old": "kept: no limit asks for it", "new": "kept: newest",
      ]),
    RetentionCase(
      "max-use: then the oldest, and the first of each bug check last",
      Retained.scope(
        Retained.group(five) { ($0.maxUse, $0.firstOfEachBugcheck) = (.percent(2), 1) }),
      [
        "copy": "deleted: more than 20.0 GiB in use, and a repeat of old",
        "broken": "deleted: more than 20.0 GiB in use", "old": "deleted: more than 20.0 GiB in use",
        "first": "kept: first of 0xD1", "new": "kept: newest",
      ]),
    RetentionCase(
      "max-use: the first of each bug check yields",
      Retained.scope(
        Retained.group([Retained.dump("a", 50, code: 0xD1), Retained.dump("b", 40), Retained.dump("c", 30)]) {
          ($0.maxUse, $0.firstOfEachBugcheck) = (.percent(1), 1)
        }),
      [
        "a": "deleted: more than 10.0 GiB in use", "b": "deleted: more than 10.0 GiB in use",
        "c": "kept: newest",
      ]),
    RetentionCase(
      "max-use that what is protected exceeds leaves the others alone",
      Retained.scope(
        Retained.group([Retained.dump("a", 50), Retained.dump("b", 40), Retained.dump("huge", 1, gib: 40)]) {
          $0.maxUse = .bytes(.gibibytes(30))
        }),
      ["a": "kept: no limit asks for it", "b": "kept: no limit asks for it", "huge": "kept: newest"]),
    RetentionCase(
      "max-use counts the dumps of its own entry",
      Retained.scope(
        Retained.group([Retained.dump("a", 50, gib: 20), Retained.dump("b", 40)]) {
          $0.maxUse = .bytes(.gibibytes(30))
        },
        Retained.group([Retained.dump("c", 60, gib: 900), Retained.dump("d", 1)], name: "/other")),
      [
        "a": "kept: no limit asks for it", "b": "kept: newest", "c": "kept: no limit asks for it",
        "d": "kept: newest",
      ]),
    RetentionCase(
      "free takes from every entry that asks for free space, the oldest first",
      Retained.scope(
        free: 5,
        Retained.group([Retained.dump("a", 50), Retained.dump("b", 1)]) { $0.free = .bytes(.gibibytes(25)) },
        Retained.group([Retained.dump("c", 60), Retained.dump("d", 1)], name: "/more") {
          $0.free = .bytes(.gibibytes(1))
        },
        Retained.group([Retained.dump("e", 99), Retained.dump("f", 1)], name: "/none")),
      [
        "a": short, "b": "kept: newest", "c": short, "d": "kept: newest", "e": "kept: no limit asks for it",
        "f": "kept: newest",
      ]),
    RetentionCase(
      "free that is there takes nothing, and the largest demand counts, not the sum",
      Retained.scope(
        free: 25,
        Retained.group([Retained.dump("a", 50), Retained.dump("b", 1)]) { $0.free = .bytes(.gibibytes(25)) },
        Retained.group([Retained.dump("c", 60), Retained.dump("d", 1)], name: "/more") {
          $0.free = .bytes(.gibibytes(25))
        }),
      [
        "a": "kept: no limit asks for it", "b": "kept: newest", "c": "kept: no limit asks for it",
        "d": "kept: newest",
      ]),
    RetentionCase(
      "what other limits take counts for free",
      Retained.scope(
        free: 5,
        Retained.group([Retained.dump("a", 20), Retained.dump("b", 1)]) { $0.free = .bytes(.gibibytes(25)) },
        Retained.group(
          [Retained.dump("c", 15), Retained.dump("d", 14), Retained.dump("e", 1)], name: "/aged"
        ) {
          $0.maxAgeSeconds = 10 * 86_400
        }),
      [
        "a": "kept: no limit asks for it", "b": "kept: newest", "c": "deleted: older than 10 d",
        "d": "deleted: older than 10 d", "e": "kept: newest",
      ]),
    RetentionCase(
      "free that cannot be met still takes what nothing protects",
      Retained.scope(
        free: 5,
        Retained.group([Retained.dump("a", 50), Retained.dump("b", 1)], nextDump: .gibibytes(5)) {
          $0.free = .nextDump(times: 5)
        }),
      ["a": short, "b": "kept: newest"]),
    RetentionCase(
      "a next dump that nobody knows demands nothing",
      Retained.scope(
        Retained.group([Retained.dump("a", 50), Retained.dump("b", 1)]) { $0.free = .nextDump(times: 1) }),
      ["a": "kept: no limit asks for it", "b": "kept: newest"]),
    RetentionCase(
      "what has no blocks gives no space, so it stays",
      Retained.scope(
        Retained.group([Retained.dump("a", 50, gib: 0), Retained.dump("b", 40), Retained.dump("c", 1)]) {
          $0.free = .bytes(.gibibytes(25))
        }),
      ["a": "kept: no limit asks for it", "b": short, "c": "kept: newest"]),
    RetentionCase(
      "max-age takes what has no blocks",
      Retained.scope(
        Retained.group([Retained.dump("a", 50, gib: 0), Retained.dump("b", 1)]) {
          $0.maxAgeSeconds = 7 * 86_400
        }),
      ["a": "deleted: older than 7 d", "b": "kept: newest"]),
  ]

  @Test("what demands", arguments: cases)
  func demands(_ row: RetentionCase) { row.check() }

  @Test("copies go before what is not whole, that before the oldest, the first of a bug check last")
  func order() {
    let scope = Retained.scope(
      Retained.group(Self.five) { ($0.free, $0.firstOfEachBugcheck) = (.bytes(.gibibytes(500)), 1) })
    #expect(scope.plan(now: Retained.now, isAutomatic: false).going == ["copy", "broken", "old", "first"])
  }

  @Test("a limit that cannot be met is told with both numbers, and whose it is")
  func unmet() {
    let scope = Retained.scope(
      free: 5,
      Retained.group([Retained.dump("a", 50), Retained.dump("b", 1, gib: 40)], nextDump: .gibibytes(64)) {
        ($0.free, $0.maxUse) = (.nextDump(times: 2), .bytes(.gibibytes(30)))
      },
      Retained.group([Retained.dump("c", 1)], name: "/other") { $0.free = .bytes(.gibibytes(20)) })
    let plan = scope.plan(now: Retained.now, isAutomatic: true)
    #expect(plan.going == ["a"])
    #expect(
      plan.limits.map(\.description) == [
        "max-use: 30.0 GiB at most, 50.0 GiB now, 40.0 GiB after (/srv/dumps/*)",
        "free: 128.0 GiB wanted, 5.0 GiB now, 15.0 GiB after (/srv/dumps/*)",
      ])
    #expect(plan.unmet == plan.limits)
    #expect(plan.unmet.map(\.shortfall) == [.gibibytes(10), .gibibytes(113)])
  }

  @Test("a limit that is met by deletions binds; one that was met does not")
  func binding() {
    let scope = Retained.scope(
      free: 100,
      Retained.group([Retained.dump("a", 50), Retained.dump("b", 1)]) {
        ($0.free, $0.maxUse) = (.bytes(.gibibytes(20)), .percent(1))
      })
    let plan = scope.plan(now: Retained.now, isAutomatic: true)
    #expect(plan.unmet.isEmpty)
    #expect(plan.limits.map(\.binds) == [true, false])
  }

  @Test("whose next dump is not known is told")
  func unknownNextDump() {
    let scope = Retained.scope(
      Retained.group([Retained.dump("a", 50)]) { $0.free = .nextDump(times: 1) },
      Retained.group([Retained.dump("b", 50)], name: "/known", nextDump: .gibibytes(1)) {
        $0.free = .nextDump(times: 1)
      },
      Retained.group([Retained.dump("c", 50)], name: "/none"))
    #expect(scope.plan(now: Retained.now, isAutomatic: true).unknownNextDump == ["/srv/dumps/*"])
  }

  @Test(
    "an automatic plan above at-most waits, and others go on",
    arguments: [
      // Three of thirty are ten per cent; two may always go.
      (dumps: 30, deletions: 3, waits: false), (29, 3, true), (4, 2, false), (3, 3, true), (100, 11, true),
    ])
  func atMost(dumps: Int, deletions: Int, waits: Bool) {
    let many = (0..<dumps).map { Retained.dump("\($0)", $0 < deletions ? 90 : 1, host: "H\($0)", .partial) }
    var scope = Retained.scope(
      free: 1,
      Retained.group(many) {
        ($0.maxAgeSeconds, $0.newestUntilSeconds) = (30 * 86_400, 30 * 86_400)
        ($0.atMostPercent, $0.free) = (10, .bytes(.gibibytes(2)))
      },
      Retained.group([Retained.dump("other", 90), Retained.dump("newest", 1)], name: "/other") {
        ($0.maxAgeSeconds, $0.atMostPercent) = (30 * 86_400, 0)
      })
    let plan = scope.plan(now: Retained.now, isAutomatic: true)
    #expect(plan.deletions.count == (waits ? 0 : deletions) + 1)
    #expect(plan.deletions.contains { $0.dump.path == "/srv/other" })
    #expect(plan.waiting.map(\.group) == (waits ? ["/srv/dumps/*"] : []))
    #expect(plan.waiting.allSatisfy { $0.deletions.count == deletions && $0.dumps == dumps })
    #expect(plan.waiting.allSatisfy { $0.atMostPercent == 10 })
    let free = plan.limits.first
    #expect(free?.after == .gibibytes(UInt64(waits ? 11 : 11 + 10 * deletions)))
    #expect(free?.afterWaiting == .gibibytes(UInt64(11 + 10 * deletions)))

    scope.groups[0].keep.atMostPercent = 0
    let asked = scope.plan(now: Retained.now, isAutomatic: false)
    #expect(asked.deletions.count == deletions + 1, "a person's word needs no limit")
    #expect(asked.waiting.isEmpty)
  }

  @Test(
    "what a run has deleted before counts for at-most as well",
    arguments: [(before: 0, waits: false), (1, false), (2, true)])
  func atMostOfAll(before: Int, waits: Bool) {
    let many = (0..<20).map { Retained.dump("\($0)", $0 < 1 ? 90 : 1, host: "H\($0)", .partial) }
    let scope = Retained.scope(
      Retained.group(many) {
        ($0.maxAgeSeconds, $0.newestUntilSeconds, $0.atMostPercent) = (30 * 86_400, 30 * 86_400, 10)
      })
    let plan = scope.plan(now: Retained.now, isAutomatic: true, deletedBefore: before)
    #expect(plan.deletions.isEmpty == waits)
    #expect(plan.waiting.isEmpty != waits)
  }
}
