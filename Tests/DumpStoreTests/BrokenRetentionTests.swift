import Glibc
import Linux
import Testing

@testable import DumpStore

/// The n-th call of a deletion fails, for every n: no dump is lost but what the plan names.
struct BrokenRetentionTests {
  enum After: String, CaseIterable, Sendable { case goesOn, fails }

  /// Every dump that is anywhere below the directory, by its contents.
  private func dumps(_ scratch: Scratch) -> [[UInt8]] {
    (scratch.names("SQL07").map { "SQL07/\($0)" }
      + scratch.names("SQL07/preserved").map { "SQL07/preserved/\($0)" })
      .filter { $0.hasSuffix("mp") || $0.hasSuffix("MP") }.compactMap { scratch.read($0) }
  }

  private func dump(_ number: UInt8) -> [UInt8] { wholeDump + [number] }

  @Test("preserved ones, adopted ones and repeats", arguments: After.allCases)
  func everyCall(after: After) throws {
    var number = 1
    while number < 100 {
      let kept = try KeptScratch(adopt: ["{id}-{host}.dmp"])
      try kept.keep(KeptScratch.first, dump(1))
      try kept.keep("\(KeptScratch.first).sha256", [1])
      try kept.keep(KeptScratch.second, dump(2))
      try kept.keep(KeptScratch.third, dump(2))
      try kept.scratch.write("SQL07/1-a.dmp", dump(3))
      try kept.scratch.write("SQL07/2-b.dmp", dump(4))
      let breaking = Breaking(number, to: after == .goesOn ? number : .max)
      let outcome = try kept.delete(
        [KeptScratch.first, KeptScratch.third, "1-a.dmp"], repeats: [KeptScratch.third: KeptScratch.second],
        with: breaking.operations)
      let left = dumps(kept.scratch)
      #expect(left.count(where: { $0 == dump(2) }) >= 1, "call \(number)")
      #expect(left.count(where: { $0 == dump(4) }) == 1, "call \(number)")
      let deleted = Set(outcome.deleted.map { $0.dump.path.split(separator: "/").last ?? "" })
      for (name, contents, count) in [
        (KeptScratch.first, dump(1), 1), (KeptScratch.third, dump(2), 2), ("1-a.dmp", dump(3), 1),
      ] {
        #expect(
          left.count(where: { $0 == contents }) == (deleted.contains(Substring(name)) ? count - 1 : count),
          "call \(number): \(name) is where the outcome says")
      }
      #expect(
        breaking.hasBroken == (outcome.stopped != nil || !outcome.skipped.isEmpty),
        "call \(number) failed, and the outcome says so: \(outcome.stopped ?? "") \(outcome.skipped)")
      if !breaking.hasBroken { break }
      number += 1
    }
    #expect(number == 17, "sixteen calls")
  }
}
