import CLinux
import Glibc
import Linux
import Testing

/// Senders that are in the way of a rescue.
@Suite struct SenderTests {
  private let canonical = "dumps/SQL07/MEMORY.DMP"

  @Test("a sender that opens a dump in the instant of its rescue is refused, cuts nothing, and that is told")
  func refused() throws {
    let folder = try Folder()
    let place = try OpenFile(reading: folder.path)
    guard geteuid() == 0, cl_filesystem_type(place.descriptor) == CL_MAGIC_EXT4 else {
      skipped("a sender that is refused: it needs root and /tmp on ext4")
      return
    }
    // The rename takes half a second, so that the instant between lease and rename is one that can be met.
    let inject = "inject=renameat2:delay_enter=500000"
    guard
      let daemon = try? DaemonProcess(
        folder,
        prefix: ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=renameat2", "-e", inject])
    else {
      skipped("a sender that is refused: there is no strace")
      return
    }
    try daemon.started()
    try folder.write(canonical, dump())
    try waitForLease(on: "\(folder.path)/\(canonical)")
    // Waits for the lease until the daemon has dealt with it.
    let opened = open("\(folder.path)/\(canonical)", O_WRONLY | O_TRUNC)
    #expect(opened == -1 && errno == EPERM)
    try daemon.line("was refused", "has to send its dump again")
    try daemon.line("safe as")
    #expect(folder.preserved() == [dump()])
    try waitUntilWritable(in: folder)
    kill(try #require(daemon.child), SIGTERM)
    #expect(daemon.wait() == 0)
  }

  /// The kernel lists a lease as `LEASE ACTIVE READ`, with the inode behind the device.
  private func waitForLease(on path: String) throws {
    var status = stat()
    try #require(stat(path, &status) == 0)
    let inode = ":\(status.st_ino) "
    try poll {
      guard let locks = fopen("/proc/locks", "re") else { return false }
      defer { fclose(locks) }
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      let length = fread(&bytes, 1, bytes.count, locks)
      return String(decoding: bytes[..<length], as: UTF8.self).split(separator: "\n")
        .contains { $0.contains("LEASE") && $0.contains(inode) }
    }
  }

  private func waitUntilWritable(in folder: Folder) throws {
    let name = try #require(folder.names("dumps/SQL07/preserved").first)
    let file = try OpenFile(reading: "\(folder.path)/dumps/SQL07/preserved/\(name)")
    try poll { cl_get_flags(file.descriptor) & Int64(CL_FS_IMMUTABLE_FL) == 0 }
  }

  /// Asks again and again, since neither locks nor flags tell of their changes; half a minute at most.
  private func poll(_ isSo: () -> Bool) throws {
    let end = time(nil) + 30
    while !isSo() {
      try #require(time(nil) < end)
      sched_yield()
    }
  }
}
