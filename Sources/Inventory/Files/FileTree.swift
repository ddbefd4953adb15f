import Glibc

/// The files of this machine, or of one that was captured below a folder.
struct FileTree: Sendable {
  /// What stands before each path; empty for this machine.
  private let prefix: String

  /// Whether these are the files of the machine that runs.
  var isLive: Bool { prefix.isEmpty }

  /// The files below `root`.
  init(root: String) {
    var prefix = Substring(root)
    while prefix.last == "/" { prefix.removeLast() }
    self.prefix = String(prefix)
  }

  /// The bytes of a file, of which at most `limit` are read.
  ///
  /// Files of `/proc` and `/sys` have no length to ask for, so it is read to the end.
  func read(_ path: String, limit: Int = 16 << 20) throws(FileProblem) -> [UInt8] {
    // A captured tree may hold anything: a FIFO must not hang the reader.
    let descriptor = open(try place(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw .failed("open", path, errno: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    // The kernel hands out a mount table page by page; a larger piece costs nothing where the file is small.
    let piece = 16 << 10
    while true {
      var failure: Int32 = 0
      let part = [UInt8](unsafeUninitializedCapacity: piece) { buffer, count in
        var got: Int
        repeat {
          got = Glibc.read(descriptor, buffer.baseAddress, piece)
        } while got < 0 && errno == EINTR
        if got < 0 { failure = errno }
        count = max(0, got)
      }
      if failure != 0 { throw .failed("read", path, errno: failure) }
      if part.isEmpty { return bytes }
      if bytes.isEmpty { bytes = part } else { bytes += part }
      guard bytes.count <= limit else {
        throw FileProblem(path: path, message: "is larger than \(limit) bytes, which no kernel writes there")
      }
    }
  }

  /// The first line of a file that must be there, such as the attributes of a directory of `/sys`.
  ///
  /// A directory without one of its attributes is broken, not absent.
  func attribute(_ path: String) throws(FileProblem) -> ArraySlice<UInt8> {
    do {
      return try read(path, limit: 64 << 10).numberedLines.first?.bytes ?? []
    } catch {
      throw FileProblem(path: error.path, line: error.line, message: error.message)
    }
  }

  /// The names in a directory, sorted, without `.` and `..`.
  func names(in path: String) throws(FileProblem) -> [String] {
    guard let stream = opendir(try place(path)) else { throw .failed("list", path, errno: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    if errno != 0 { throw .failed("list", path, errno: errno) }
    return names.sorted()
  }

  /// Where a symbolic link points, made absolute by its directory; nothing on the way is looked at.
  func destination(of path: String) throws(FileProblem) -> String {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      let got = buffer.withMemoryRebound(to: CChar.self) { text in
        text.baseAddress.map { readlink(prefix + path, $0, text.count) } ?? -1
      }
      if got < 0 { failure = errno }
      count = max(0, got)
    }
    if failure != 0 { throw .failed("follow", path, errno: failure) }
    let target = String(decoding: bytes, as: UTF8.self)
    if target.utf8.first == UInt8(ascii: "/") { return Self.normalized(target) }
    var directory = Substring(path)
    while let last = directory.popLast(), last != "/" {}
    return Self.normalized(directory + "/" + target)
  }

  /// Whether a file of that name is there.
  func exists(_ path: String) -> Bool { access(prefix + path, F_OK) == 0 }

  /// Where a file is to be opened.
  ///
  /// A captured tree comes from elsewhere: a link in it that leads out would show a file of this machine,
  /// as root sees it, in the message that says what is wrong with it.
  private func place(_ path: String) throws(FileProblem) -> String {
    guard !isLive, exists(path) else { return prefix + path }
    guard let top = Self.resolved(prefix), let file = Self.resolved(prefix + path) else {
      throw .failed("resolve", path, errno: errno)
    }
    let next = file.dropFirst(top.count).first
    guard file.starts(with: top), top.count == 1 || next == nil || next == UInt8(ascii: "/") else {
      throw FileProblem(path: path, message: "is a link that leads out of the captured machine")
    }
    return prefix + path
  }

  private static func resolved(_ path: String) -> [UInt8]? {
    guard let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
  }

  /// The path without `.`, `..` and doubled slashes; `..` never leads above the root.
  private static func normalized(_ path: some StringProtocol) -> String {
    var parts: [Substring] = []
    for part in Substring(path).split(separator: "/") {
      switch part {
      case ".": continue
      case "..": _ = parts.popLast()
      default: parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }
}
