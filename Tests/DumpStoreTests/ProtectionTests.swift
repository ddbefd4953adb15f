import CLinux
import DumpStore
import Glibc
import Linux
import Sizing
import Testing

/// A dump that a writer had opened before it was renamed, on real file systems.
@Suite(.serialized)
struct ProtectionTests {
  /// What the writer asks for.
  enum Opening: String, CaseIterable, Sendable {
    case cutting = "printf new >"
    case appending = "printf new >>"
  }

  /// A dump that is off its name, its lease held, and a writer that had opened it waits for that.
  private struct Besieged {
    let file: OpenFile
    let name: FileName
    let archive: Directory
    let directory: Directory
    let canonical: FileName
    let writer: Child

    init(_ scratch: Scratch, _ opening: Opening) throws {
      directory = try scratch.directory()
      canonical = try .test("MEMORY.DMP")
      let operations = FileOperations()
      archive = try Archive.open(.below(.test("preserved")), of: directory, with: operations)
      let canonical = canonical
      let directory = directory
      try scratch.write("MEMORY.DMP", wholeDump)
      var examination = Examination(canonical, in: directory, isSettled: false)
      #expect(
        eventually {
          if examination.finding == .held {
            examination = Examination(canonical, in: directory, isSettled: false)
          }
          return examination.finding != .held
        })
      let file = try #require(examination.file)
      let status = try #require(examination.status)
      writer = try Child(
        "/bin/sh", "-c", "exec 2>/dev/null; \(opening.rawValue) '\(scratch.path)/MEMORY.DMP'")
      #expect(eventually { Lease.isAwaited(on: file) }, "the writer waits")
      let newName = PreservedName(
        canonical: canonical, time: Timestamp(seconds: 0), bugCheckCode: 1, mark: nil)
      name = try operations.secure(canonical, status, in: directory, as: newName, in: archive)
      self.file = file
    }

    func protect(_ operations: FileOperations = FileOperations()) throws -> Protection {
      try operations.protect(file, name, in: archive, from: canonical, in: directory)
    }
  }

  private let preserved = "preserved/MEMORY-19700101T000000Z-00000001.DMP"

  @Test(
    "on ext4 the writer is refused, the dump stays whole, and it can be removed later",
    arguments: Opening.allCases)
  func ext4(opening: Opening) throws {
    guard let mounted = try Mounted(.ext4) else { return }
    let scratch = try Scratch(below: mounted.path)
    let besieged = try Besieged(scratch, opening)
    #expect(try besieged.protect() == .immutable)
    #expect(besieged.writer.wait() != 0)
    #expect(scratch.read(preserved) == wholeDump)
    #expect(scratch.names() == ["preserved"])
    #expect(eventually { (try? FileOperations().endProtection(besieged.file)) == true })
    #expect(cl_get_flags(besieged.file.descriptor) & Int64(CL_FS_IMMUTABLE_FL) == 0)
    #expect(unlink("\(scratch.path)/\(preserved)") == 0)
  }

  @Test(
    "on xfs and btrfs the writer gets the name back, and a clone has the preserved one",
    arguments: [Mounted.Kind.xfs, .btrfs], Opening.allCases)
  func clone(kind: Mounted.Kind, opening: Opening) throws {
    guard let mounted = try Mounted(kind) else { return }
    let scratch = try Scratch(below: mounted.path)
    chmod(scratch.path, 0o755)
    let besieged = try Besieged(scratch, opening)
    #expect(try besieged.protect() == .cloned)
    #expect(besieged.writer.wait() == 0)
    #expect(scratch.read(preserved) == wholeDump)
    let written = Array("new".utf8)
    #expect(scratch.read("MEMORY.DMP") == (opening == .cutting ? written : wholeDump + written))
    #expect(scratch.names("preserved").count == 1)
    #expect(try besieged.archive.status(of: besieged.name)?.permissions == 0o644)
  }

  @Test(
    "on xfs and btrfs the next dump keeps the name that it took meanwhile",
    arguments: [Mounted.Kind.xfs, .btrfs])
  func cloneBeside(kind: Mounted.Kind) throws {
    guard let mounted = try Mounted(kind) else { return }
    let scratch = try Scratch(below: mounted.path)
    let besieged = try Besieged(scratch, .cutting)
    try scratch.write("MEMORY.DMP", [1, 2, 3])
    #expect(try besieged.protect() == .cloned)
    #expect(besieged.writer.wait() == 0)
    #expect(scratch.read(preserved) == wholeDump)
    #expect(scratch.read("MEMORY.DMP") == [1, 2, 3])
    #expect(scratch.read("\(preserved).overwritten") == Array("new".utf8))
  }

  @Test("on xfs a protection that fails at any call leaves the dump whole, whatever the writer does then")
  func failing() throws {
    guard let mounted = try Mounted(.xfs) else { return }
    for number in 1..<20 {
      let scratch = try Scratch(below: mounted.path)
      let besieged = try Besieged(scratch, .cutting)
      let breaking = Breaking(number, to: .max)
      let result = Result { try besieged.protect(breaking.operations) }
      if breaking.hasBroken {
        #expect(throws: SystemError.self) { try result.get() }
        #expect(
          scratch.read(preserved) == wholeDump, "call \(number): it is whole while the lease is held")
      }
      // As the end of the process would.
      let cloneHasName = scratch.names().contains("MEMORY.DMP") || scratch.names("preserved").count > 1
      Lease.release(besieged.file)
      #expect(besieged.writer.wait() == 0)
      if cloneHasName {
        let dumps = [scratch.read("MEMORY.DMP"), scratch.read(preserved)]
        #expect(dumps.contains(wholeDump), "call \(number)")
      }
      if !breaking.hasBroken { return }
    }
    Issue.record("it never ends")
  }

  @Test("on tmpfs nothing can be done: that is said while the dump is still whole")
  func tmpfs() throws {
    guard let mounted = try Mounted(.tmpfs) else { return }
    let scratch = try Scratch(below: mounted.path)
    let besieged = try Besieged(scratch, .cutting)
    #expect(throws: SystemError.self) { try besieged.protect() }
    #expect(scratch.read(preserved) == wholeDump)
    Lease.release(besieged.file)
    #expect(besieged.writer.wait() == 0)
  }

  @Test("a dump whose writer is not gone yet stays protected")
  func notYet() throws {
    guard let mounted = try Mounted(.ext4) else { return }
    let scratch = try Scratch(below: mounted.path)
    try scratch.write("dump", wholeDump)
    let file = try OpenFile(reading: "\(scratch.path)/dump")
    let writer = OpenFile(adopting: open("\(scratch.path)/dump", O_WRONLY | O_CLOEXEC))
    try FileOperations().setImmutable(true, file)
    #expect(try !FileOperations().endProtection(file))
    #expect(write(writer.descriptor, "x", 1) == -1)
    #expect(cl_get_flags(file.descriptor) & Int64(CL_FS_IMMUTABLE_FL) != 0)
    try FileOperations().setImmutable(false, file)
    #expect(scratch.read("dump") == wholeDump)
  }
}
