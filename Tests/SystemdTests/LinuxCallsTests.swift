import CLinux
import Glibc
import Testing

@Suite struct `A call of Linux` {
  let directory: TemporaryDirectory
  let descriptor: Int32

  init() throws {
    directory = try TemporaryDirectory()
    descriptor = try answer(open(directory.path, O_DIRECTORY | O_RDONLY | O_CLOEXEC), "open")
  }

  @Test func `renames, but over nothing`() throws {
    try directory.write("a", "old")
    try directory.write("b", "new")
    #expect(cl_renameat2(descriptor, "a", descriptor, "b", CL_RENAME_NOREPLACE) == -EEXIST)
    #expect(cl_renameat2(descriptor, "a", descriptor, "c", CL_RENAME_NOREPLACE) == 0)
    #expect(cl_renameat2(descriptor, "a", descriptor, "d", CL_RENAME_NOREPLACE) == -ENOENT)
    #expect(access(directory.at("c"), F_OK) == 0)
  }

  @Test func `opens nothing outside a directory`() throws {
    try directory.write("file")
    try answer(symlink("file", directory.at("link")), "symlink")
    let beneath = CL_RESOLVE_BENEATH | CL_RESOLVE_NO_SYMLINKS | CL_RESOLVE_NO_MAGICLINKS
    #expect(cl_openat2(descriptor, "../etc/passwd", O_RDONLY, 0, beneath) == -EXDEV)
    #expect(cl_openat2(descriptor, "/etc/passwd", O_RDONLY, 0, beneath) == -EXDEV)
    #expect(cl_openat2(descriptor, "link", O_RDONLY, 0, beneath) == -ELOOP)
    #expect(cl_openat2(descriptor, "file", O_RDONLY, 0o600, beneath) == -EINVAL)
    let file = cl_openat2(descriptor, "file", O_RDONLY | O_CLOEXEC, 0, beneath)
    #expect(file >= 0)
    close(file)
    let made = cl_openat2(descriptor, "made", O_RDWR | O_CREAT | O_EXCL, 0o600, beneath)
    #expect(made >= 0)
    close(made)
  }

  @Test func `is refused a lease while somebody writes, and told when somebody wants to`() throws {
    try directory.write("dump")
    let reader = try answer(openat(descriptor, "dump", O_RDONLY), "openat")
    defer { close(reader) }
    let writer = try answer(openat(descriptor, "dump", O_WRONLY), "openat")
    #expect(cl_set_lease(reader, Int32(F_RDLCK)) == -EAGAIN)
    close(writer)
    #expect(cl_set_lease(reader, Int32(F_RDLCK)) == 0)
    #expect(cl_get_lease(reader) == Int32(F_RDLCK))
    #expect(cl_set_lease(reader, Int32(F_UNLCK)) == 0)
    let other = try answer(openat(descriptor, "dump", O_RDONLY), "openat")
    #expect(cl_set_lease(reader, Int32(F_WRLCK)) == -EAGAIN)
    close(other)
    #expect(cl_set_lease(reader, Int32(F_WRLCK)) == 0)
    #expect(cl_set_lease(reader, Int32(F_UNLCK)) == 0)
  }

  @Test func `gives a name to a file that had none`() throws {
    let file = try answer(openat(descriptor, ".", CL_O_TMPFILE | O_RDWR, 0o600), "openat")
    defer { close(file) }
    #expect(cl_link_descriptor(file, descriptor, "named") == 0)
    #expect(cl_link_descriptor(file, descriptor, "named") == -EEXIST)
    #expect(access(directory.at("named"), F_OK) == 0)
  }

  @Test func `copies, and clones where the file system can`() throws {
    try directory.write("source", "evidence")
    let source = try answer(openat(descriptor, "source", O_RDONLY), "openat")
    let copy = try answer(openat(descriptor, "copy", O_RDWR | O_CREAT, 0o600), "openat")
    defer {
      close(source)
      close(copy)
    }
    #expect([0, -EOPNOTSUPP].contains(cl_clone(copy, source)))
    #expect(cl_copy_range(copy, source, 1 << 20) == 8)
    #expect(cl_copy_range(copy, source, 1 << 20) == 0)
    #expect(cl_clone(-1, source) == -EBADF)
  }

  @Test func `finds data and holes`() throws {
    let file = try answer(openat(descriptor, "sparse", O_RDWR | O_CREAT, 0o600), "openat")
    defer { close(file) }
    let bytes = [UInt8](repeating: 1, count: 1 << 16)
    #expect(write(file, bytes, bytes.count) == bytes.count)
    try answer(ftruncate(file, 1 << 20), "ftruncate")
    #expect(cl_seek_hole(file, 0) == 1 << 16)
    #expect(cl_seek_data(file, 0) == 0)
    #expect(cl_seek_data(file, 1 << 16) == -Int64(ENXIO))
  }

  @Test func `tells mount, birth and file system`() throws {
    try directory.write("file")
    let mount = cl_statx_mount_id(descriptor, "")
    #expect(mount > 0)
    #expect(cl_statx_mount_id(descriptor, "file") == mount)
    #expect(cl_statx_mount_id(AT_FDCWD, "/proc") != mount)
    #expect(cl_statx_mount_id(descriptor, "missing") == -Int64(ENOENT))
    var (seconds, nanoseconds): (Int64, UInt32) = (0, 0)
    #expect([0, -ENODATA].contains(cl_statx_birth(descriptor, "file", &seconds, &nanoseconds)))
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    #expect(seconds == 0 || abs(Int(seconds) - now.tv_sec) < 60)
    let proc = try answer(open("/proc", CL_O_PATH), "open")
    defer { close(proc) }
    #expect(cl_filesystem_type(proc) == CL_MAGIC_PROC)
    #expect(cl_filesystem_type(-1) == -Int64(EBADF))
  }

  @Test(.enabled(if: geteuid() == 0 || getenv("CI") != nil, "needs root, to make a file immutable"))
  func `makes a file immutable, and mutable again`() throws {
    try directory.write("dump")
    let file = try answer(openat(descriptor, "dump", O_RDONLY), "openat")
    defer { close(file) }
    let flags = cl_get_flags(file)
    guard flags >= 0 else {
      #expect([-Int64(ENOTTY), -Int64(EOPNOTSUPP)].contains(flags))
      return
    }
    #expect(cl_set_flags(file, UInt32(flags) | CL_FS_IMMUTABLE_FL) == 0)
    #expect(open(directory.at("dump"), O_WRONLY | O_TRUNC) == -1 && errno == EPERM)
    #expect(cl_set_flags(file, UInt32(flags)) == 0)
    #expect(cl_get_flags(file) == flags)
  }

  @Test func `takes a device number apart and puts it together`() {
    let device = cl_makedev(259, 70_000)
    #expect(cl_major(device) == 259)
    #expect(cl_minor(device) == 70_000)
  }

  @Test func `knows what an errno means`() throws {
    #expect(String(cString: try #require(cl_error_text(ENOSPC))) == "No space left on device")
    #expect(cl_error_text(4095) == nil)
  }
}
