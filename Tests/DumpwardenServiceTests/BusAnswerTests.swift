import DumpwardenBus
import Sizing
import Systemd
import Testing

@testable import DumpwardenService

struct BusAnswerTests {
  private let names = (0..<10).map { "host\($0)" }

  @Test("pages together are the list, whatever their size", arguments: [1, 2, 3, 9, 10, 11, 0] as [UInt32])
  func pages(limit: UInt32) {
    var found: [String] = []
    var after = ""
    repeat {
      let page = Page(names, after: after, limit: limit) { $0 }
      #expect(page.items.count <= (limit == 0 ? 1000 : Int(limit)))
      found += page.items
      after = page.next
    } while !after.isEmpty
    #expect(found == names)
  }

  @Test("items of one name are never parted")
  func oneName() {
    let page = Page(["a", "b", "b", "c"], after: "", limit: 2) { $0 }
    #expect(page.items == ["a"])
    #expect(Page(["a", "b", "b", "c"], after: page.next, limit: 2) { $0 }.items == ["b", "b"])
  }

  @Test("a page begins after a name that is not there any more, and after the last one is nothing")
  func gone() {
    #expect(Page(names, after: "host3x", limit: 1) { $0 }.items == ["host4"])
    #expect(Page(names, after: "zzz", limit: 1) { $0 }.items == [])
    #expect(Page([String](), after: "", limit: 1) { $0 }.next == "")
  }

  @Test("nobody gets more at once than there may be")
  func most() {
    let many = (0..<1500).map { String(10_000 + $0) }
    #expect(Page(many, after: "", limit: .max) { $0 }.items.count == 1000)
    #expect(Page(many, after: "", limit: 0) { $0 }.items.count == 1000)
  }

  private func rows(_ count: Int) -> [DumpRow] {
    (0..<count).map { number in
      DumpRow(
        path: "/srv/\(number)", host: "", directory: "", place: "", state: "", dumpType: "",
        bugCheckCode: "", size: 0, crashed: 0, arrived: 0, retention: "", retentionReason: "")
    }
  }

  @Test("the pages of a look are kept until the last, and no longer")
  func dumpPages() {
    var pages = DumpPages()
    let all = rows(5)
    let first = pages.first(of: all, limit: 2)
    guard let second = pages.page(first.next, limit: 2), let third = pages.page(second.next, limit: 2) else {
      Issue.record("a page is missing")
      return
    }
    #expect(first.page + second.page + third.page == all)
    #expect(third.next == "")
    let again = pages.page(second.next, limit: 2)
    #expect(again == nil)
    let whole = pages.first(of: all, limit: 5)
    #expect(whole.next == "")
  }

  @Test("of more looks than four the oldest goes")
  func mostLooks() {
    var pages = DumpPages()
    let cursors = (0..<5).map { _ in pages.first(of: rows(3), limit: 1).next }
    let oldest = pages.page(cursors[0], limit: 1)
    #expect(oldest == nil)
    for cursor in cursors[1...] {
      let page = pages.page(cursor, limit: 1)
      #expect(page != nil)
    }
    pages.forgetAll()
    for cursor in cursors {
      let page = pages.page(cursor, limit: 1)
      #expect(page == nil)
    }
  }

  @Test(
    "a cursor that nobody gave is refused",
    arguments: ["x", ":", "1:1", "1:-1", "1:99999999999999999999", "-1:0", "1:2:3", "\u{0}"])
  func cursors(cursor: String) {
    var pages = DumpPages()
    _ = pages.first(of: rows(3), limit: 1)
    let page = pages.page(cursor, limit: 1)
    #expect(page == nil)
  }

  @Test("so many calls wait in all, and so many of one caller, and no more")
  func waiting() {
    var state = BusState()
    func name(_ number: Int) -> BusState.Caller { .name(":1.\(number)") }
    var answers: [Bool] = []
    for number in 0..<8 {
      for _ in 0..<8 { answers.append(state.begin(name(number))) }
      if number == 0 { answers.append(!state.begin(name(0))) }
    }
    answers.append(!state.begin(name(9)))
    state.end(name(3))
    answers.append(state.begin(name(9)))
    answers.append(!state.begin(name(3)))
    #expect(answers.allSatisfy { $0 })
  }

  @Test("alerts of dumps are counted for everybody and shown to whom it concerns")
  func alerts() {
    let now = Timestamp(seconds: 1_772_442_900)
    var book = AlertBook()
    _ = book.update(
      [
        Alert(
          .host("SQL07"), .assessmentRaised, message: "too small",
          fields: [JournalField(.requiredBytes, "7"), JournalField(.rule, "X")]),
        Alert(.file("/etc/x"), .configurationBad, message: "mistake"),
        Alert(.dump("/srv/MEMORY.DMP"), .dumpPartial, message: "partial"),
        Alert(.retention(.free, "/srv"), .headroomLow, message: "full"),
        Alert(.archive("/srv"), .archiveUnavailable, message: "none"),
        Alert(.directory("/srv"), .directoryUnavailable, message: "none"),
      ], covering: { _ in true }, now: now)
    let everyone = book.page(after: "", limit: 0, seesAll: false)
    #expect(everyone.alerts.map(\.subject) == ["file /etc/x", "host SQL07"])
    #expect(everyone.hidden == 4)
    #expect(everyone.alerts.last?.numbers == ["required_bytes": 7])
    #expect(everyone.alerts.last?.raised == 1_772_442_900_000_000)
    let all = book.page(after: "", limit: 0, seesAll: true)
    #expect(all.alerts.count == 6)
    #expect(all.hidden == 0)
    #expect(all.alerts.map(\.about).contains("/srv"))
  }

  @Test("an alert is signalled when it is raised, worse or cleared, and not when it is told again")
  func changes() {
    let now = Timestamp(seconds: 1_772_442_900)
    let later = Timestamp(seconds: now.seconds + AlertBook.reminderSeconds)
    var book = AlertBook()
    func update(_ magnitude: UInt64?, _ now: Timestamp) -> [Notification.Change?] {
      let alerts = magnitude.map { [Alert(.host("A"), .assessmentRaised, message: "", magnitude: $0)] } ?? []
      return book.update(alerts, covering: { _ in true }, now: now).map(\.change)
    }
    #expect(update(100, now) == [.raised(.host("A"))])
    #expect(update(200, now) == [.raised(.host("A"))])
    #expect(update(200, later) == [nil])
    #expect(update(nil, later) == [.cleared(.host("A"))])
  }

  @Test("many alerts at once are told to everybody only where none of them is of a dump")
  func manyAlerts() {
    func change(_ last: Alert.Subject) -> Notification.Change? {
      var book = AlertBook()
      let alerts = (0..<21).map { Alert(.host("\($0)"), .assessmentRaised, message: "") }
      return book.update(
        alerts + [Alert(last, .dumpPartial, message: "")], covering: { _ in true },
        now: Timestamp(seconds: 0)
      ).first?.change
    }
    #expect(change(.host("x")) == .manyRaised(isPublic: true))
    #expect(change(.dump("/srv/x")) == .manyRaised(isPublic: false))
  }

  @Test("the Manager has a value of the right type for every property of the table")
  func properties() {
    let snapshot = BusSnapshot(
      tally: Tally(), alerts: 0, started: Timestamp(seconds: 0), configurationRead: Timestamp(seconds: 0),
      watchModes: [:], staleHosts: 0, tested: nil, isChangedSinceTest: false)
    for property in ManagerInterface.table.properties {
      let value = snapshot.value(of: property.name)
      #expect(value.map { type(of: $0).busSignature } == property.signature, "\(property.name)")
    }
    #expect(snapshot.changed(since: snapshot).isEmpty)
  }
}
