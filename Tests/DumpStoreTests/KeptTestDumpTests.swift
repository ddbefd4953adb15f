import DumpFormats
import DumpSamples
import Glibc
import Inventory
import Sizing
import Testing

@testable import DumpStore

/// What a self-test leaves behind when it is interrupted: never a reason for a real dump to go.
struct KeptTestDumpTests {
  var kept: KeptScratch
  let test = "MEMORY-20260309T000000Z-44575444.DMP"

  init() throws { kept = try KeptScratch() }

  private func plan(_ change: (inout KeepSettings) -> Void) throws -> [String: String] {
    var kept = kept
    var keep = KeepSettings()
    (keep.last, keep.firstOfEachBugcheck, keep.free, keep.atMostPercent) = (1, 0, nil, 100)
    change(&keep)
    kept.directory.settings.keep = keep
    let scope = try kept.survey().scope
    let plan = scope.plan(now: kept.now, isAutomatic: false)
    var said: [String: String] = [:]
    for item in plan.kept { said[scope[item.place].path] = "\(item)" }
    for deletion in plan.deletions { said[deletion.dump.path] = "\(deletion)" }
    return said
  }

  @Test("it is seen, and stands in no plan: the host's newest and last dumps are its real ones")
  func newest() throws {
    try kept.keep(KeptScratch.first)
    let bytes = TestDump.bytes(time: kept.now, number: 1)
    try kept.keep(test, bytes)
    #expect(
      try kept.look().dumps.map(\.kept.identification.isTestDump) == [false, true], "both are seen")
    // Everything is too old, but for what is protected; with the test dump as newest the real one would go.
    let said = try plan { $0.maxAgeSeconds = 0 }
    #expect(said == [kept.path(KeptScratch.first): "kept: newest"])
  }

  @Test("the room that it takes is no use of the share's")
  func use() throws {
    try kept.keep(KeptScratch.first)
    try kept.keep(KeptScratch.second)
    let used = try kept.survey().scope.groups[0].dumps.reduce(Bytes.zero) { $0 + $1.allocated }
    try kept.keep(test, TestDump.bytes(time: kept.now, number: 1))
    let said = try plan { $0.maxUse = .bytes(used) }
    #expect(said.count == 2)
    #expect(said.values.allSatisfy { $0.hasPrefix("kept") }, "\(said)")
  }

  @Test("no host's next dump is judged by it")
  func nextDump() throws {
    try kept.keep(test, TestDump.bytes(time: kept.now, number: 1))
    var cache = SurveyCache()
    var seen: [[KeptDump]] = []
    _ = RetentionSurvey(
      of: [kept.directory], mounts: Machine().mounts().value ?? MountTable([]), now: kept.now,
      cache: &cache,
      nextDump: { _, _, dumps in
        seen.append(dumps)
        return nil
      })
    #expect(seen == [[]])
  }
}
