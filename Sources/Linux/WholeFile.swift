internal import CLinux
internal import Glibc

/// A small file that is written whole or not at all.
public struct WholeFile: Sendable {
  /// What becomes of a file that has the name already.
  public enum Present: Sendable { case refused, replaced }

  private let path: String
  private let directory: String
  private let name: String

  /// The file of that path; nothing is opened yet.
  public init(_ path: String) {
    self.path = path
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      (directory, name) = (".", path)
      return
    }
    directory = slash == path.startIndex ? "/" : String(path[..<slash])
    name = String(path[path.utf8.index(after: slash)...])
  }

  /// Keeps others that do the same away from the directory while `body` runs.
  public func withLock<Result>(_ body: () throws -> Result) throws -> Result {
    let handle = try openDirectory()
    while flock(handle.descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw SystemError("flock", on: directory, errno: errno) }
    }
    // The lock goes with the last reference to the directory, which may otherwise be the call above.
    return try withExtendedLifetime(handle) { try body() }
  }

  /// All bytes of it; `nil` where it is not there.
  ///
  /// More than `limit` bytes, or what is no regular file, is refused.
  public func read(limit: Int = 1 << 20) throws(SystemError) -> [UInt8]? {
    let file: OpenFile
    do throws(SystemError) {
      file = try OpenFile(reading: path)
    } catch {
      if error.errno == ENOENT { return nil }
      throw error
    }
    var status = stat()
    guard fstat(file.descriptor, &status) == 0 else { throw SystemError("fstat", on: path, errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw SystemError("read", on: path, errno: EINVAL) }
    guard status.st_size <= limit else { throw SystemError("read", on: path, errno: EFBIG) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = Glibc.read(file.descriptor, &piece, piece.count)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw SystemError("read", on: path, errno: errno) }
      guard got > 0 else { return bytes }
      bytes += piece.prefix(got)
      guard bytes.count <= limit else { throw SystemError("read", on: path, errno: EFBIG) }
    }
  }

  /// Writes it under a name of its own, waits until it is on the disk, and then gives it its name in one step.
  ///
  /// Whoever reads it finds what was there before or all of `bytes`, also when the power goes. A file that is
  /// replaced keeps its permissions and owner.
  public func write(_ bytes: [UInt8], permissions: UInt32, ifPresent: Present) throws(SystemError) {
    let handle = try openDirectory()
    let temporary = "\(directory)/.\(name).\(getpid()).new"
    let descriptor = open(
      temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, permissions as mode_t)
    guard descriptor >= 0 else { throw SystemError("open", on: temporary, errno: errno) }
    let file = OpenFile(adopting: descriptor)
    do throws(SystemError) {
      try fill(file, bytes, permissions)
      try giveName(temporary, ifPresent)
    } catch {
      unlink(temporary)
      throw error
    }
    if ifPresent == .refused { unlink(temporary) }
    guard fsync(handle.descriptor) == 0 else { throw SystemError("fsync", on: directory, errno: errno) }
  }

  private func openDirectory() throws(SystemError) -> OpenFile {
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("open", on: directory, errno: errno) }
    return OpenFile(adopting: descriptor)
  }

  private func fill(_ file: OpenFile, _ bytes: [UInt8], _ permissions: UInt32) throws(SystemError) {
    // The umask may have taken bits away that the readers of the file need.
    var mode = permissions as mode_t
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
      mode = status.st_mode & 0o777
      // Only root can, and only root needs to.
      _ = fchown(file.descriptor, status.st_uid, status.st_gid)
    }
    guard fchmod(file.descriptor, mode) == 0 else { throw SystemError("fchmod", on: path, errno: errno) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file.descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SystemError("write", on: path, errno: count < 0 ? errno : ENOSPC) }
      rest = rest.dropFirst(count)
    }
    guard fsync(file.descriptor) == 0 else { throw SystemError("fsync", on: path, errno: errno) }
  }

  private func giveName(_ temporary: String, _ ifPresent: Present) throws(SystemError) {
    switch ifPresent {
    case .replaced:
      guard rename(temporary, path) == 0 else { throw SystemError("rename", on: path, errno: errno) }
    case .refused:
      guard link(temporary, path) == 0 else { throw SystemError("link", on: path, errno: errno) }
    }
  }
}
