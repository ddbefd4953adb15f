import Glibc
import Linux
import Sizing
import Testing

@testable import DumpStore

/// Dumps that are the same crash by their headers.
struct RepeatTests {
  let kept: KeptScratch
  let first = KeptScratch.first
  let second = KeptScratch.second
  private let large: [UInt8]

  init() throws {
    kept = try KeptScratch()
    large = wholeDump + [UInt8](repeating: 7, count: (1 << 20) + 5)
    try kept.keep(first, large)
  }

  private func names() -> [String] { kept.scratch.names("SQL07/preserved") }

  @Test("one with the same bytes goes")
  func equal() throws {
    try kept.keep(second, large)
    let outcome = try kept.delete([second], repeats: [second: first])
    #expect(outcome.deleted.count == 1, "\(outcome)")
    #expect(names() == [first])
  }

  enum Difference: String, CaseIterable, Sendable { case lastByte, middleByte, longer, shorter, hole }

  @Test("one with another byte stays, is named, and is not read again", arguments: Difference.allCases)
  func different(difference: Difference) throws {
    var bytes = large
    switch difference {
    case .lastByte: bytes[bytes.count - 1] ^= 1
    case .middleByte: bytes[1 << 20] ^= 1
    case .longer: bytes.append(0)
    case .shorter: bytes.removeLast()
    case .hole: bytes = Array(bytes.prefix(64 << 10))
    }
    try kept.keep(second, bytes)
    if difference == .hole { #expect(truncate(kept.path(second), large.count) == 0) }
    var cache = SurveyCache()
    let survey = try kept.survey(&cache)
    let outcome = try kept.delete([second], repeats: [second: first], on: survey)
    #expect(outcome.deleted.isEmpty)
    #expect(outcome.skipped.map(\.obstacle) == [.notEqual(to: kept.path(first))])
    #expect(names() == [first, second])
    cache.remember(outcome, on: survey)
    cache.forgetUnseen()
    #expect(try kept.survey(&cache).scope.groups[0].dumps.map(\.isCrashOfItsOwn) == [false, true])
  }

  @Test("holes and written zeros are the same bytes")
  func holes() throws {
    let zeros = wholeDump + [UInt8](repeating: 0, count: 3 << 20)
    try kept.keep(first, zeros)
    try kept.keep(second, wholeDump)
    #expect(truncate(kept.path(second), zeros.count) == 0)
    let outcome = try kept.delete([second], repeats: [second: first])
    #expect(outcome.deleted.count == 1, "\(outcome)")
  }

  @Test("a length that takes no blocks costs no reading")
  func enormous() throws {
    try kept.keep(first, [1])
    try kept.keep(second, [1])
    for name in [first, second] { #expect(truncate(kept.path(name), 1 << 42) == 0) }
    let outcome = try kept.delete([second], repeats: [second: first])
    #expect(outcome.deleted.count == 1, "\(outcome)")
  }

  @Test("of two that repeat one another one stays")
  func eachOther() throws {
    try kept.keep(second, large)
    let outcome = try kept.delete([first, second], repeats: [first: second, second: first])
    #expect(outcome.deleted.count == 1, "\(outcome)")
    #expect(names().count == 1)
  }

  @Test("it stays while somebody writes the one that it repeats")
  func otherWritten() throws {
    try kept.keep(second, large)
    let survey = try kept.survey()
    let writer = open(kept.path(first), O_WRONLY | O_CLOEXEC)
    defer { close(writer) }
    let outcome = try kept.delete([second], repeats: [second: first], on: survey)
    #expect(outcome.deleted.isEmpty)
    #expect(names() == [first, second])
  }
}
