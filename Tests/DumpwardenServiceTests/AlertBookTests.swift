import Sizing
import Testing

@testable import DumpwardenService

struct AlertBookTests {
  private let start = Timestamp(seconds: 1_772_442_900)

  private func host(
    _ name: String, _ magnitude: UInt64? = nil, priority: Int = 4, message: String = "too small"
  ) -> Alert {
    Alert(.host(name), .assessmentRaised, message: message, priority: priority, magnitude: magnitude)
  }

  private func later(_ seconds: Int64) -> Timestamp { Timestamp(seconds: start.seconds + seconds) }

  private func all(_ subject: Alert.Subject) -> Bool { true }

  @Test("an alert is raised once and cleared once")
  func once() {
    var book = AlertBook()
    #expect(book.update([host("A")], covering: all, now: start).map(\.kind) == [.assessmentRaised])
    #expect(book.update([host("A")], covering: all, now: later(1)).isEmpty)
    #expect(book.update([], covering: all, now: later(2)).map(\.kind) == [.assessmentCleared])
    #expect(book.update([], covering: all, now: later(3)).isEmpty)
    #expect(book == AlertBook())
  }

  @Test(
    "it is told again when its number has grown by 5 %",
    arguments: [
      (100, 104, false), (100, 105, true), (99, 103, false), (99, 104, true), (0, 0, false), (0, 1, true),
      (100, 99, false), (1, 2, true), (20, 21, true), (.max - 1, .max, false),
      (UInt64.max / 21 * 20, .max, true),
    ] as [(UInt64, UInt64, Bool)])
  func worse(old: UInt64, new: UInt64, isTold: Bool) {
    var book = AlertBook()
    _ = book.update([host("A", old)], covering: all, now: start)
    let told = book.update([host("A", new)], covering: all, now: later(1))
    #expect(told.map(\.kind) == (isTold ? [.assessmentWorse] : []))
  }

  @Test("of two hosts of one name the worse is told, once and not in turns")
  func oneName() {
    var book = AlertBook()
    let both = [host("A", 4097, priority: 3), host("A", 24577)]
    #expect(book.update(both, covering: all, now: start).map(\.priority) == [3])
    #expect(book.update(both, covering: all, now: later(1)).isEmpty)
    #expect(book.update(both, covering: all, now: later(2)).isEmpty)
  }

  @Test("growth counts from what was told, so that small steps add up")
  func smallSteps() {
    var book = AlertBook()
    _ = book.update([host("A", 100)], covering: all, now: start)
    #expect(book.update([host("A", 103)], covering: all, now: later(1)).isEmpty)
    #expect(book.update([host("A", 106)], covering: all, now: later(2)).map(\.kind) == [.assessmentWorse])
    #expect(book.update([host("A", 109)], covering: all, now: later(3)).isEmpty)
  }

  @Test("a warning that becomes critical is told again, the reverse is not")
  func severity() {
    var book = AlertBook()
    _ = book.update([host("A", priority: 4)], covering: all, now: start)
    let told = book.update([host("A", priority: 3)], covering: all, now: later(1))
    #expect(told.map(\.kind) == [.assessmentWorse])
    #expect(told.map(\.priority) == [3])
    #expect(book.update([host("A", priority: 4)], covering: all, now: later(2)).isEmpty)
  }

  @Test("what still stands after seven days is told again, and after seven more")
  func reminds() {
    var book = AlertBook()
    _ = book.update([host("A")], covering: all, now: start)
    let week = AlertBook.reminderSeconds
    #expect(week == 604_800)
    #expect(book.update([host("A")], covering: all, now: later(week - 1)).isEmpty)
    let told = book.update([host("A")], covering: all, now: later(week))
    #expect(told.map(\.kind) == [.assessmentReminder])
    #expect(told.map(\.message) == ["still, since 2026-03-02: too small"])
    #expect(book.update([host("A")], covering: all, now: later(2 * week - 1)).isEmpty)
    #expect(book.update([host("A")], covering: all, now: later(2 * week)).count == 1)
  }

  @Test("a clock that is set back reminds nobody")
  func clockSetBack() {
    var book = AlertBook()
    _ = book.update([host("A")], covering: all, now: start)
    #expect(book.update([host("A")], covering: all, now: Timestamp(seconds: 0)).isEmpty)
  }

  @Test("more than twenty at once are one summary, and each is cleared by itself", arguments: [20, 21, 500])
  func many(count: Int) {
    var book = AlertBook()
    let alerts = (0..<count).map { host("H\($0)", priority: $0 == 0 ? 3 : 4, message: "H\($0) is too small") }
    let told = book.update(alerts, covering: all, now: start)
    #expect(told.count == (count > 20 ? 1 : 20))
    if count > 20 {
      #expect(told[0].kind == .manyRaised)
      #expect(told[0].priority == 3)
      #expect(told[0].message.hasPrefix("\(count) new alerts at once, the worst: H0 is too small; H1"))
    }
    #expect(book.entries.count == count)
    #expect(book.update(alerts, covering: all, now: later(1)).isEmpty)
    #expect(book.update(Array(alerts.dropFirst()), covering: all, now: later(2)).count == 1)
  }

  @Test("a look clears only what it would have found")
  func coverage() {
    var book = AlertBook()
    let directory = Alert(.directory("/srv/A"), .directoryUnavailable, message: "gone")
    _ = book.update([host("A"), directory], covering: all, now: start)
    func isHost(_ subject: Alert.Subject) -> Bool { if case .host = subject { true } else { false } }
    let told = book.update([], covering: isHost, now: later(1))
    #expect(told.map(\.message) == ["nothing stands against A any more; raised 2026-03-02: too small"])
    #expect(book.entries.keys.map { $0 } == [.directory("/srv/A")])
  }

  @Test("what was raised is told before what was cleared, and names have no power over a terminal")
  func orderAndSafety() {
    var book = AlertBook()
    _ = book.update([host("A\u{1B}[2J\n")], covering: all, now: start)
    let told = book.update([host("B")], covering: all, now: later(1))
    #expect(told.map(\.kind) == [.assessmentRaised, .assessmentCleared])
    #expect(told[1].message == #"nothing stands against A\u{1B}[2J\n any more; raised 2026-03-02: too small"#)
  }
}
