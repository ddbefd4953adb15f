import Glibc
import Inventory
import Linux
import Sizing
import Synchronization
import Testing

@testable import DumpStore

/// Dumps that come under names of their own, in a directory where others do as they like.
struct AdoptedDumpTests {
  let kept: KeptScratch
  private let dump = "7-SQL07-1.dmp"

  init() throws {
    kept = try KeptScratch(adopt: ["{id}-{host}-{time}.dmp"])
    try kept.scratch.write("SQL07/\(dump)", wholeDump)
  }

  private func names() -> [String] { kept.scratch.names("SQL07") }

  @Test("one goes by way of the archive, and its neighbours stay")
  func deletes() throws {
    let strangers = ["7-SQL07.dmp", "notes", "MEMORY.DMP", "\(dump).sha256", "2026"]
    for name in strangers { try kept.scratch.write("SQL07/\(name)", [1]) }
    let calls = Mutex<[FileOperations.Call]>([])
    let operations = FileOperations { (call) throws(SystemError) in calls.withLock { $0.append(call) } }
    let outcome = try kept.delete([dump], with: operations)
    #expect(outcome.deleted.count == 1, "\(outcome)")
    #expect(names() == (strangers + ["preserved"]).sorted())
    #expect(kept.scratch.names("SQL07/preserved") == [])
    let name = try FileName.test(dump)
    #expect(
      calls.withLock { $0 }.filter { call in Self.isOnEntry(call) }
        == [.rename(from: name, to: name), .unlink(name)])
  }

  private static func isOnEntry(_ call: FileOperations.Call) -> Bool {
    switch call {
    case .rename, .unlink: true
    default: false
    }
  }

  @Test("another file put under its name at the last moment is put back, whole")
  func swapped() throws {
    let path = "\(kept.scratch.path)/SQL07/\(dump)"
    let isSwapped = Mutex(false)
    let operations = FileOperations { (call) throws(SystemError) in
      // Between the last look and the rename.
      guard case .rename = call, !isSwapped.withLock({ $0 }) else { return }
      isSwapped.withLock { $0 = true }
      rename(path, "\(path).aside")
      if let stream = fopen(path, "we") {
        fputs("precious", stream)
        fclose(stream)
      }
    }
    let outcome = try kept.delete([dump], with: operations)
    #expect(outcome.deleted.isEmpty)
    #expect(outcome.skipped.map(\.obstacle) == [.changed("another file has its name")])
    #expect(kept.scratch.read("SQL07/\(dump)") == Array("precious".utf8))
    #expect(kept.scratch.read("SQL07/\(dump).aside") == wholeDump)
    #expect(kept.scratch.names("SQL07/preserved") == [])
  }

  @Test("one that a crash left in the archive on its way is still listed, and goes from there")
  func leftInArchive() throws {
    let path = "\(kept.scratch.path)/SQL07"
    #expect(rename("\(path)/\(dump)", "\(path)/preserved/\(dump)") == 0)
    #expect(try kept.survey().scope.groups[0].dumps.map(\.path) == ["\(path)/preserved/\(dump)"])
    #expect(try kept.delete([dump]).deleted.count == 1)
  }

  @Test("what the archive has under that name is not replaced")
  func taken() throws {
    try kept.keep(dump, [1, 2])
    let survey = try kept.survey()
    #expect(survey.scope.groups[0].dumps.count == 2)
    _ = FileOperations().carryOut(on: survey, kept.rules) { scope, _ in
      let place = scope.groups[0].dumps.indices.first {
        scope.groups[0].dumps[$0].path == "\(kept.scratch.path)/SQL07/\(dump)"
      }
      guard let place, scope.groups[0].dumps[place].hold == nil else { return RetentionPlan() }
      let whole = RetentionPlan.Place(group: 0, dump: place)
      return RetentionPlan(deletions: [
        RetentionPlan.Deletion(place: whole, dump: scope[whole], demand: .maxAge(seconds: 1), repeatOf: nil)
      ])
    }
    #expect(kept.scratch.read("SQL07/\(dump)") == wholeDump)
    #expect(kept.scratch.read(kept.kept(dump)) == [1, 2])
  }

  @Test("one that is not whole is its sender's for a while")
  func partial() throws {
    try kept.scratch.write("SQL07/8-SQL07-1.dmp", Array(wholeDump.dropLast(10_000)))
    var holds = try kept.survey().scope.groups[0].dumps.map { $0.hold != nil }
    #expect(holds == [false, true])
    var kept = kept
    kept.directory.settings.partialGraceSeconds = 0
    holds = try kept.survey().scope.groups[0].dumps.map { $0.hold != nil }
    #expect(holds == [false, false])
  }
}
