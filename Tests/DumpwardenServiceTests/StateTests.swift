import DumpSamples
import Sizing
import Testing

@testable import DumpwardenService

struct StateTests {
  private func restarted(_ state: State) -> State { State(reading: Array(state.text.utf8)) }

  static let hostile = [
    "SQL07", " leads with a space", "  two", "ends with one ", "\"quoted\"", "back\\slash", "new\nline",
    "\u{1B}[2J",
    "nul\u{0}byte", "\u{202E}turned", "tab\t", "]] [[alert]]", "'''", "\"\"\"", "ü 転 🙂", "\r", "\u{7F}", "#",
    "a\u{301}", "\u{10FFFF}",
  ]

  @Test("alerts survive a restart, whatever their names and messages are", arguments: hostile)
  func survives(text: String) {
    let raised = Timestamp(seconds: 1_772_442_900)
    let subjects: [Alert.Subject] =
      [.host(text), .file(text), .directory(text), .archive(text), .dump(text)]
      + Alert.Concern.allCases.map { .retention($0, text) }
    let entries = subjects.map { subject in
      AlertBook.Entry(
        alert: Alert(subject, .dumpPartial, message: text, priority: 2, magnitude: 7), raised: raised,
        told: Timestamp(seconds: raised.seconds + 1))
    }
    let state = State(entries: entries, announcedUntil: 1_772_442_900_123_456_789)
    let read = restarted(state)
    #expect(AlertBook(read.entries) == AlertBook(entries))
    #expect(read.entries.count == subjects.count)
    #expect(read.announcedUntil == 1_772_442_900_123_456_789)
    #expect(read.text == state.text)
  }

  @Test("an alert that was told before a restart is not told again, and is cleared once")
  func tellsOnce() {
    var book = AlertBook()
    let now = Timestamp(seconds: 1_772_442_900)
    let alert = Alert(.host("A"), .assessmentRaised, message: "too small", priority: 3, magnitude: 100)
    _ = book.update([alert], covering: { _ in true }, now: now)
    var read = AlertBook(restarted(State(entries: Array(book.entries.values))).entries)
    #expect(read.update([alert], covering: { _ in true }, now: now).isEmpty)
    #expect(read.update([], covering: { _ in true }, now: now).map(\.kind) == [.assessmentCleared])
  }

  @Test("a magnitude beyond what the file can hold is left out, not made up")
  func largeMagnitude() {
    let alert = Alert(.host("A"), .assessmentRaised, message: "x", magnitude: .max)
    let entry = AlertBook.Entry(alert: alert, raised: Timestamp(seconds: 0), told: Timestamp(seconds: 0))
    #expect(restarted(State(entries: [entry])).entries.map(\.alert.magnitude) == [nil])
  }

  @Test(
    "garbage is nothing, and an entry without sense is left out",
    arguments: [
      ("", 0), ("\u{0}", 0), ("[[alert]]", 0), ("alert = 7", 0), ("alert = [1, \"x\", {}]", 0),
      ("announced-until = \"soon\"", 0), ("[[alert]]\nsubject = \"planet Mars\"", 0),
      (
        """
        [[alert]]
        subject = "host A"
        kind = "no-such-kind"
        priority = 3
        message = "x"
        raised = 2026-03-02T09:15:00Z
        told = 2026-03-02T09:15:00Z
        [[alert]]
        subject = "host B"
        kind = "assessment-raised"
        priority = 9223372036854775807
        message = "x"
        raised = 2026-03-02T09:15:00Z
        told = 2026-03-02T09:15:00Z
        magnitude = -1
        """, 1
      ),
    ])
  func garbage(text: String, entries: Int) {
    let state = State(reading: Array(text.utf8))
    #expect(state.entries.count == entries)
    #expect(state.announcedUntil == nil)
  }

  @Test(
    "a state file that was damaged anywhere is read or refused, and ends nothing", arguments: UInt64(0)..<100)
  func damaged(seed: UInt64) {
    var random = SampleRandom(seed: seed)
    let entries = Self.hostile.map { text in
      AlertBook.Entry(
        alert: Alert(.host(text), .assessmentRaised, message: text), raised: Timestamp(seconds: 0),
        told: Timestamp(seconds: 0))
    }
    var bytes = Array(State(entries: entries, announcedUntil: 1).text.utf8)
    for _ in 0..<4 {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      bytes[place] = UInt8.random(in: 0...255, using: &random)
    }
    #expect(State(reading: bytes).entries.count <= entries.count)
  }
}

struct MessageKindTests {
  @Test("every kind has an id of its own: 32 lower-case hexadecimal digits")
  func identifiers() {
    let ids = MessageKind.allCases.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids {
      #expect(id.utf8.count == 32)
      #expect(id.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) })
    }
    #expect(Set(MessageKind.allCases.map(\.rawValue)).count == ids.count)
  }

  @Test("priorities are those of the journal's contract")
  func priorities() {
    #expect(MessageKind.dumpAtRisk.priority == 2)
    #expect(MessageKind.dumpPreserved.priority == 4)
    #expect(MessageKind.allCases.allSatisfy { [2, 3, 4, 6].contains($0.priority) })
  }
}
