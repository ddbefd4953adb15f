import DumpFormats
import Inventory
import Sizing
import Testing

@testable import DumpStore

/// One set of dumps, and what is to be said of each.
struct RetentionCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let scope: RetentionScope
  let said: [String: String]

  init(_ name: String, _ scope: RetentionScope, _ said: [String: String]) {
    (testDescription, self.scope, self.said) = (name, scope, said)
  }

  func check() {
    #expect(scope.said(by: scope.plan(now: Retained.now, isAutomatic: false)) == said)
  }
}

struct RetentionPlanTests {
  private static let old = "deleted: older than 90 d"

  static let protecting: [RetentionCase] = [
    RetentionCase(
      "the newest stays, whatever its age",
      Retained.scope(
        Retained.group([Retained.dump("a", 300), Retained.dump("b", 200)]) { $0.maxAgeSeconds = ninety }),
      ["a": old, "b": "kept: newest"]),
    RetentionCase(
      "the newest stays though it is not whole, and so does the last crash",
      Retained.scope(
        Retained.group([
          Retained.dump("a", 300), Retained.dump("b", 200), Retained.dump("c", 150, .partial),
          Retained.dump("d", 120, .unknown),
        ]) { $0.maxAgeSeconds = ninety }),
      ["a": old, "b": "kept: last 1", "c": old, "d": "kept: newest"]),
    RetentionCase(
      "hosts count for themselves, however their names are written",
      Retained.scope(
        Retained.group([
          Retained.dump("a", 300, host: "sql07"), Retained.dump("b", 200, host: "SQL07"),
          Retained.dump("c", 300, host: "FILE02"),
        ]) { $0.maxAgeSeconds = ninety }),
      ["a": old, "b": "kept: newest", "c": "kept: newest"]),
    RetentionCase(
      "directories count for themselves",
      Retained.scope(
        Retained.group([Retained.dump("a", 300)]) { $0.maxAgeSeconds = ninety },
        Retained.group([Retained.dump("b", 200)], name: "/other") { $0.maxAgeSeconds = ninety }),
      ["a": "kept: newest", "b": "kept: newest"]),
    RetentionCase(
      "last counts crashes, and their copies do not",
      Retained.scope(
        Retained.group([
          Retained.dump("a", 400), Retained.dump("b", 300), Retained.dump("b2", 250, crash: "b"),
          Retained.dump("b3", 240, crash: "b"), Retained.dump("c", 200),
        ]) { ($0.maxAgeSeconds, $0.last) = (ninety, 2) }),
      [
        "a": old, "b": "kept: last 2", "b2": "\(old), and a repeat of b", "b3": "\(old), and a repeat of b",
        "c": "kept: newest",
      ]),
    RetentionCase(
      "a copy that was read and found to differ is a crash of its own",
      Retained.scope(
        Retained.group([
          Retained.dump("a", 400), Retained.dump("b", 300),
          changed(Retained.dump("b2", 250, crash: "b")) { $0.isCrashOfItsOwn = true },
        ]) { ($0.maxAgeSeconds, $0.last) = (ninety, 2) }),
      ["a": old, "b": "kept: last 2", "b2": "kept: newest"]),
    RetentionCase(
      "dumps whose headers do not tell the crash are crashes of their own",
      Retained.scope(
        Retained.group(
          ["a", "b"].map { name in
            changed(Retained.dump(name, name == "a" ? 300 : 200)) { $0.identification.identity = nil }
          }
        ) { ($0.maxAgeSeconds, $0.last) = (ninety, 2) }),
      ["a": "kept: last 2", "b": "kept: newest"]),
    RetentionCase(
      "a copy of the newest crash that came last is no newer than it",
      Retained.scope(
        Retained.group([Retained.dump("a", 300), Retained.dump("b", 200), Retained.dump("b2", 1, crash: "b")])
        {
          $0.maxAgeSeconds = ninety
        }),
      ["a": old, "b": "kept: newest", "b2": "\(old), and a repeat of b"]),
    RetentionCase(
      "a copy of an older crash that came last stays, and its crash with it",
      Retained.scope(
        Retained.group([Retained.dump("a", 300), Retained.dump("b", 200), Retained.dump("a2", 1, crash: "a")])
        {
          $0.maxAgeSeconds = ninety
        }),
      ["a": "kept: newest", "b": "kept: newest", "a2": "kept: newest"]),
    RetentionCase(
      "pinned and in use",
      Retained.scope(
        Retained.group([
          Retained.dump("a", 400, hold: .pinned(reason: "case 4711", until: nil)),
          Retained.dump("b", 300, hold: .pinned(reason: "until today", until: Retained.now.date)),
          Retained.dump(
            "c", 290,
            hold: .pinned(
              reason: "until yesterday", until: CalendarDate(dayNumber: Retained.now.date.dayNumber - 1))),
          Retained.dump("d", 280, hold: .inUse(by: "gdb (4242)")),
          Retained.dump("e", 270, .partial, hold: .inUse(by: "cp")),
          Retained.dump("f", 260),
        ]) { $0.maxAgeSeconds = ninety }),
      [
        "a": "kept: pinned: case 4711", "b": "kept: pinned until 2024-10-04: until today", "c": old,
        "d": "kept: in use by gdb (4242)", "e": "kept: in use by cp", "f": "kept: newest",
      ]),
    RetentionCase(
      "of a crash of which a copy is pinned, the first copy stays too",
      Retained.scope(
        Retained.group([
          Retained.dump("a", 400), Retained.dump("a2", 390, crash: "a"),
          Retained.dump("a3", 380, crash: "a", hold: .pinned(reason: "mine", until: nil)),
          Retained.dump("b", 200),
        ]) { $0.maxAgeSeconds = ninety }),
      [
        "a": "kept: its copy a3 is pinned or in use", "a2": "\(old), and a repeat of a",
        "a3": "kept: pinned: mine",
        "b": "kept: newest",
      ]),
    RetentionCase(
      "the first of each bug check outlives its age",
      Retained.scope(
        Retained.group([
          Retained.dump("a", 400, code: 0xD1), Retained.dump("b", 390, code: 0xD1),
          Retained.dump("b2", 389, crash: "b", code: 0xD1), Retained.dump("c", 380, code: 0xD1),
          Retained.dump("d", 370, code: 0x7E), Retained.dump("e", 360), Retained.dump("f", 350, code: 0xD1),
        ]) { ($0.maxAgeSeconds, $0.firstOfEachBugcheck) = (ninety, 2) }),
      [
        "a": "kept: first of 0xD1", "b": "kept: first of 0xD1", "b2": "\(old), and a repeat of b", "c": old,
        "d": "kept: first of 0x7E", "e": old, "f": "kept: newest",
      ]),
    RetentionCase(
      "after newest-until only a pin protects",
      Retained.scope(
        Retained.group([
          Retained.dump("a", 300, code: 0xD1),
          Retained.dump("p", 290, hold: .pinned(reason: "court", until: nil)),
          Retained.dump("b", 200),
        ]) {
          ($0.maxAgeSeconds, $0.newestUntilSeconds, $0.firstOfEachBugcheck, $0.last) = (
            ninety, 2 * ninety, 1, 3
          )
        }),
      ["a": old, "p": "kept: pinned: court", "b": old]),
    RetentionCase(
      "newest-until alone demands nothing",
      Retained.scope(Retained.group([Retained.dump("a", 300)]) { $0.newestUntilSeconds = ninety }),
      ["a": "kept: no limit asks for it"]),
    RetentionCase(
      "a copy is as old as its crash",
      Retained.scope(
        Retained.group([Retained.dump("a", 100), Retained.dump("a2", 10, crash: "a"), Retained.dump("b", 5)])
        {
          $0.maxAgeSeconds = ninety
        }),
      ["a": old, "a2": "\(old), and a repeat of a", "b": "kept: newest"]),
    RetentionCase(
      "of an entry with a mistake nothing goes",
      Retained.scope(
        changed(
          Retained.group([Retained.dump("a", 300), Retained.dump("b", 200)]) {
            ($0.maxAgeSeconds, $0.maxUse, $0.free) = (ninety, .bytes(.zero), .bytes(.gibibytes(5)))
          }
        ) { $0.isHeld = true },
        Retained.group([Retained.dump("c", 300), Retained.dump("d", 200)], name: "/other") {
          $0.free = .bytes(.zero)
        }),
      [
        "a": "kept: its entry in the configuration has a mistake",
        "b": "kept: its entry in the configuration has a mistake", "c": "kept: no limit asks for it",
        "d": "kept: newest",
      ]),
  ]

  @Test("what protects", arguments: protecting)
  func protects(_ row: RetentionCase) { row.check() }

  @Test("a dump goes when it is older than max-age, to the nanosecond, and not before", arguments: [0, 1])
  func age(nanosecondsOlder: Int64) {
    var dump = Retained.dump("a", 90)
    dump.arrivedNanoseconds -= nanosecondsOlder
    let scope = Retained.scope(
      Retained.group([dump, Retained.dump("b", 1)]) { $0.maxAgeSeconds = Self.ninety })
    #expect(scope.plan(now: Retained.now, isAutomatic: false).going == (nanosecondsOlder == 0 ? [] : ["a"]))
  }

  @Test("a reason fits a terminal, whatever a person wrote into a pin")
  func width() {
    let reason = "the bank\u{1B}[31m asks for it\n" + String(repeating: "again and ", count: 40)
    let kept = RetentionPlan.Kept(
      place: RetentionPlan.Place(group: 0, dump: 0), reason: .pinned(reason: reason, until: nil))
    #expect(kept.description.unicodeScalars.count == 80)
    #expect(kept.description.hasPrefix("kept: pinned: the bank\\u{1B}[31m asks for it\\nagain"))
  }

  private static let ninety: UInt64 = 90 * 86_400
}

/// A copy of a value with a change made to it.
func changed<Value>(_ value: Value, _ change: (inout Value) -> Void) -> Value {
  var value = value
  change(&value)
  return value
}
