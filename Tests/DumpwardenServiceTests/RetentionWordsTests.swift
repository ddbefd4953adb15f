import DumpFormats
import Inventory
import Sizing
import Testing

@testable import DumpStore
@testable import DumpwardenService

/// What is told of retention: each message needs no other.
struct RetentionWordsTests {
  private static let now = Timestamp(seconds: 1_772_442_900)
  private static var words: RetentionWords {
    RetentionWords(mountPoint: "/srv") { _ in
      NextDumps.Largest(host: "APP\u{1B}12", bytes: .gibibytes(128))
    }
  }

  private static func kept(_ name: String, daysAgo: Int64, code: UInt32 = 0xD1) -> KeptDump {
    var identification = Identification(
      format: .windowsDump64, state: .whole, reason: "all there", size: .gibibytes(10))
    let bugCheck = BugCheck(code: code, parameters: Array(name.utf8.map(UInt64.init)))
    identification.bugCheck = bugCheck
    identification.identity = CrashIdentity(time: nil, bootID: nil, bugCheck: bugCheck, length: nil)
    return KeptDump(
      path: "/srv/dumps/SQL07/preserved/\(name)", host: "SQL07", directory: "/srv/dumps/SQL07",
      arrivedNanoseconds: (now.seconds - daysAgo * 86_400) * 1_000_000_000, allocated: .gibibytes(10),
      identification: identification)
  }

  private static func scope(_ change: (inout KeepSettings) -> Void) -> RetentionScope {
    var keep = KeepSettings()
    (keep.last, keep.firstOfEachBugcheck, keep.free) = (1, 0, nil)
    change(&keep)
    let dumps = (1...5).map { kept("\($0).DMP", daysAgo: 10 * $0) }
    let group = RetentionScope.Group(
      name: "/srv/dumps/*", keep: keep, nextDump: .gibibytes(128), dumps: dumps)
    return RetentionScope(size: .gibibytes(1000), free: .gibibytes(5), groups: [group])
  }

  private static func alerts(
    _ scope: RetentionScope, _ change: (inout RetentionOutcome) -> Void = { _ in }
  ) -> [Alert] {
    var outcome = RetentionOutcome(of: scope)
    change(&outcome)
    return words.alerts(scope.plan(now: now, isAutomatic: true), after: outcome)
  }

  private static func field(_ name: JournalField.Name, _ fields: [JournalField]) -> String? {
    fields.first { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
  }

  @Test("a deletion says whose dump, where it was, what it took, and why it went")
  func deleted() throws {
    var keep = KeepSettings()
    (keep.last, keep.firstOfEachBugcheck, keep.maxAgeSeconds) = (1, 0, 86_400)
    let group = RetentionScope.Group(
      name: "/srv/dumps/*", keep: keep, nextDump: nil,
      dumps: [Self.kept("a\n.DMP", daysAgo: 9), Self.kept("b.DMP", daysAgo: 1)])
    let scope = RetentionScope(size: .gibibytes(1000), free: .zero, groups: [group])
    let deletion = try #require(scope.plan(now: Self.now, isAutomatic: true).deletions.first)
    let told = RetentionWords.deleted(deletion)
    #expect(
      told.message == "SQL07: /srv/dumps/SQL07/preserved/a\\n.DMP is deleted, 10.0 GiB: older than 1 d")
    #expect(told.priority == 6)
    #expect(Self.field(.host, told.fields) == "SQL07")
    #expect(Self.field(.dump, told.fields) == "/srv/dumps/SQL07/preserved/a\n.DMP")
    #expect(Self.field(.directory, told.fields) == "/srv/dumps/SQL07")
    #expect(Self.field(.bugCheck, told.fields) == "0x000000D1")
  }

  @Test("headroom that cannot be had says both numbers, what waits, and whose dump comes next")
  func headroom() throws {
    let alerts = Self.alerts(Self.scope { $0.free = .nextDump(times: 1) })
    #expect(alerts.map(\.kind) == [.headroomLow, .retentionWaiting])
    let alert = try #require(alerts.first)
    #expect(
      alert.message
        == "/srv is short of room by 123.0 GiB: 128.0 GiB are to be free, 5.0 GiB are (45.0 GiB with what waits for "
        + "dumpctl prune), and the policy of /srv/dumps/* lets no more go; the next dump of APP\\u{1B}12 takes 128.0 GiB"
    )
    #expect(alert.subject == .retention(.free, "/srv"))
    #expect(alert.priority == 3)
    #expect(alert.magnitude == Bytes.gibibytes(123).count)
    #expect(Self.field(.requiredBytes, alert.fields) == String(Bytes.gibibytes(128).count))
    #expect(Self.field(.shortfallBytes, alert.fields) == String(Bytes.gibibytes(123).count))
  }

  @Test("max-use that what is protected exceeds is a warning, since nothing is lost by it")
  func maxUse() {
    let alerts = Self.alerts(Self.scope { ($0.maxUse, $0.last) = (.bytes(.gibibytes(30)), 5) })
    #expect(alerts.map(\.priority) == [4])
    #expect(alerts.map(\.subject) == [.retention(.maxUse, "/srv/dumps/*")])
    #expect(
      alerts.map(\.message) == [
        "the dumps of /srv/dumps/* use 50.0 GiB, 20.0 GiB more than max-use, 30.0 GiB, and what the policy protects "
          + "cannot go"
      ])
  }

  @Test("a plan above at-most says how many, of how many, and what to do")
  func waiting() {
    let alerts = Self.alerts(Self.scope { $0.maxAgeSeconds = 86_400 })
    #expect(
      alerts.map(\.message) == [
        "retention of /srv/dumps/* waits for a person: 4 of 5 dumps would go, 40.0 GiB, and at-most is 10 %: dumpctl "
          + "prune --dry-run shows them, dumpctl prune deletes them"
      ])
    #expect(alerts.map(\.priority) == [4])
  }

  @Test("what ended early says why, a failed call too; what is in use is no failure")
  func stopped() throws {
    let scope = Self.scope { _ in }
    var stopped = Self.alerts(scope) { $0.stopped = "the room did not come back" }
    #expect(stopped.map(\.message) == ["retention on /srv ends early: the room did not come back"])
    #expect(stopped.map(\.subject) == [.retention(.deletions, "/srv")])
    let aged = Self.scope { ($0.maxAgeSeconds, $0.atMostPercent) = (86_400, 100) }
    let deletion = try #require(aged.plan(now: Self.now, isAutomatic: true).deletions.first)
    func skipped(_ obstacle: RetentionOutcome.Obstacle) -> [Alert] {
      Self.alerts(scope) { $0.skipped = [.init(deletion: deletion, obstacle: obstacle)] }
    }
    stopped = skipped(.failed(errno: 5, "unlink x: Input/output error"))
    #expect(
      stopped.map(\.message) == [
        "retention on /srv ends early: /srv/dumps/SQL07/preserved/5.DMP cannot be deleted: unlink x: Input/output error"
      ])
    #expect(skipped(.held(.inUse(by: "gdb"))).isEmpty)
    #expect(skipped(.changed("it is gone")).isEmpty)
    #expect(skipped(.unleased("no leases here")).map(\.kind) == [.retentionWaiting])
  }

  @Test("an alert of retention is raised once and cleared once")
  func once() {
    var book = AlertBook()
    let alerts = Self.alerts(Self.scope { $0.free = .nextDump(times: 1) })
    let covers = { (subject: Alert.Subject) in if case .retention = subject { true } else { false } }
    #expect(
      book.update(alerts, covering: covers, now: Self.now).map(\.kind) == [.headroomLow, .retentionWaiting])
    #expect(book.update(alerts, covering: covers, now: Self.now).isEmpty)
    let cleared = book.update([], covering: covers, now: Self.now)
    #expect(cleared.map(\.kind) == [.retentionCleared, .retentionCleared])
    #expect(cleared.allSatisfy { $0.priority == 6 })
    #expect(
      cleared.first?.message.hasPrefix("at-most of /srv/dumps/* is well again; raised 2026-03-02: ") == true)
  }
}
