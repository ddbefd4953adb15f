import Glibc
import Linux
import Testing

@testable import DumpStore

@Suite("a group that reads preserved dumps") struct SharingTests {
  private func dump(_ scratch: Scratch) throws -> SecuredDump {
    try scratch.make("preserved")
    try scratch.write("preserved/MEMORY-1.DMP", [1])
    try #require(chmod("\(scratch.path)/preserved/MEMORY-1.DMP", 0o600) == 0)
    let directory = try scratch.directory()
    let archive = try directory.directory(below: #require(FileName("preserved")))
    let name = try #require(FileName("MEMORY-1.DMP"))
    return SecuredDump(
      file: try archive.openFile(name), directory: directory, archive: archive, name: name,
      canonical: try #require(FileName("MEMORY.DMP")))
  }

  @Test("is none where there is none of that name, and the dump is as it was")
  func unknown() throws {
    let scratch = try Scratch()
    defer { withExtendedLifetime(scratch) {} }
    let dump = try dump(scratch)
    let failure = FileOperations().share(dump, with: "no such group")
    #expect(failure?.description.contains("no such group: there is none") == true)
    #expect(try FileStatus(of: dump.file.descriptor).permissions == 0o600)
  }

  @Test("is refused by file systems without access lists, and the dump is as it was")
  func refused() throws {
    let scratch = try Scratch()
    defer { withExtendedLifetime(scratch) {} }
    let dump = try dump(scratch)
    let operations = FileOperations { (call) throws(SystemError) in
      if case .share = call { throw SystemError("fsetxattr", errno: EOPNOTSUPP) }
    }
    #expect(operations.share(dump, with: "1234")?.place == dump.archive.path)
    #expect(try FileStatus(of: dump.file.descriptor).permissions == 0o600)
  }

  @Test("is given what it has once, and a clone of the dump does not take it for the owning group's")
  func shared() throws {
    let scratch = try Scratch()
    defer { withExtendedLifetime(scratch) {} }
    let dump = try dump(scratch)
    guard FileOperations().share(dump, with: "1234") == nil else { return }
    let status = try FileStatus(of: dump.file.descriptor)
    #expect(status.permissions == 0o640, "the mode shows the mask")
    let operations = FileOperations { (call) throws(SystemError) in
      if case .share = call { throw SystemError("fsetxattr", errno: EIO) }
    }
    #expect(operations.share(dump, with: "1234") == nil)
    #expect(try FileStatus(of: dump.file.descriptor).changedNanoseconds == status.changedNanoseconds)
    let copy = try FileOperations().copy(dump.file, to: dump.archive)
    #expect(try FileStatus(of: copy.descriptor).permissions == 0o600)
    let pin = try #require(FileName("MEMORY-1.DMP.pin"))
    try FileOperations().write([2], as: pin, in: dump.archive)
    #expect(try dump.archive.status(of: pin)?.permissions == 0o640)
  }

  @Test("gets nothing in the directory of a sender, whose dumps keep their names there")
  func adopted() throws {
    let scratch = try Scratch()
    let dump = try dump(scratch)
    let adopted = SecuredDump(
      file: dump.file, directory: dump.archive, archive: dump.archive, name: dump.name, canonical: dump.name)
    #expect(FileOperations().share(adopted, with: "no such group") == nil)
  }
}

@Suite("a component of a dump directory's path") struct DirectoryStepTests {
  @Test("that is a link is told of as one, wherever it stands", arguments: [["link"], ["link", "SQL07"]])
  func links(_ below: [String]) throws {
    let scratch = try Scratch()
    try scratch.make("real")
    try scratch.make("real/SQL07")
    try #require(symlink("real", "\(scratch.path)/link") == 0)
    #expect(throws: SystemError("openat", on: "\(scratch.path)/link", errno: ELOOP)) {
      try Directory(DirectoryPath(base: scratch.path, below: below))
    }
    #expect(
      try Directory(DirectoryPath(base: scratch.path, below: ["real", "SQL07"])).path.hasSuffix("SQL07"))
  }

  @Test("leads neither back nor nowhere", arguments: ["..", ".", "a/b", ""])
  func names(_ component: String) throws {
    let scratch = try Scratch()
    try scratch.make("a")
    try scratch.make("a/b")
    #expect(throws: SystemError.self) {
      try Directory(DirectoryPath(base: "\(scratch.path)/a", below: [component, "b"]))
    }
  }

  @Test("that is a file is no directory, and one that is not there is not")
  func others() throws {
    let scratch = try Scratch()
    try scratch.write("file", [])
    for (name, errno) in [("file", ENOTDIR), ("nothing", ENOENT)] {
      #expect(throws: SystemError("openat", on: "\(scratch.path)/\(name)", errno: errno)) {
        try Directory(DirectoryPath(base: scratch.path, below: [name]))
      }
    }
  }
}
