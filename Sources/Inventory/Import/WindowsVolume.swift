// A timespec belongs to whichever C module happens to be read first.
internal import CHivex
internal import CLinux
internal import Glibc
internal import Linux
internal import Sizing

/// A mounted volume of Windows that is not in use: names in it are found without case, and no link in it is followed.
struct WindowsVolume {
  let path: String
  private let root: OpenFile

  /// What a file of the volume is.
  struct Entry {
    var size: Bytes
    var written: Timestamp
  }

  /// Opens the volume at a mount point.
  init(path: String) throws(ImportFailure) {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ImportFailure(reading: path, SystemError("open", errno: errno)) }
    root = OpenFile(adopting: descriptor)
    self.path = path
  }

  /// The size and the free space; unknown where the path is a directory of something larger.
  func space() -> Fact<VolumeSpace> {
    let own = cl_statx_mount_id(root.descriptor, "")
    let above = cl_statx_mount_id(root.descriptor, "..")
    guard own >= 0, above >= 0 else {
      return .unknown(because: "the kernel does not tell whether \(path.asSafeText) is a mount point")
    }
    guard own != above else {
      return .unknown(because: "\(path.asSafeText) is no mount point, so its free space is not the volume's")
    }
    var answer = statvfs()
    guard fstatvfs(root.descriptor, &answer) == 0 else {
      return .unknown(because: "\(path.asSafeText): \(SystemError("statvfs", errno: errno).reason)")
    }
    return VolumeSpace.counted(
      blocks: UInt64(answer.f_blocks), unused: UInt64(answer.f_bfree), available: UInt64(answer.f_bavail),
      blockSize: UInt64(answer.f_frsize))
  }

  /// Opens a file by its path on the volume, `Windows\System32\config\SYSTEM`; `nil` where there is none.
  func open(_ windowsPath: String) throws(ImportFailure) -> ForeignFile? {
    guard let real = try spelled(windowsPath) else { return nil }
    let found = cl_openat2(
      root.descriptor, real, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0,
      CL_RESOLVE_BENEATH | CL_RESOLVE_NO_SYMLINKS | CL_RESOLVE_NO_MAGICLINKS)
    guard found >= 0 else {
      throw ImportFailure(reading: "\(path)/\(real)", SystemError("openat2", errno: -found))
    }
    return ForeignFile(path: "\(path)/\(real)", file: OpenFile(adopting: found), status: nil)
  }

  /// The length and time of a file, without opening it; `nil` where there is no such regular file.
  func entry(_ windowsPath: String) throws(ImportFailure) -> Entry? {
    guard let real = try spelled(windowsPath) else { return nil }
    var status = stat()
    guard fstatat(root.descriptor, real, &status, AT_SYMLINK_NOFOLLOW) == 0,
      status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    return Entry(
      size: Bytes(clamping: UInt64(clamping: status.st_size)),
      written: Timestamp(seconds: Int64(status.st_mtim.tv_sec)))
  }

  /// The path as the volume spells it, directory by directory.
  private func spelled(_ windowsPath: String) throws(ImportFailure) -> String? {
    var real = ""
    for component in windowsPath.split(separator: "\\") {
      guard component != "..", component != ".", !component.contains("/") else { return nil }
      guard let name = try name(of: String(component), in: real) else { return nil }
      real += (real.isEmpty ? "" : "/") + name
    }
    return real.isEmpty ? nil : real
  }

  private func name(of wanted: String, in directory: String) throws(ImportFailure) -> String? {
    let opened = cl_openat2(
      root.descriptor, directory.isEmpty ? "." : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0,
      CL_RESOLVE_BENEATH | CL_RESOLVE_NO_SYMLINKS | CL_RESOLVE_NO_MAGICLINKS)
    if opened == -ENOTDIR || opened == -ENOENT { return nil }
    guard opened >= 0 else {
      throw ImportFailure(reading: "\(path)/\(directory)", SystemError("openat2", errno: -opened))
    }
    guard let stream = fdopendir(opened) else {
      close(opened)
      throw ImportFailure(reading: "\(path)/\(directory)", SystemError("fdopendir", errno: errno))
    }
    defer { closedir(stream) }
    var found: String?
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == wanted { return name }
      if name.lowercased() == wanted.lowercased() { found = name }
    }
    return found
  }
}
