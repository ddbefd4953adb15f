import CLinux
import DumpFormats
import Glibc
import Linux
import Sizing
import Testing

@testable import DumpStore

/// Looks without a lease, and with one that is not enough, at real files.
struct PollTests {
  let scratch: Scratch
  let name: FileName
  let place: DirectoryPath

  init() throws {
    scratch = try Scratch()
    name = try .test("MEMORY.DMP")
    place = DirectoryPath(base: scratch.path)
  }

  private func poll(overdue: Set<FileName> = [], finishes: Bool = false) throws -> [FileName: DirectoryPoll
    .Look]
  {
    var poll = DirectoryPoll(place, names: [try .test("memory.dmp")], archive: .below(try .test("preserved")))
    poll.overdue = overdue
    poll.finishesMoves = finishes
    return try poll.run(with: FileOperations()).get().looks
  }

  private func unleased() throws -> (Lifecycle.Snapshot, Identification)? {
    guard case .unleased(let snapshot, let identification, _) = try poll()[name]?.finding else { return nil }
    return (snapshot, identification)
  }

  private func secure(
    _ snapshot: Lifecycle.Snapshot, _ identification: Identification,
    with operations: FileOperations = .init()
  ) throws -> Result<PolledSecuring.Secured, PolledSecuring.Failure> {
    PolledSecuring(
      name, in: place, archive: .below(try .test("preserved")), as: snapshot, identification, nil
    ).run(with: operations)
  }

  @Test("a poll finds canonical names in any case, no others, and takes no lease")
  func looks() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    try scratch.write("other.dmp", wholeDump)
    let writer = open("\(scratch.path)/MEMORY.DMP", O_WRONLY | O_CLOEXEC)
    defer { close(writer) }
    #expect(try poll().keys.map(\.description) == ["MEMORY.DMP"])
    let (_, identification) = try #require(try unleased(), "a writer here does not matter, its writing does")
    #expect(identification.state == .whole)
  }

  @Test(
    "a FIFO, a link and a file of two names are refused by a poll", arguments: ["FIFO", "link", "2 names"])
  func refuses(what: String) throws {
    let path = "\(scratch.path)/MEMORY.DMP"
    try scratch.write("outside", wholeDump)
    switch what {
    case "FIFO": #expect(mkfifo(path, 0o600) == 0)
    case "link": #expect(symlink("\(scratch.path)/outside", path) == 0)
    default: #expect(link("\(scratch.path)/outside", path) == 0)
    }
    guard case .refused(let reason) = try poll()[name]?.finding else {
      Issue.record("not refused")
      return
    }
    #expect(reason.contains(what))
  }

  @Test("each change is another snapshot: bytes, length, time, file")
  func snapshots() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    let first = try #require(try unleased()).0
    #expect(try unleased()?.0 == first)
    var changed = wholeDump
    changed[changed.count - 1] ^= 1
    let times = [timespec(tv_sec: 0, tv_nsec: Int(UTIME_OMIT_VALUE)), timespec(tv_sec: 7, tv_nsec: 0)]
    try scratch.write("MEMORY.DMP", changed)
    #expect(utimensat(AT_FDCWD, "\(scratch.path)/MEMORY.DMP", times, 0) == 0)
    let second = try #require(try unleased()).0
    try scratch.write("MEMORY.DMP", wholeDump)
    #expect(utimensat(AT_FDCWD, "\(scratch.path)/MEMORY.DMP", times, 0) == 0)
    let third = try #require(try unleased()).0
    #expect(second.modifiedNanoseconds == third.modifiedNanoseconds)
    #expect(second.contents != third.contents, "the time is the same, the tail is not")
    #expect(first.contents == third.contents)
  }

  @Test("a hole at the tail is \"not yet\", and zeros when its time is over")
  func holes() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    let path = "\(scratch.path)/MEMORY.DMP"
    #expect(truncate(path, off_t(wholeDump.count - 4096)) == 0)
    #expect(truncate(path, off_t(wholeDump.count)) == 0)
    #expect(try unleased()?.1.state == .partial)
    guard case .unleased(_, let identification, _) = try poll(overdue: [name])[name]?.finding else {
      Issue.record("no look")
      return
    }
    #expect(identification.state == .whole)
  }

  @Test("the dump that was looked at is secured")
  func secures() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    let (snapshot, identification) = try #require(try unleased())
    let secured = try secure(snapshot, identification).get()
    #expect(secured.notDurable == nil)
    #expect(secured.length == UInt64(wholeDump.count))
    #expect(Scratch.read(secured.path) == wholeDump)
    #expect(scratch.names() == ["preserved"])
  }

  @Test("a writer that goes on in a dump that was preserved is found out, one that sets its time is not")
  func overwritten() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    let (snapshot, identification) = try #require(try unleased())
    let writer = open("\(scratch.path)/MEMORY.DMP", O_WRONLY | O_CLOEXEC)
    defer { close(writer) }
    let secured = try secure(snapshot, identification).get()
    var poll = DirectoryPoll(place, names: [name], archive: .below(try .test("preserved")))
    poll.kept = [secured.name: snapshot]
    #expect(futimens(writer, [timespec(tv_sec: 7, tv_nsec: 0), timespec(tv_sec: 7, tv_nsec: 0)]) == 0)
    #expect(try poll.run(with: FileOperations()).get().overwritten.isEmpty)
    #expect(pwrite(writer, "x", 1, off_t(wholeDump.count) - 1) == 1)
    #expect(try poll.run(with: FileOperations()).get().overwritten == [secured.name])
    #expect(ftruncate(writer, 3) == 0)
    #expect(try poll.run(with: FileOperations()).get().overwritten == [secured.name])
    #expect(unlink(secured.path) == 0)
    #expect(try poll.run(with: FileOperations()).get().overwritten.isEmpty, "one that is gone is nobody's")
  }

  @Test("a dump that has changed since is not")
  func changed() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    let (snapshot, identification) = try #require(try unleased())
    try scratch.write("MEMORY.DMP", wholeDump + [0])
    guard case .failure(let failure) = try secure(snapshot, identification) else {
      Issue.record("secured")
      return
    }
    #expect(failure.description.contains("has changed"))
    #expect(scratch.names() == ["MEMORY.DMP"], "and nothing was made for it")
  }

  @Test("what cannot be brought to the disk is moved all the same, and told of")
  func notDurable() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    let (snapshot, identification) = try #require(try unleased())
    let operations = FileOperations { (call) throws(SystemError) in
      if case .sync = call { throw SystemError("fsync", errno: EIO) }
    }
    let secured = try secure(snapshot, identification, with: operations).get()
    #expect(secured.notDurable?.contains("fsync") == true)
    #expect(Scratch.read(secured.path) == wholeDump)
  }

  @Test("a move that was cut between link and unlink is finished by the next poll")
  func finishes() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    try scratch.make("preserved")
    let kept = "\(scratch.path)/preserved/MEMORY-20260302T091500Z-000000D1.DMP"
    #expect(link("\(scratch.path)/MEMORY.DMP", kept) == 0)
    #expect(try poll(finishes: true).isEmpty)
    #expect(scratch.names() == ["preserved"])
    #expect(Scratch.read(kept) == wholeDump)
  }

  @Test("where the file system is served by NFS a lease is taken, and is not enough")
  func leaseAndQuiet() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    let directory = try scratch.directory()
    let examination = Examination(name, in: directory, isSettled: false, mode: .leaseAndQuiet)
    guard case .unleased(let snapshot, _, _) = examination.finding, let file = examination.file else {
      Issue.record("\(examination.finding)")
      return
    }
    #expect(cl_get_lease(file.descriptor) == F_RDLCK)
    Lease.release(file)
    let writer = open("\(scratch.path)/MEMORY.DMP", O_WRONLY | O_CLOEXEC)
    #expect(Examination(name, in: directory, isSettled: true, mode: .leaseAndQuiet).finding == .held)
    #expect(pwrite(writer, "x", 1, 20) == 1)
    close(writer)
    #expect(
      eventually {
        guard
          case .unleased(let later, _, _) =
            Examination(name, in: directory, isSettled: true, mode: .leaseAndQuiet).finding
        else { return false }
        return later != snapshot
      })
  }
}

/// `UTIME_OMIT`, a macro with a cast.
private let UTIME_OMIT_VALUE = (1 << 30) - 2
