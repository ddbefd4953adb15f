internal import CLinux
internal import Glibc
public import Inventory
public import Linux
public import Sizing

/// An open directory: what is done in it is done relative to its descriptor, whatever happens to its path.
///
/// One is opened for each look and closed after it, since an open descriptor makes the administrator's `umount`
/// fail with `EBUSY`.
public final class Directory: Sendable {
  /// Where it was opened.
  public let path: String
  /// The directory's descriptor, open for reading.
  public let handle: OpenFile

  /// Takes over an open directory.
  init(path: String, handle: OpenFile) {
    self.path = path
    self.handle = handle
  }

  /// Opens a dump directory, or one of its parents; of the part that strangers made, no link is followed.
  public convenience init(_ place: DirectoryPath) throws(SystemError) {
    let base = Glibc.open(place.base, Self.toRead)
    guard base >= 0 else { throw SystemError("open", on: place.base, errno: errno) }
    var handle = OpenFile(adopting: base)
    var path = place.base
    for (index, component) in place.below.enumerated() {
      path = (path == "/" ? "" : path) + "/" + component
      // "." and ".." are no names, so that no component leads back or nowhere.
      guard let name = FileName(component) else { throw SystemError("openat", on: path, errno: EINVAL) }
      // Only the last one is read; to go on from the others it is enough that they may be searched.
      let isLast = index == place.below.count - 1
      handle = try Self.open(name, in: handle, isLast ? Self.toRead : Self.toSearch, named: path)
    }
    self.init(path: place.path, handle: handle)
  }

  /// Opens a directory below this one, following no link.
  public func directory(below name: FileName) throws(SystemError) -> Directory {
    let path = "\(path)/\(name)"
    return Directory(path: path, handle: try Self.open(name, in: handle, Self.toRead, named: path))
  }

  /// Opens the directory that this one is an entry of.
  public func parent() throws(SystemError) -> Directory {
    let found = openat(handle.descriptor, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard found >= 0 else { throw SystemError("openat", on: "\(path)/..", errno: errno) }
    return Directory(path: "\(path)/..", handle: OpenFile(adopting: found))
  }

  /// Opens an entry for reading: no link is followed, and a FIFO does not hang.
  public func openFile(_ name: FileName) throws(SystemError) -> OpenFile {
    try Self.open(name, in: handle, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, named: "\(path)/\(name)")
  }

  /// What an entry is, without opening it; `nil` where there is none.
  public func status(of name: FileName) throws(SystemError) -> FileStatus? {
    var raw = stat()
    let result = name.withCString { fstatat(handle.descriptor, $0, &raw, AT_SYMLINK_NOFOLLOW) }
    if result == 0 { return FileStatus(raw) }
    guard errno != ENOENT else { return nil }
    throw SystemError("fstatat", on: "\(path)/\(name)", errno: errno)
  }

  /// The same, asked of the server anew where the file system is on a network or behind FUSE.
  ///
  /// The kernel answers from memory there, for a second and more: a name that was just made is not counted yet.
  func freshStatus(of name: FileName) throws(SystemError) -> FileStatus? {
    let result = name.withCString { cl_statx_refresh(handle.descriptor, $0) }
    guard result >= 0 || result == -ENOENT else {
      throw SystemError("statx", on: "\(path)/\(name)", errno: -result)
    }
    return result < 0 ? nil : try status(of: name)
  }

  /// What the directory itself is.
  public func status() throws(SystemError) -> FileStatus {
    var raw = stat()
    guard fstat(handle.descriptor, &raw) == 0 else { throw SystemError("fstat", on: path, errno: errno) }
    return FileStatus(raw)
  }

  /// The names in it, but for `.` and `..`, in no order.
  public func names() throws(SystemError) -> [FileName] {
    // A second description, since a directory stream moves the position and takes its descriptor with it.
    let copy = openat(handle.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { throw SystemError("openat", on: path, errno: errno) }
    guard let stream = fdopendir(copy) else {
      let error = errno
      close(copy)
      throw SystemError("fdopendir", on: path, errno: error)
    }
    defer { closedir(stream) }
    var names: [FileName] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw SystemError("readdir", on: path, errno: errno) }
        return names
      }
      let length = Int(entry.pointee.d_reclen) - MemoryLayout<dirent>.offset(of: \.d_name).unsafelyUnwrapped
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        field.withMemoryRebound(to: UInt8.self, capacity: length) { bytes in
          FileName(bytes: UnsafeBufferPointer(start: bytes, count: length).prefix { $0 != 0 })
        }
      }
      if let name { names.append(name) }
    }
  }

  /// The mount that it is reached through; renames work only within one, whatever `st_dev` says.
  public func mountID() throws(SystemError) -> UInt64 {
    let id = cl_statx_mount_id(handle.descriptor, "")
    guard id >= 0 else { throw SystemError("statx", on: path, errno: Int32(-id)) }
    return UInt64(id)
  }

  /// When an entry was made, in nanoseconds since the epoch.
  ///
  /// Where the file system keeps no such time, the earlier of when its contents and when its inode changed.
  public func birthNanoseconds(of name: FileName, _ status: FileStatus) -> Int64 {
    var seconds: Int64 = 0
    var nanoseconds: UInt32 = 0
    let result = name.withCString { cl_statx_birth(handle.descriptor, $0, &seconds, &nanoseconds) }
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carried) = whole.addingReportingOverflow(Int64(nanoseconds))
    // Some file systems answer 1970 where they mean that they do not know.
    guard result == 0, !overflow, !carried, sum > 0 else {
      return min(status.modifiedNanoseconds, status.changedNanoseconds)
    }
    return sum
  }

  /// The room on its file system now; never asked of a network or FUSE mount whose server may be gone.
  public func space() -> Fact<VolumeSpace> {
    var answer = statvfs()
    guard fstatvfs(handle.descriptor, &answer) == 0 else {
      return .unknown(because: SystemError("fstatvfs", on: path, errno: errno).description)
    }
    return VolumeSpace.counted(
      blocks: UInt64(answer.f_blocks), unused: UInt64(answer.f_bfree), available: UInt64(answer.f_bavail),
      blockSize: UInt64(answer.f_frsize))
  }

  private static let toRead = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK
  private static let toSearch = CL_O_PATH | O_DIRECTORY | O_CLOEXEC

  /// Opens one entry of an open directory, and never what a link there leads to.
  ///
  /// A name is one component, neither `.` nor `..`, so this cannot leave the directory: what `openat2` promises with
  /// `RESOLVE_BENEATH` and `RESOLVE_NO_SYMLINKS`. A service with `RestrictSUIDSGID=` may not call that one, for a
  /// filter of system calls cannot look into its structure.
  private static func open(
    _ name: FileName, in directory: OpenFile, _ flags: Int32, named path: String
  ) throws(SystemError) -> OpenFile {
    let (found, error) = name.withCString { name in
      let found = openat(directory.descriptor, name, flags | O_NOFOLLOW)
      guard found < 0 else { return (found, Int32(0)) }
      let error = errno
      // Of a link the kernel says here that it is no directory. Nobody makes one by accident: it is to be told of.
      var status = stat()
      let isLink =
        error == ENOTDIR && fstatat(directory.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
        && status.st_mode & S_IFMT == S_IFLNK
      return (found, isLink ? ELOOP : error)
    }
    guard found >= 0 else { throw SystemError("openat", on: path, errno: error) }
    return OpenFile(adopting: found)
  }
}
