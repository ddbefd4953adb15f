import CLinux
import Glibc
import Linux
import Sizing
import Testing

@testable import DumpStore

struct PinTests {
  private struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let pin: Pin
  }

  private static let rows = [
    Row(
      testDescription: "as it is written",
      text: "reason: case 4711: vendor\nuntil: 2026-12-31\nby: anna\nsince: 2026-11-22T10:00:00Z\n",
      pin: Pin(
        reason: "case 4711: vendor", until: CalendarDate("2026-12-31"), by: "anna",
        since: Timestamp("2026-11-22T10:00:00Z"))),
    Row(testDescription: "nothing in it", text: "", pin: Pin(reason: "no reason given")),
    Row(testDescription: "words alone", text: "do not delete\r\n", pin: Pin(reason: "do not delete")),
    Row(
      testDescription: "an end that is no date ends nothing", text: "reason: x\nuntil: next week\n",
      pin: Pin(reason: "x (its end, 'next week', is no date: it has none)")),
    Row(
      testDescription: "control characters", text: "reason: a\u{1B}[2Jb\u{202E}c\n",
      pin: Pin(reason: "a\u{1B}[2Jb\u{202E}c".asSafeText)),
    Row(testDescription: "no text at all", text: "\0\0\0", pin: Pin(reason: "\0\0\0".asSafeText)),
  ]

  @Test("whatever stands in it, it is one", arguments: rows)
  private func parsing(row: Row) { #expect(Pin(parsing: row.text.utf8) == row.pin) }

  @Test("what is written reads back")
  func roundTrip() {
    let pin = Pin(
      reason: "vendor\nuntil: 2020-01-01", until: CalendarDate("2026-12-31"), by: "anna",
      since: Timestamp(seconds: 1_700_000_000))
    let read = Pin(parsing: pin.text.utf8)
    #expect(read.until == pin.until, "a reason cannot end it")
    #expect(read.by == pin.by)
    #expect(read.since == pin.since)
  }

  @Test("it holds through its last day")
  func lastDay() throws {
    let pin = Pin(reason: "x", until: CalendarDate("2026-12-31"))
    #expect(pin.isOver(on: try #require(CalendarDate("2026-12-31"))) == false)
    #expect(pin.isOver(on: try #require(CalendarDate("2027-01-01"))))
    #expect(Pin(reason: "x").isOver(on: try #require(CalendarDate("9999-12-31"))) == false)
  }

  @Test("one is made at once, replaced at once, and is not open to all", arguments: [0 as mode_t, 0o027])
  func made(umask mask: mode_t) async throws {
    let kept = try KeptScratch()
    try kept.keep(KeptScratch.first)
    let dump = try FileName.test(KeptScratch.first)
    let archive = try kept.scratch.directory("SQL07", "preserved")
    for reason in ["one", "two"] {
      try FileOperations().pin(dump, in: archive, Pin(reason: reason))
      #expect(Pin(beside: dump, in: archive)?.reason == reason)
      #expect(
        kept.scratch.names("SQL07/preserved") == [KeptScratch.first, "\(KeptScratch.first).pin"])
    }
    let status = try #require(try archive.status(of: .test("\(KeptScratch.first).pin")))
    #expect(status.permissions & ~0o640 == 0)
    #expect(try kept.survey().scope.groups[0].dumps[0].hold == .pinned(reason: "two", until: nil))
    #expect(try FileOperations().unpin(dump, in: archive)?.reason == "two")
    #expect(try FileOperations().unpin(dump, in: archive) == nil)
    #expect(kept.scratch.names("SQL07/preserved") == [KeptScratch.first])
  }

  enum Stranger: String, CaseIterable, Sendable { case link, fifo, directory, unreadable }

  @Test(
    "what stands under a pin's name pins, and is neither followed nor removed", arguments: Stranger.allCases)
  func stranger(stranger: Stranger) throws {
    let kept = try KeptScratch()
    try kept.keep(KeptScratch.first)
    let path = kept.path("\(KeptScratch.first).pin")
    switch stranger {
    case .link:
      try kept.scratch.write("precious", [1])
      #expect(symlink("\(kept.scratch.path)/precious", path) == 0)
    case .fifo: #expect(mkfifo(path, 0o600) == 0)
    case .directory: #expect(mkdir(path, 0o700) == 0)
    case .unreadable:
      try kept.keep("\(KeptScratch.first).pin", [0xFF, 0xFE, 0, 1])
    }
    let hold = try kept.survey().scope.groups[0].dumps[0].hold
    guard case .pinned(_, nil) = hold else {
      Issue.record("\(String(describing: hold))")
      return
    }
    guard stranger != .unreadable else { return }
    let archive = try kept.scratch.directory("SQL07", "preserved")
    #expect(throws: SystemError.self) {
      try FileOperations().unpin(.test(KeptScratch.first), in: archive)
    }
    #expect(kept.scratch.names("SQL07/preserved").count == 2)
    if stranger == .link { #expect(kept.scratch.read("precious") == [1]) }
  }

  enum After: String, CaseIterable, Sendable { case goesOn, fails }

  @Test("the n-th call fails, and there is the old pin or the new one", arguments: After.allCases)
  func broken(after: After) throws {
    for number in 1..<20 {
      let kept = try KeptScratch()
      try kept.keep(KeptScratch.first)
      let dump = try FileName.test(KeptScratch.first)
      let archive = try kept.scratch.directory("SQL07", "preserved")
      try FileOperations().pin(dump, in: archive, Pin(reason: "old"))
      let breaking = Breaking(number, to: after == .goesOn ? number : .max)
      try? breaking.operations.pin(dump, in: archive, Pin(reason: "new"))
      #expect(["old", "new"].contains(Pin(beside: dump, in: archive)?.reason), "call \(number)")
      if !breaking.hasBroken {
        #expect(number == 7)
        return
      }
    }
  }
}
