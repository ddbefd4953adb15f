import DumpStore
import Glibc
import Linux
import Sizing
import Testing

/// Dumps taken off their names, on real files.
struct SecuringTests {
  let scratch: Scratch
  let directory: Directory
  let name: FileName
  let operations = FileOperations()

  init() throws {
    scratch = try Scratch()
    directory = try scratch.directory()
    name = try .test("MEMORY.DMP")
  }

  private var newName: PreservedName {
    PreservedName(canonical: name, time: Timestamp(seconds: 0), bugCheckCode: 0xD1, mark: nil)
  }

  private func archive() throws -> Directory {
    try Archive.open(.below(.test("preserved")), of: directory, with: operations)
  }

  private func secure() throws -> String {
    let status = try #require(try directory.status(of: name))
    return "\(try operations.secure(name, status, in: directory, as: newName, in: archive()))"
  }

  private let plain = "MEMORY-19700101T000000Z-000000D1.DMP"

  @Test("a dump gets its new name, and its contents, mode and inode stay")
  func moves() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    chmod("\(scratch.path)/MEMORY.DMP", 0o604)
    let before = try #require(try directory.status(of: name))
    #expect(try secure() == plain)
    #expect(scratch.names() == ["preserved"])
    #expect(scratch.read("preserved/\(plain)") == wholeDump)
    let after = try #require(try archive().status(of: .test(plain)))
    #expect(after.identity == before.identity)
    #expect(after.permissions == 0o604)
    #expect(try archive().status().permissions & 0o027 == 0)
  }

  @Test("a name that is taken is left to its owner")
  func neverReplaces() throws {
    var expected: [String: [UInt8]] = [:]
    for number in UInt8(0)..<4 {
      try scratch.write("MEMORY.DMP", wholeDump + [number])
      expected[try secure()] = wholeDump + [number]
    }
    let numbered = (1...3).map { "MEMORY-19700101T000000Z-000000D1.\($0).DMP" }
    #expect(Set(expected.keys) == Set([plain] + numbered))
    for (name, bytes) in expected { #expect(scratch.read("preserved/\(name)") == bytes) }
  }

  @Test("whatever has a name keeps it", arguments: ["link", "directory", "dangling"])
  func keepsForeignNames(kind: String) throws {
    _ = try archive()
    let taken = "\(scratch.path)/preserved/\(plain)"
    try scratch.write("precious", [1])
    switch kind {
    case "link": try #require(symlink("../precious", taken) == 0)
    case "dangling": try #require(symlink("../nowhere", taken) == 0)
    default: try #require(mkdir(taken, 0o700) == 0)
    }
    try scratch.write("MEMORY.DMP", wholeDump)
    #expect(try secure() == "MEMORY-19700101T000000Z-000000D1.1.DMP")
    #expect(scratch.read("precious") == [1])
    #expect(scratch.names() == ["precious", "preserved"])
  }

  @Test("with many of one name the next is found by few looks, past a gap or in it", arguments: [1, 7, 1000])
  func findsFreeNumbers(taken: Int) throws {
    _ = try archive()
    for attempt in 0..<taken {
      let name = try #require(newName.candidate(attempt))
      try scratch.write("preserved/\(name)", [])
    }
    try scratch.write("MEMORY.DMP", wholeDump)
    #expect(try secure() == newName.candidate(taken)?.description)
    #expect(scratch.read("preserved/\(try #require(newName.candidate(taken)))") == wholeDump)
  }

  @Test("a name that is taken between the look and the rename keeps what it has")
  func namesTakenMeanwhile() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    let status = try #require(try directory.status(of: name))
    let archive = try archive()
    let taken = "\(scratch.path)/preserved/\(plain)"
    let racing = FileOperations { (call) throws(SystemError) in
      guard case .rename(_, let target) = call, target.description == plain else { return }
      close(open(taken, O_WRONLY | O_CREAT | O_EXCL, 0o600))
    }
    let kept = try racing.secure(name, status, in: directory, as: newName, in: archive)
    #expect(kept.description == "MEMORY-19700101T000000Z-000000D1.1.DMP")
    #expect(scratch.read("preserved/\(plain)") == [])
    #expect(scratch.read("preserved/\(kept)") == wholeDump)
  }

  @Test("another file under the name is not moved")
  func leavesSwappedNames() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    let status = try #require(try directory.status(of: name))
    try scratch.write("next", [1, 2, 3])
    try #require(rename("\(scratch.path)/next", "\(scratch.path)/MEMORY.DMP") == 0)
    let archive = try archive()
    #expect(throws: SystemError.self) {
      try operations.secure(name, status, in: directory, as: newName, in: archive)
    }
    #expect(scratch.read("MEMORY.DMP") == [1, 2, 3])
    #expect(scratch.names("preserved").isEmpty)
  }

  @Test("a file that takes the name at the last instant gets it back")
  func putsBack() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    try scratch.write("next", [1, 2, 3])
    let status = try #require(try directory.status(of: name))
    let path = scratch.path
    let racing = FileOperations { (call) throws(SystemError) in
      if case .rename(let from, _) = call, "\(from)" == "MEMORY.DMP" {
        _ = rename("\(path)/next", "\(path)/MEMORY.DMP")
      }
    }
    let archive = try archive()
    #expect(throws: SystemError("renameat2", on: "\(path)/MEMORY.DMP", errno: ESTALE)) {
      try racing.secure(name, status, in: directory, as: newName, in: archive)
    }
    #expect(scratch.read("MEMORY.DMP") == [1, 2, 3])
    #expect(scratch.names("preserved").isEmpty)
  }

  @Test("what is done in an open directory is done there, whatever its path means by now")
  func staysInside() throws {
    try scratch.make("host")
    try scratch.make("outside")
    try scratch.write("host/MEMORY.DMP", wholeDump)
    try scratch.write("outside/MEMORY.DMP", [9])
    let host = try scratch.directory("host")
    let status = try #require(try host.status(of: name))
    try #require(rename("\(scratch.path)/host", "\(scratch.path)/moved") == 0)
    try #require(symlink("outside", "\(scratch.path)/host") == 0)
    let archive = try Archive.open(.below(.test("preserved")), of: host, with: operations)
    _ = try operations.secure(name, status, in: host, as: newName, in: archive)
    #expect(scratch.names("outside") == ["MEMORY.DMP"])
    #expect(scratch.read("outside/MEMORY.DMP") == [9])
    #expect(scratch.read("moved/preserved/\(plain)") == wholeDump)
  }

  @Test("an archive is a directory of ours: a link or a file is refused, and nothing behind it is touched")
  func refusesArchives() throws {
    try scratch.make("outside")
    for make in [
      { symlink("outside", "\(scratch.path)/preserved") }, { creat("\(scratch.path)/preserved", 0o600) },
    ] {
      try #require(make() >= 0)
      #expect(throws: ArchiveError.self) { try archive() }
      unlink("\(scratch.path)/preserved")
    }
    #expect(scratch.names("outside").isEmpty)
    try scratch.make("preserved")
    guard chown("\(scratch.path)/preserved", 4711, 4711) == 0, geteuid() == 0 else {
      skipped("an archive of another user: chown needs root")
      return
    }
    let error = #expect(throws: ArchiveError.self) { try archive() }
    #expect(error?.description.contains("belongs to user 4711") == true)
  }

  @Test("an archive on another mount is refused")
  func refusesOtherMounts() throws {
    let error = #expect(throws: ArchiveError.self) {
      try Archive.open(.outside(DirectoryPath(base: "/proc")), of: directory, with: operations)
    }
    #expect(error?.description.contains("another mount") == true)
  }

  @Test("an archive that is only looked for is not made")
  func findsWithoutMaking() throws {
    #expect(throws: ArchiveError.self) { try Archive.find(.below(.test("preserved")), of: directory) }
    #expect(scratch.names().isEmpty)
  }

  @Test("a state file is replaced in one step, and nobody else may read it")
  func replaces() throws {
    let state = try FileName.test("alerts.toml")
    try operations.replace(state, in: directory, with: [1, 2, 3])
    try operations.replace(state, in: directory, with: [4])
    #expect(scratch.read("alerts.toml") == [4])
    #expect(scratch.names() == ["alerts.toml"])
    #expect(try directory.status(of: state)?.permissions == 0o600)
  }
}
