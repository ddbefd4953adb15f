import CLinux
import DumpFormats
import DumpSamples
import DumpStore
import Glibc
import Linux
import Testing

/// Looks at real files.
struct ExaminationTests {
  let scratch: Scratch
  let directory: Directory
  let name: FileName
  let path: String

  init() throws {
    scratch = try Scratch()
    directory = try scratch.directory()
    name = try .test("MEMORY.DMP")
    path = "\(scratch.path)/MEMORY.DMP"
  }

  private func look() -> Lifecycle.Finding { Examination(name, in: directory, isSettled: false).finding }

  private func expectRefused(_ words: String, _ location: SourceLocation = #_sourceLocation) {
    guard case .refused(let reason) = look() else {
      Issue.record("not refused: \(look())", sourceLocation: location)
      return
    }
    #expect(reason.contains(words), sourceLocation: location)
  }

  @Test("a whole dump that nobody writes is quiet, and its lease is held")
  func quiet() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    let examination = Examination(name, in: directory, isSettled: false)
    guard case .quiet(let identification) = examination.finding else {
      Issue.record("\(examination.finding)")
      return
    }
    #expect(identification.state == .whole)
    let file = try #require(examination.file)
    #expect(cl_get_lease(file.descriptor) == F_RDLCK)
    #expect(!Lease.isAwaited(on: file))
    #expect(examination.status?.length == UInt64(wholeDump.count))
  }

  @Test("a dump that this process writes is held, and quiet when it is closed")
  func heldHere() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    let writer = open(path, O_WRONLY | O_CLOEXEC)
    try #require(writer >= 0)
    #expect(look() == .held)
    close(writer)
    #expect(eventually { if case .quiet = look() { true } else { false } })
  }

  @Test("a dump that another process writes is held, and quiet when that is gone")
  func heldElsewhere() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    try scratch.write("go", [])
    let fifo = "\(scratch.path)/fifo"
    try #require(mkfifo(fifo, 0o600) == 0)
    // It has the dump open for writing until somebody opens the FIFO.
    let writer = try Child(
      "/bin/sh", "-c", "exec 3<>'\(path)'; rm '\(scratch.path)/go'; read line <'\(fifo)'")
    #expect(eventually { !scratch.names().contains("go") })
    #expect(look() == .held)
    let wake = open(fifo, O_WRONLY | O_CLOEXEC)
    close(wake)
    _ = writer.wait()
    #expect(eventually { if case .quiet = look() { true } else { false } })
  }

  @Test("a file under a write lease, as Samba's oplocks take it, is held")
  func heldByOplock() throws {
    try scratch.write("MEMORY.DMP", wholeDump)
    let holder = OpenFile(adopting: open(path, O_RDWR | O_CLOEXEC))
    try #require(cl_set_lease(holder.descriptor, F_WRLCK) >= 0)
    #expect(look() == .held)
  }

  @Test("nothing is gone") func gone() { #expect(look() == .gone) }

  @Test("a link is refused, wherever it leads", arguments: ["/etc/passwd", "nowhere", "other"])
  func link(target: String) throws {
    try scratch.write("other", wholeDump)
    try #require(symlink(target, path) == 0)
    expectRefused("symbolic link")
  }

  @Test("a FIFO is refused, and nobody waits for its other end")
  func fifo() throws {
    try #require(mkfifo(path, 0o600) == 0)
    expectRefused("FIFO")
  }

  @Test("a directory is refused")
  func directoryName() throws {
    try scratch.make("MEMORY.DMP")
    expectRefused("directory")
  }

  @Test("a socket is refused")
  func socketName() throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    expectRefused("socket")
  }

  @Test("a device is refused")
  func device() throws {
    guard mknod(path, S_IFCHR | 0o600, dev_t(cl_makedev(1, 3))) == 0 else {
      skipped("a device named like a dump: mknod needs root")
      return
    }
    expectRefused("device")
  }

  @Test("a file of two names is refused, and its other name is not touched")
  func hardLink() throws {
    try scratch.write("other", wholeDump)
    try #require(Glibc.link("\(scratch.path)/other", path) == 0)
    expectRefused("2 names")
    #expect(scratch.names() == ["MEMORY.DMP", "other"])
  }

  @Test("a name that is no text is one like any other")
  func oddName() throws {
    let name = try #require(FileName(bytes: [0xFF, 0x0A, 0x1B]))
    #expect(directory.path == scratch.path)
    let descriptor = name.withCString {
      openat(directory.handle.descriptor, $0, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
    }
    try #require(descriptor >= 0)
    close(descriptor)
    #expect(try directory.names() == [name])
    #expect(
      eventually {
        if case .quiet = Examination(name, in: directory, isSettled: false).finding { true } else { false }
      })
  }

  @Test("a directory that a link replaced is not entered")
  func swappedParent() throws {
    try scratch.make("outside")
    try #require(symlink("outside", "\(scratch.path)/host") == 0)
    #expect(throws: SystemError.self) { try scratch.directory("host") }
    #expect(throws: SystemError.self) { try directory.directory(below: .test("host")) }
    #expect(throws: SystemError.self) { try scratch.directory("..") }
  }
}
