internal import Glibc
internal import Linux

/// A file that could not be read.
struct FileError: Error {
  let message: String
  let isMissing: Bool

  init(_ message: String) {
    self.message = message
    isMissing = false
  }

  init(call: String, errno code: CInt) {
    message = SystemError(call, errno: code).description
    isMissing = code == ENOENT || code == ENOTDIR
  }
}

/// What a configuration file may turn out to be.
enum FileKind {
  case missing, masked, present
}

/// Whether a path is there; a link to `/dev/null` is how systemd's users switch one off.
func fileKind(_ path: String) -> FileKind {
  var status = stat()
  guard lstat(path, &status) == 0 else { return errno == ENOENT || errno == ENOTDIR ? .missing : .present }
  guard status.st_mode & S_IFMT == S_IFLNK else { return .present }
  let capacity = 16
  let target = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
    count = buffer.withMemoryRebound(to: CChar.self) { text in
      text.baseAddress.map { max(0, readlink(path, $0, capacity)) } ?? 0
    }
  }
  return target.elementsEqual("/dev/null".utf8) ? .masked : .present
}

/// All bytes of a regular file; at most 1 GiB.
func readWholeFile(_ path: String) throws(FileError) -> [UInt8] {
  // A FIFO without a writer must not hang a reader that walks a directory.
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
  guard descriptor >= 0 else { throw FileError(call: "open", errno: errno) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw FileError(call: "fstat", errno: errno) }
  guard status.st_mode & S_IFMT == S_IFREG else { throw FileError("expected a regular file") }
  let limit = 1 << 30
  guard status.st_size <= limit else { throw FileError("the file is larger than 1 GiB") }

  // One byte more than it has, so that the end is seen without growing.
  var bytes: [UInt8] = []
  var capacity = Int(status.st_size) + 1
  while true {
    var failure: CInt = 0
    let part = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      while count < capacity, let start = buffer.baseAddress {
        let got = read(descriptor, start + count, capacity - count)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = errno }
        guard got > 0 else { break }
        count += got
      }
    }
    guard failure == 0 else { throw FileError(call: "read", errno: failure) }
    if bytes.isEmpty { bytes = part } else { bytes += part }
    if part.count < capacity { return bytes }
    guard bytes.count <= limit else { throw FileError("the file is larger than 1 GiB") }
    capacity = 1 << 20
  }
}

/// The names in a directory, in no order; `.` and `..` left out.
func fileNames(in directory: String) throws(FileError) -> [String] {
  guard let stream = opendir(directory) else { throw FileError(call: "opendir", errno: errno) }
  defer { closedir(stream) }
  var names: [String] = []
  while true {
    errno = 0
    guard let entry = readdir(stream) else {
      guard errno == 0 else { throw FileError(call: "readdir", errno: errno) }
      return names
    }
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
      String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != ".", name != ".." { names.append(name) }
  }
}
