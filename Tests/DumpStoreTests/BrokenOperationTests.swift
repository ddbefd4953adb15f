import Glibc
import Linux
import Sizing
import Testing

@testable import DumpStore

/// The n-th call fails, for every n: the dump is there all the same.
struct BrokenOperationTests {
  /// What comes after the n-th call that failed.
  enum After: String, CaseIterable, Sendable { case goesOn, fails }

  private func dumps(_ scratch: Scratch) -> [(name: String, bytes: [UInt8]?)] {
    scratch.names().filter { $0 != "preserved" }.map { ($0, scratch.read($0)) }
      + scratch.names("preserved").map { ($0, scratch.read("preserved/\($0)")) }
  }

  /// Tries with every n until nothing fails any more, and says how many were tried.
  private func forEachCall(
    _ after: After, _ body: (Scratch, FileOperations) throws -> Void, check: (Scratch, Int) throws -> Void
  ) throws -> Int {
    for number in 1..<100 {
      let scratch = try Scratch()
      try scratch.write("MEMORY.DMP", wholeDump)
      let breaking = Breaking(number, to: after == .goesOn ? number : .max)
      #expect((try? body(scratch, breaking.operations)) != nil || breaking.hasBroken)
      try check(scratch, number)
      if !breaking.hasBroken { return number - 1 }
    }
    Issue.record("it never ends")
    return 0
  }

  @Test("securing", arguments: After.allCases)
  func securing(after: After) throws {
    let name = try FileName.test("MEMORY.DMP")
    let calls = try forEachCall(after) { scratch, operations in
      let directory = try scratch.directory()
      let examination = Examination(name, in: directory, isSettled: false)
      let file = try #require(examination.file)
      let status = try #require(examination.status)
      let archive = try Archive.open(.below(.test("preserved")), of: directory, with: operations)
      let newName = PreservedName(canonical: name, time: Timestamp(seconds: 0), bugCheckCode: 1, mark: nil)
      let final = try operations.secure(name, status, in: directory, as: newName, in: archive)
      try operations.sync(file, named: "\(final)")
      try operations.sync(archive)
      try operations.sync(directory)
    } check: { scratch, number in
      let dumps = dumps(scratch)
      #expect(dumps.count == 1, "call \(number): \(dumps.map(\.name))")
      #expect(dumps.first?.bytes == wholeDump, "call \(number)")
    }
    #expect(calls == 5, "mkdir, rename and three syncs")
  }

  @Test("securing without RENAME_NOREPLACE", arguments: After.allCases)
  func linking(after: After) throws {
    let name = try FileName.test("MEMORY.DMP")
    let final = try FileName.test("final")
    let calls = try forEachCall(after) { scratch, operations in
      let directory = try scratch.directory()
      try operations.linkThenUnlink(name, in: directory, to: final, in: directory)
    } check: { scratch, number in
      // What the failing world left, the next start finishes.
      let directory = try scratch.directory()
      try FileOperations().finishPair(name, in: directory, of: final, in: directory)
      let dumps = dumps(scratch)
      #expect(dumps.count == 1, "call \(number): \(dumps.map(\.name))")
      #expect(dumps.first?.bytes == wholeDump, "call \(number)")
    }
    #expect(calls == 3, "link, sync and unlink")
  }

  @Test("without RENAME_NOREPLACE too no name is replaced")
  func linkNeverReplaces() throws {
    let scratch = try Scratch()
    try scratch.write("MEMORY.DMP", wholeDump)
    try scratch.write("final", [1])
    let directory = try scratch.directory()
    #expect(throws: SystemError.self) {
      try FileOperations().linkThenUnlink(
        .test("MEMORY.DMP"), in: directory, to: .test("final"), in: directory)
    }
    #expect(scratch.read("MEMORY.DMP") == wholeDump)
    #expect(scratch.read("final") == [1])
  }

  @Test("without RENAME_NOREPLACE a dump that takes the name meanwhile is not removed")
  func linkLeavesTheNext() throws {
    let scratch = try Scratch()
    try scratch.write("MEMORY.DMP", wholeDump)
    try scratch.write("next", [1, 2, 3])
    let path = scratch.path
    let racing = FileOperations { (call) throws(SystemError) in
      if case .sync = call { _ = rename("\(path)/next", "\(path)/MEMORY.DMP") }
    }
    let directory = try scratch.directory()
    try racing.linkThenUnlink(.test("MEMORY.DMP"), in: directory, to: .test("final"), in: directory)
    #expect(scratch.read("MEMORY.DMP") == [1, 2, 3])
    #expect(scratch.read("final") == wholeDump)
  }

  @Test("a pair is two names of one file and nothing else")
  func finishesPairsOnly() throws {
    let scratch = try Scratch()
    try scratch.write("MEMORY.DMP", wholeDump)
    try scratch.write("final", wholeDump)
    let directory = try scratch.directory()
    try FileOperations().finishPair(.test("MEMORY.DMP"), in: directory, of: .test("final"), in: directory)
    try FileOperations().finishPair(
      .test("MEMORY.DMP"), in: directory, of: .test("MEMORY.DMP"), in: directory)
    #expect(scratch.names() == ["MEMORY.DMP", "final"])
  }

  @Test("a state file that cannot be replaced stays as it was", arguments: After.allCases)
  func replacing(after: After) throws {
    let state = try FileName.test("alerts.toml")
    _ = try forEachCall(after) { scratch, operations in
      try FileOperations().replace(state, in: scratch.directory(), with: [1])
      try operations.replace(state, in: scratch.directory(), with: [2])
    } check: { scratch, number in
      #expect([[1], [2]].contains(scratch.read("alerts.toml") ?? []), "call \(number)")
    }
  }
}
