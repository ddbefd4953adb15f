import CLinux
import Glibc
import Inventory
import Linux
import Sizing
import Testing

@testable import DumpStore

/// Plans carried out on real files.
struct RetentionRunTests {
  let kept: KeptScratch
  let first = KeptScratch.first
  let second = KeptScratch.second
  let third = KeptScratch.third

  init() throws {
    kept = try KeptScratch()
    for name in [first, second, third] { try kept.keep(name) }
  }

  private func names() -> [String] { kept.scratch.names("SQL07/preserved") }

  private func obstacle(_ outcome: RetentionOutcome) throws -> RetentionOutcome.Obstacle {
    try #require(outcome.skipped.first, "\(outcome)").obstacle
  }

  @Test("what the plan names goes, its checksum with it, and nothing else")
  func deletes() throws {
    for name in ["\(first).sha256", "\(second).sha256", "notes.txt"] { try kept.keep(name, [1]) }
    let outcome = try kept.delete([first])
    #expect(outcome.deleted.map(\.dump.path) == [kept.path(first)])
    #expect(outcome.skipped.isEmpty)
    #expect(outcome.stopped == nil)
    #expect(names() == [second, "\(second).sha256", third, "notes.txt"])
    #expect(outcome.remaining.groups[0].dumps.map(\.path) == [kept.path(second), kept.path(third)])
  }

  @Test("a dump that somebody reads stays, and he is named")
  func read() throws {
    let reader = try Holder(kept.path(first), isLocking: false)
    var rules = kept.rules
    rules.readerMilliseconds = 100
    let outcome = try kept.delete([first, second], rules)
    #expect(names() == [first, third])
    #expect(
      try obstacle(outcome) == .held(.inUse(by: "sleep (process \(reader.identifier))")))
    #expect(
      outcome.remaining.groups[0].dumps.first?.hold == .inUse(by: "sleep (process \(reader.identifier))"))
  }

  @Test("a dump with a BSD lock on it stays, and who holds it is named")
  func locked() throws {
    let holder = try Holder(kept.path(second), isLocking: true)
    let outcome = try kept.delete([first, second, third])
    #expect(names() == [second])
    #expect(try obstacle(outcome) == .held(.inUse(by: "sleep (process \(holder.identifier))")))
  }

  @Test("in a directory that another process has locked nothing goes once the time is over")
  func directoryLocked() throws {
    let holder = try Holder("\(kept.scratch.path)/SQL07/preserved", isLocking: true)
    var rules = kept.rules
    rules.lockMilliseconds = 30
    let outcome = try kept.delete([first, second, third], rules)
    #expect(names() == [first, second, third])
    #expect(outcome.skipped.count == 1, "the others are not waited for one by one")
    #expect(try obstacle(outcome) == .locked(by: "sleep (process \(holder.identifier))"))
  }

  @Test("what somebody else deleted while he had the lock is not deleted twice, nor another in its place")
  func deletedMeanwhile() throws {
    let survey = try kept.survey()
    let planned = kept.path(first)
    #expect(unlink(planned) == 0)
    let outcome = FileOperations().carryOut(on: survey, kept.rules) { scope, _ in
      // A policy that keeps two: it names the oldest of three, and nothing of two.
      guard scope.groups[0].dumps.count > 2 else { return RetentionPlan() }
      let place = RetentionPlan.Place(group: 0, dump: 0)
      return RetentionPlan(deletions: [
        RetentionPlan.Deletion(place: place, dump: scope[place], demand: .maxAge(seconds: 1), repeatOf: nil)
      ])
    }
    #expect(outcome.deleted.isEmpty)
    #expect(names() == [second, third])
  }

  @Test("a pin set after the survey keeps its dump")
  func pinnedMeanwhile() throws {
    let survey = try kept.survey()
    try kept.keep("\(first).pin", Array("reason: case 4711\n".utf8))
    let outcome = try kept.delete([first, second], on: survey)
    #expect(names() == [first, "\(first).pin", third])
    #expect(try obstacle(outcome) == .held(.pinned(reason: "case 4711", until: nil)))
  }

  @Test("a pin whose last day is over keeps nothing, and goes with its dump")
  func pinOver() throws {
    try kept.keep("\(first).pin", Array("reason: case 4711\nuntil: 2020-01-01\n".utf8))
    _ = try kept.delete([first])
    #expect(names() == [second, third])
  }

  enum Change: String, CaseIterable, Sendable { case written, replaced, linked, linkPut, fifoPut }

  @Test("what is not the file that was looked at stays", arguments: Change.allCases)
  func changed(change: Change) throws {
    let survey = try kept.survey()
    let path = kept.path(first)
    switch change {
    case .written: try kept.keep(first, [1, 2, 3])
    case .replaced:
      try kept.keep("other", [1, 2, 3])
      #expect(rename(kept.path("other"), path) == 0)
    case .linked: #expect(link(path, kept.path("other")) == 0)
    case .linkPut:
      #expect(rename(path, kept.path("other")) == 0)
      #expect(symlink(kept.path("other"), path) == 0)
    case .fifoPut:
      #expect(rename(path, kept.path("other")) == 0)
      #expect(mkfifo(path, 0o600) == 0)
    }
    let before = names()
    let outcome = try kept.delete([first], on: survey)
    #expect(outcome.deleted.isEmpty)
    #expect(names() == before)
  }

  @Test("an immutable dump stays: a writer is being kept from it")
  func immutable() throws {
    guard let mounted = try Mounted(.ext4) else { return }
    let kept = try KeptScratch(Scratch(below: mounted.path))
    try kept.keep(first)
    let file = try OpenFile(reading: kept.path(first))
    try FileOperations().setImmutable(true, file)
    let outcome = try kept.delete([first])
    #expect(try obstacle(outcome) == .immutable)
    #expect(kept.scratch.read(kept.kept(first)) == wholeDump)
  }

  @Test("of an entry with a mistake nothing goes, whatever a plan says")
  func heldEntry() throws {
    var kept = kept
    kept.directory.settings.holdsRetention = true
    let outcome = try kept.delete([first, second])
    #expect(outcome.deleted.isEmpty)
    #expect(outcome.skipped.map(\.obstacle) == [.policyHeld, .policyHeld])
    #expect(names() == [first, second, third])
  }

  @Test("where no lease is to be had the daemon leaves a dump alone, and a person's word suffices")
  func unleased() async {
    guard geteuid() == 0 else { return skipped("a dump of another user's needs root") }
    // A process of its own: the effective user is all threads'.
    await #expect(processExitsWith: .success) {
      let kept = try KeptScratch()
      let first = KeptScratch.first
      try kept.keep(first)
      #expect(chmod(kept.scratch.path, 0o755) == 0)
      #expect(chmod(kept.path(first), 0o644) == 0)
      #expect(chown(kept.path(first), 1, 1) == 0)
      #expect(chown("\(kept.scratch.path)/SQL07/preserved", 65534, 65534) == 0)
      let survey = try kept.survey()
      // The capabilities go with the effective user, and with them the one to take any lease.
      try #require(seteuid(65534) == 0)
      defer { seteuid(0) }
      let byDaemon = try kept.delete([first], on: survey)
      let obstacle = try #require(byDaemon.skipped.first).obstacle
      if case .unleased = obstacle {} else { Issue.record("\(obstacle)") }
      var rules = DeletionRules.person(today: kept.now.date, lockMilliseconds: 0)
      rules.roomTolerance = .gibibytes(1024)
      // Our own descriptor is no other's, so nothing but its lock speaks for it.
      var locked: OpenFile? = try OpenFile(reading: kept.path(first))
      if let locked { try FileOperations().lock(locked, named: first) }
      let whileLocked = try kept.delete([first], on: survey, rules)
      #expect(whileLocked.deleted.isEmpty, "\(whileLocked)")
      locked = nil
      let byPerson = try kept.delete([first], on: survey, rules)
      #expect(byPerson.deleted.count == 1, "\(byPerson)")
    }
  }

  @Test("room that does not come back ends the run: a clone has the blocks")
  func reflinked() throws {
    guard let mounted = try Mounted(.xfs) else { return }
    let kept = try KeptScratch(Scratch(below: mounted.path))
    let large = wholeDump + [UInt8](repeating: 7, count: 24 << 20)
    for name in [first, second, third] { try kept.keep(name, large) }
    let copy = try Child(
      "/bin/cp", "--reflink=always", kept.path(first), "\(kept.scratch.path)/copy")
    #expect(copy.wait() == 0)
    var rules = kept.rules
    rules.roomTolerance = .mebibytes(16)
    let outcome = try kept.delete([first, second, third], rules)
    #expect(outcome.deleted.map(\.dump.path) == [kept.path(first)])
    let stopped = try #require(outcome.stopped)
    #expect(stopped.contains("was to give back 24.0 MiB and gave back 0 B"), "\(stopped)")
    #expect(kept.scratch.names("SQL07/preserved") == [second, third])
  }

  @Test("room that comes back lets the run go on", arguments: Mounted.Kind.allCases)
  func roomComesBack(kind: Mounted.Kind) throws {
    guard let mounted = try Mounted(kind) else { return }
    let kept = try KeptScratch(Scratch(below: mounted.path))
    let large = wholeDump + [UInt8](repeating: 7, count: 18 << 20)
    for name in [first, second] { try kept.keep(name, large) }
    var rules = kept.rules
    rules.roomMilliseconds = 10_000
    rules.roomTolerance = .mebibytes(16)
    let outcome = try kept.delete([first, second], rules)
    #expect(outcome.deleted.count == 2, "\(outcome)")
    #expect(outcome.stopped == nil)
    #expect(outcome.remaining.free.less(outcome.freeBefore) > .mebibytes(16))
  }
}
