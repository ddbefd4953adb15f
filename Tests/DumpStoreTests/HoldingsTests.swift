import DumpFormats
import DumpSamples
import Glibc
import Inventory
import Linux
import Sizing
import Testing

@testable import DumpStore

/// What dump directories are taken to hold of their hosts.
struct HoldingsTests {
  var kept: KeptScratch
  let now = Timestamp(seconds: Int64(time(nil)) + 60)

  init() throws { kept = try KeptScratch() }

  private func dump(
    _ kind: WindowsSample.Kind = .complete, crashed: String? = "2026-03-02T09:15:00Z", pages: Int = 16
  ) -> [UInt8] {
    var sample = WindowsSample(kind, pages: pages)
    sample.crashTime = crashed.flatMap { Timestamp($0) }
    return sample.bytes()
  }

  /// What a quick look sees; what retention's survey saw must be the same.
  private func newest() throws -> Fact<DeliveredDump?> {
    let look = HoldingsLook(kept.directory, now: now).holdings
    var cache = SurveyCache()
    let survey = RetentionSurvey(
      of: [kept.directory], mounts: Machine().mounts().value ?? MountTable([]), now: now, cache: &cache,
      nextDump: { _, _, _ in nil })
    let surveyed = try #require(
      HoldingsByHost(survey, of: [kept.directory], now: now)
        .of(HostFacts(name: "sql07", source: "test", os: .windows)))
    #expect(surveyed.newest.value == look.newest.value)
    #expect((surveyed.free.value == nil) == (look.free.value == nil))
    return look.newest.map { $0?.dump }
  }

  @Test("the newest is the one that crashed last, whichever arrived last, and its header says what it is")
  func newestByCrash() throws {
    try kept.keep(
      "MEMORY-20260303T091500Z-000000D1.DMP", dump(.bitmapKernel, crashed: "2026-03-03T09:15:00Z"))
    try kept.keep("MEMORY-20260302T091500Z-000000D1.DMP", dump())
    let found = try #require(try newest().value ?? nil)
    #expect(found.crashed.value == Timestamp("2026-03-03T09:15:00Z"))
    #expect(found.type == .known(.kernel))
    // Holes are counted in what a bitmap spans, and FACTS-STALE-MEMORY must not take those for memory.
    #expect(found.memory.reason?.contains("at most") == true)
  }

  @Test("a complete dump says how much memory its host had")
  func memory() throws {
    try kept.keep(KeptScratch.first, dump(pages: 600))
    let found = try #require(try newest().value ?? nil)
    #expect(found.memory == .known(Bytes(clamping: 600 * 4096)))
    #expect(found.type == .known(.complete))
  }

  @Test("where nothing is kept that is known, with an archive and without")
  func nothing() throws {
    #expect(try newest() == .known(nil))
    #expect(rmdir("\(kept.scratch.path)/SQL07/preserved") == 0)
    #expect(try newest() == .known(nil))
    #expect(try #require(HoldingsLook(kept.directory, now: now).holdings.free.value) > .zero)
  }

  @Test("a partial dump, a live one and a header alone are no reason to call the dump on the host safe")
  func notKept() throws {
    try kept.keep("MEMORY-20260304T091500Z-000000D1-partial.DMP", Array(dump().prefix(9000)))
    try kept.keep("MEMORY-20260305T091500Z-000000D1.DMP", dump(.header, crashed: "2026-03-05T09:15:00Z"))
    #expect(try newest() == .known(nil))
    try kept.keep(KeptScratch.first, dump())
    #expect(try newest().value??.crashed.value == Timestamp("2026-03-02T09:15:00Z"))
  }

  @Test("the dump of a self-test says nothing of its host")
  func selfTest() throws {
    try kept.keep(KeptScratch.first, TestDump.bytes(time: now, number: 1))
    #expect(try newest() == .known(nil))
  }

  @Test("a header that says nothing of the crash, or one in the future, leaves that unknown")
  func clocks() throws {
    try kept.keep("MEMORY-20260302T091500Z-000000D1.DMP", dump())
    try kept.keep("MEMORY-20991231T000000Z-000000D1.DMP", dump(crashed: "2099-12-31T00:00:00Z"))
    // It arrived last, and so it is the newest; when its host crashed nobody knows.
    let found = try #require(try newest().value ?? nil)
    #expect(found.crashed.reason?.contains("in the future") == true)
    #expect(found.type == .known(.complete))
  }

  @Test("adopted dumps count, and those beside them that nobody adopts do not")
  func adopted() throws {
    var kept = self.kept
    kept.directory.settings.adopt = ["{id}-{host}-{time}"]
    try kept.scratch.write("SQL07/7-SQL07-2026", dump(crashed: "2026-03-07T09:15:00Z"))
    try kept.scratch.write("SQL07/notes", dump(crashed: "2026-03-09T09:15:00Z"))
    let found = HoldingsLook(kept.directory, now: now).holdings.newest.value
    #expect(found??.dump.crashed.value == Timestamp("2026-03-07T09:15:00Z"))
  }

  @Test("only the newest of many is read, and after sixteen useless ones nothing is guessed")
  func many() throws {
    for number in 10..<26 {
      try kept.keep("MEMORY-202603\(number)T091500Z-000000D1.DMP", Array(dump().prefix(9000)))
    }
    #expect(HoldingsLook(kept.directory, now: now).holdings.newest == .known(nil))
    try kept.keep(KeptScratch.first, dump())
    #expect(
      HoldingsLook(kept.directory, now: now).holdings.newest.reason?.contains("newest 16 dumps") == true)
  }

  @Test("links and what is no file are never read")
  func hostile() throws {
    try kept.scratch.write("outside", dump())
    #expect(symlink("\(kept.scratch.path)/outside", kept.path(KeptScratch.first)) == 0)
    #expect(mkfifo(kept.path(KeptScratch.second), 0o600) == 0)
    #expect(try newest() == .known(nil))
  }

  @Test("an archive that is a link, and one of several hosts, leave it unknown, with the reason")
  func archives() throws {
    var kept = self.kept
    #expect(rmdir("\(kept.scratch.path)/SQL07/preserved") == 0)
    #expect(symlink("/tmp", "\(kept.scratch.path)/SQL07/preserved") == 0)
    #expect(HoldingsLook(kept.directory, now: now).holdings.newest.reason?.contains("preserved") == true)
    try kept.scratch.make("all")
    try kept.scratch.make("FILE02")
    kept.directory.settings.archive = "\(kept.scratch.path)/all"
    var other = kept.directory
    other.place = DirectoryPath(base: kept.scratch.path, below: ["FILE02"])
    other.host = "FILE02"
    let looks = HoldingsLooks([kept.directory, other], now: now)
    let found = looks.holdings(of: HostFacts(name: "SQL07", source: "test", os: .windows))
    #expect(found?.newest.reason?.contains("several hosts") == true)
    #expect(looks.refusals.isEmpty)
  }

  @Test("a directory belongs to a host by any of its names, in any case, and local is this machine")
  func names() throws {
    var facts = HostFacts(name: "db", source: "test", os: .windows)
    facts.aliases = ["sql07"]
    let looks = HoldingsLooks([kept.directory], now: now)
    #expect(looks.holdings(of: facts)?.newest == .known(nil))
    facts.aliases = []
    #expect(looks.holdings(of: facts) == nil)
    var local = kept.directory
    local.host = "local"
    #expect(
      HoldingsLooks([local], now: now).holdings(of: HostFacts(name: "kvm01", source: "local", os: .linux))
        != nil)
  }

  @Test(
    "of two directories one that cannot be looked at leaves the newest unknown, and the fuller one counts")
  func two() {
    func holdings(_ crashed: String, free: UInt64) -> Holdings {
      var found = Identification(format: .windowsDump64, state: .whole, reason: "", size: .zero)
      found.crashTime = Timestamp(crashed)
      found.crashTimeIsOfCrash = true
      return Holdings(
        newest: .known(Delivery(found, arrived: now, now: now)), free: .known(.gibibytes(free)))
    }
    let early = holdings("2026-03-02T09:15:00Z", free: 5)
    let late = holdings("2026-03-03T09:15:00Z", free: 9)
    for both in [early.with(late), late.with(early)] {
      #expect(both.newest == late.newest)
      #expect(both.free == .known(.gibibytes(5)))
    }
    let unseen = Holdings(newest: .unknown(because: "gone"), free: .unknown(because: "gone"))
    #expect(late.with(unseen).newest == .unknown(because: "gone"))
    #expect(unseen.with(late).free == .unknown(because: "gone"))
  }

  @Test("the room is that of the guest's directory where the hypervisor writes, and what is given stands")
  func room() {
    let holdings = Holdings(newest: .known(nil), free: .known(.gibibytes(7)))
    var host = HostFacts(name: "vm", source: "test", os: .windows)
    host.take(holdings, wanted: Wanted(.complete))
    #expect(host.platform.dumpFree.value == nil)
    #expect(host.newestKeptDump == .known(nil))
    host.take(holdings, wanted: Wanted(.complete, by: .hypervisor))
    #expect(host.platform.dumpFree == .known(.gibibytes(7)))
    host.platform.dumpFree = .known(.gibibytes(3))
    host.take(holdings, wanted: Wanted(.complete, by: .hypervisor))
    #expect(host.platform.dumpFree == .known(.gibibytes(3)))
  }

  @Test("the time in a kept dump's name is read back, and no other")
  func times() throws {
    for (name, time) in [
      ("MEMORY-20260302T091500Z-000000D1.DMP", "2026-03-02T09:15:00Z"),
      ("A-20260302T091500Z-000000D1-20270302T091500Z-0000007E-partial.12.DMP", "2027-03-02T09:15:00Z"),
    ] {
      #expect(PreservedName.time(of: try #require(FileName(name))) == Timestamp(time))
    }
    for name in [
      "MEMORY.DMP", "MEMORY-20261302T091500Z-000000D1.DMP", "MEMORY-20260302T256000Z-000000D1.DMP",
      "MEMORY-20260302T091500Z-000000D1.DMP.pin",
    ] {
      #expect(PreservedName.time(of: try #require(FileName(name))) == nil, "\(name)")
    }
  }
}
