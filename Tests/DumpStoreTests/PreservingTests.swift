import CLinux
import DumpFormats
import DumpStore
import Glibc
import Linux
import Testing

/// Dumps that are kept without a rename, and those that are rescued at the last moment, on real file systems.
@Suite(.serialized)
struct PreservingTests {
  /// A dump in a directory of its own, open as a look leaves it.
  private struct Standing {
    let scratch: Scratch
    let directory: Directory
    let name: FileName
    let file: OpenFile
    let status: FileStatus
    let identification: Identification

    init(below parent: String = "/tmp", _ bytes: [UInt8] = wholeDump) throws {
      scratch = try Scratch(below: parent)
      directory = try scratch.directory()
      name = try .test("MEMORY.DMP")
      try scratch.write("MEMORY.DMP", bytes)
      file = try directory.openFile(name)
      status = try FileStatus(of: file.descriptor)
      identification = identify(FileSource(file, length: status.length), isSettled: true)
    }

    func preserve(_ way: PreservingWay, _ operations: FileOperations = FileOperations()) throws -> SecuredDump
    {
      try operations.preserve(
        name, file, FileStatus(of: file.descriptor), identification, in: directory,
        to: .below(.test("preserved")), way)
    }

    func rescue(mayCopy: Bool, _ operations: FileOperations = FileOperations()) throws -> SecuredDump {
      try operations.rescue(
        name, file, identification, in: directory, to: .below(.test("preserved")), mayCopy: mayCopy)
    }

    var kept: [[UInt8]] { scratch.names("preserved").compactMap { scratch.read("preserved/\($0)") } }
  }

  @Test("a pair is two names of one file, durable as any other")
  func pairs() throws {
    let standing = try Standing()
    let dump = try standing.preserve(.pair)
    try FileOperations().makeDurable(dump)
    #expect(try standing.directory.status(of: standing.name)?.identity == standing.status.identity)
    #expect(try dump.archive.status(of: dump.name)?.identity == standing.status.identity)
    #expect(standing.kept == [wholeDump])
  }

  @Test("a pair is made of the file that was looked at, whatever its name means by now")
  func pairsWhatWasSeen() throws {
    let standing = try Standing()
    try standing.scratch.write("next", [1, 2, 3])
    try #require(
      rename("\(standing.scratch.path)/next", "\(standing.scratch.path)/MEMORY.DMP") == 0)
    // A file without a name cannot get one again: nothing is paired, and nothing else is.
    #expect(throws: SystemError.self) { try standing.preserve(.pair) }
    #expect(standing.scratch.read("MEMORY.DMP") == [1, 2, 3])
    #expect(standing.kept.isEmpty)
  }

  @Test(
    "a clone is kept once for a file as it is, also by the next start", arguments: [Mounted.Kind.xfs, .btrfs])
  func clones(kind: Mounted.Kind) throws {
    guard let mounted = try Mounted(kind) else { return }
    let standing = try Standing(below: mounted.path)
    let first = try standing.preserve(.clone)
    #expect(first.isNew && standing.kept == [wholeDump])
    let again = try standing.preserve(.clone)
    #expect(!again.isNew && again.name == first.name && standing.kept == [wholeDump])
    // The same crash, sent once more and touched: another file, as far as anyone can tell without reading it all.
    let time = timespec(tv_sec: 1, tv_nsec: 1)
    _ = [time, time].withUnsafeBufferPointer {
      utimensat(AT_FDCWD, "\(standing.scratch.path)/MEMORY.DMP", $0.baseAddress, 0)
    }
    #expect(try standing.preserve(.clone).isNew)
    #expect(standing.kept == [wholeDump, wholeDump])
  }

  @Test("where there are no clones nothing is copied in their place")
  func neverCopies() throws {
    guard let mounted = try Mounted(.tmpfs) else { return }
    let standing = try Standing(below: mounted.path)
    #expect {
      try standing.preserve(.clone)
    } throws: { ($0 as? SystemError)?.meansNoClones == true }
    #expect(standing.kept.isEmpty)
  }

  @Test(
    "a deleted file is rescued from its descriptor, with its bytes, mode and time",
    arguments: Mounted.Kind.allCases)
  func rescuesDeleted(kind: Mounted.Kind) throws {
    guard let mounted = try Mounted(kind) else { return }
    let standing = try Standing(below: mounted.path)
    chmod("\(standing.scratch.path)/MEMORY.DMP", 0o604)
    try #require(unlink("\(standing.scratch.path)/MEMORY.DMP") == 0)
    let dump = try standing.rescue(mayCopy: true)
    #expect(standing.kept == [wholeDump])
    let status = try #require(try dump.archive.status(of: dump.name))
    #expect(status.permissions & ~0o604 == 0, "no mode is widened")
    #expect(status.modifiedNanoseconds == standing.status.modifiedNanoseconds)
  }

  @Test("while a writer waits nothing is copied: that would take longer than it does")
  func neverCopiesForAWriter() throws {
    guard let mounted = try Mounted(.ext4) else { return }
    let standing = try Standing(below: mounted.path)
    #expect {
      try standing.rescue(mayCopy: false)
    } throws: { ($0 as? SystemError)?.meansNoClones == true }
    #expect(standing.kept.isEmpty)
  }

  @Test("what is written to before the copy begins is copied as it is then, all of it")
  func copiesAllOfIt() throws {
    guard let mounted = try Mounted(.ext4) else { return }
    let standing = try Standing(below: mounted.path)
    let path = standing.scratch.path
    let changing = FileOperations { (call) throws(SystemError) in
      guard case .copy = call else { return }
      let writer = OpenFile(adopting: open("\(path)/MEMORY.DMP", O_WRONLY | O_APPEND | O_CLOEXEC))
      write(writer.descriptor, "x", 1)
    }
    _ = try standing.rescue(mayCopy: true, changing)
    #expect(standing.kept == [wholeDump + [UInt8(ascii: "x")]])
  }

  @Test("nothing is begun that does not fit, and a full disk leaves nothing behind")
  func fits() throws {
    guard let mounted = try Mounted(.ext4) else { return }
    let standing = try Standing(below: mounted.path, [UInt8](repeating: 7, count: 40 << 20))
    #expect {
      try standing.rescue(mayCopy: true)
    } throws: { ($0 as? SystemError)?.errno == ENOSPC }
    #expect(standing.scratch.names("preserved").isEmpty)
    #expect(standing.scratch.read("MEMORY.DMP")?.count == 40 << 20)
  }

  @Test(
    "a failure at any call leaves every dump where it was or whole where it goes",
    arguments: Mounted.Kind.allCases)
  func survives(kind: Mounted.Kind) throws {
    guard let mounted = try Mounted(kind) else { return }
    for way in [PreservingWay.rename, .pair, .clone] {
      for number in 1..<20 {
        let standing = try Standing(below: mounted.path)
        let breaking = Breaking(number, to: .max)
        let result = Result { try FileOperations().makeDurable(standing.preserve(way, breaking.operations)) }
        let all = standing.kept + [standing.scratch.read("MEMORY.DMP")].compactMap(\.self)
        #expect(all.contains(wholeDump) && all.allSatisfy { $0 == wholeDump }, "\(way), call \(number)")
        if !breaking.hasBroken { break }
        #expect(throws: (any Error).self) { try result.get() }
      }
    }
  }
}
