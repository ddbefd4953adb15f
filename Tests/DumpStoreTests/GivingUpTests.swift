import DumpStore
import Glibc
import Linux
import Testing

/// A kept dump gives up its canonical name, in a directory where the next one may take it at any moment.
struct GivingUpTests {
  let scratch: Scratch
  let directory: Directory
  let archive: Directory
  let canonical: FileName
  let kept: FileName

  init() throws {
    scratch = try Scratch()
    directory = try scratch.directory()
    canonical = try .test("MEMORY.DMP")
    kept = try .test("MEMORY-19700101T000000Z-000000D1.DMP")
    archive = try Archive.open(.below(.test("preserved")), of: directory, with: FileOperations())
    try scratch.write("MEMORY.DMP", wholeDump)
    try #require(link("\(scratch.path)/MEMORY.DMP", "\(scratch.path)/preserved/\(kept)") == 0)
  }

  private func giveUp(_ operations: FileOperations = FileOperations()) throws(SystemError) {
    try operations.giveUp(canonical, in: directory, of: kept, in: archive)
  }

  @Test("the name goes, and the dump keeps its other one alone")
  func gives() throws {
    try giveUp()
    #expect(scratch.names() == ["preserved"])
    #expect(scratch.names("preserved") == ["\(kept)"])
    #expect(scratch.read("preserved/\(kept)") == wholeDump)
  }

  @Test("a name that means another file stays")
  func leavesOthers() throws {
    try #require(unlink("\(scratch.path)/MEMORY.DMP") == 0)
    try scratch.write("MEMORY.DMP", [1, 2, 3])
    try giveUp()
    #expect(scratch.read("MEMORY.DMP") == [1, 2, 3])
  }

  @Test("the next dump that takes the name at the last instant has it back")
  func losesNoNextDump() throws {
    try scratch.write("next", [1, 2, 3])
    let path = scratch.path
    let racing = FileOperations { (call) throws(SystemError) in
      guard case .rename(let from, _) = call, from.description == "MEMORY.DMP" else { return }
      rename("\(path)/next", "\(path)/MEMORY.DMP")
    }
    try giveUp(racing)
    #expect(scratch.read("MEMORY.DMP") == [1, 2, 3])
    #expect(scratch.read("preserved/\(kept)") == wholeDump)
    #expect(scratch.names("preserved") == ["\(kept)"])
  }

  @Test("and is kept in the archive where a third has taken the name meanwhile")
  func keepsTheNextDump() throws {
    try scratch.write("next", [1, 2, 3])
    let path = scratch.path
    let racing = FileOperations { (call) throws(SystemError) in
      guard case .rename(let from, _) = call else { return }
      if from.description == "MEMORY.DMP" {
        rename("\(path)/next", "\(path)/MEMORY.DMP")
      } else {
        close(open("\(path)/MEMORY.DMP", O_WRONLY | O_CREAT | O_EXCL, 0o600))
      }
    }
    #expect(throws: SystemError.self) { try giveUp(racing) }
    let contents = scratch.names("preserved").compactMap { scratch.read("preserved/\($0)") }
    #expect(contents.contains([1, 2, 3]) && contents.contains(wholeDump))
  }

  @Test("a kill at any call leaves a dump that the next start puts right", arguments: 1...3)
  func survives(call: Int) throws {
    let breaking = Breaking(call, to: .max)
    try? giveUp(breaking.operations)
    try FileOperations().finishTwins(in: archive)
    try giveUp()
    #expect(scratch.names() == ["preserved"])
    #expect(scratch.names("preserved").count == 1)
    #expect(scratch.names("preserved").compactMap { scratch.read("preserved/\($0)") } == [wholeDump])
  }
}
