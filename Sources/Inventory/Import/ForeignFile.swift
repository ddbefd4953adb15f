internal import Glibc
internal import Linux
internal import Sizing

/// A file from elsewhere that was opened to be imported, and what is to be known of it.
struct ForeignFile {
  let path: String
  let file: OpenFile
  let size: UInt64
  /// When it was last written.
  let modified: Timestamp

  /// Opens a regular file of at most `limit` bytes.
  init(path: String, limit: UInt64) throws(ImportFailure) {
    do throws(SystemError) {
      self.init(path: path, file: try OpenFile(reading: path), status: nil)
    } catch {
      throw ImportFailure(reading: path, error)
    }
    try refuse(limit: limit)
  }

  /// Takes over an open file.
  init(path: String, file: OpenFile, status known: stat?) {
    var status = known ?? stat()
    if known == nil, fstat(file.descriptor, &status) != 0 { status = stat() }
    self.path = path
    self.file = file
    isRegular = status.st_mode & S_IFMT == S_IFREG
    isDirectory = status.st_mode & S_IFMT == S_IFDIR
    size = UInt64(clamping: status.st_size)
    modified = Timestamp(seconds: Int64(status.st_mtim.tv_sec))
  }

  private let isRegular: Bool
  private let isDirectory: Bool

  /// Refuses what cannot be such a file, by what the kernel says of it.
  func refuse(limit: UInt64) throws(ImportFailure) {
    guard isRegular else {
      throw ImportFailure(
        file: path, "expected a regular file, found a \(isDirectory ? "directory" : "device, FIFO or socket")"
      )
    }
    guard size <= limit else {
      throw ImportFailure(
        file: path,
        "it has \(Bytes(clamping: size)), and no such file has more than \(Bytes(clamping: limit))")
    }
    guard size > 0 else { throw ImportFailure(file: path, "the file is empty") }
  }

  /// All its bytes, up to the length that it had when it was opened.
  func bytes() throws(ImportFailure) -> [UInt8] { try bytes(at: 0, count: Int(clamping: size)) }

  /// So many bytes from there; fewer at its end.
  func bytes(at offset: Int, count: Int) throws(ImportFailure) -> [UInt8] {
    var failure: CInt = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count, let start = buffer.baseAddress {
        let got = pread(file.descriptor, start + filled, count - filled, off_t(offset + filled))
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = errno }
        guard got > 0 else { return }
        filled += got
      }
    }
    guard failure == 0 else { throw ImportFailure(reading: path, SystemError("read", errno: failure)) }
    return bytes
  }
}

extension ImportFailure {
  /// A file could not be opened or read.
  init(reading path: String, _ error: SystemError) {
    let cause: Cause =
      switch error.errno {
      case EACCES, EPERM: .notPermitted
      case ENOENT, ENOTDIR, EISDIR, ENAMETOOLONG, ELOOP, ENXIO: .badInput
      default: .inputOutput
      }
    self.init(file: path, "cannot be read: \(error.reason)", cause: cause)
  }
}
