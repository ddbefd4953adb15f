import CLinux
import DumpSamples
import DumpStore
import Glibc
import Linux
import Synchronization
import Testing

/// A directory of its own that goes with the test.
final class Scratch: Sendable {
  let path: String

  init(below parent: String = "/tmp") throws {
    // What breaks a lease sends this, and its default ends the process.
    signal(SIGIO, SIG_IGN)
    var template = Array("\(parent)/dumpwarden-store-XXXXXX\0".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    path = try #require(made)
  }

  deinit { Self.remove(path) }

  func directory(_ below: String...) throws -> Directory {
    try Directory(DirectoryPath(base: path, below: below))
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let stream = try #require(fopen("\(path)/\(name)", "we"), "\(name)")
    defer { fclose(stream) }
    #expect(fwrite(bytes, 1, bytes.count, stream) == bytes.count)
  }

  func read(_ name: String) -> [UInt8]? { Self.read("\(path)/\(name)") }

  func make(_ name: String) throws { try #require(mkdir("\(path)/\(name)", 0o755) == 0) }

  /// Every name in a directory, in order.
  func names(_ below: String = "") -> [String] {
    Self.names(below.isEmpty ? path : "\(path)/\(below)").sorted()
  }

  static func read(_ path: String) -> [UInt8]? {
    guard let file = try? OpenFile(reading: path) else { return nil }
    let length = lseek(file.descriptor, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: max(0, Int(length)))
    let count = bytes.withUnsafeMutableBytes { pread(file.descriptor, $0.baseAddress, $0.count, 0) }
    return count == bytes.count ? bytes : nil
  }

  static func names(_ path: String) -> [String] {
    guard let directory = try? Directory(DirectoryPath(base: path)), let names = try? directory.names() else {
      return []
    }
    return names.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in names(path) { remove("\(path)/\(name)") }
      rmdir(path)
    } else {
      if unlink(path) != 0, let file = try? OpenFile(reading: path) {
        _ = cl_set_flags(file.descriptor, 0)
        unlink(path)
      }
    }
  }
}

extension FileName {
  static func test(_ text: String) throws -> FileName { try #require(FileName(text)) }
}

/// A whole dump of a few pages.
let wholeDump = WindowsSample(.complete, pages: 4).bytes()

/// A second process.
struct Child {
  let identifier: pid_t

  init(_ arguments: String...) throws {
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var identifier = pid_t()
    let result = posix_spawnp(&identifier, arguments[0], nil, nil, &words, environ)
    try #require(result == 0, "\(arguments[0])")
    self.identifier = identifier
  }

  /// The exit code; 128 and the signal's number where a signal ended it.
  func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }
}

/// Waits for what another process does, which no event tells of; `false` after twenty seconds.
func eventually(_ condition: () -> Bool) -> Bool {
  for _ in 0..<20_000 {
    if condition() { return true }
    usleep(1000)
  }
  return false
}

/// Says loudly that a test cannot be made here; where everything must be tested that is a failure.
func skipped(_ why: String) {
  try? StandardStream.error.write("SKIPPED: \(why)\n")
  if let value = getenv("CI"), String(cString: value) == "true" { Issue.record("skipped: \(why)") }
}

/// Operations that end at the n-th call.
final class Breaking: Sendable {
  private let calls = Mutex(0)
  private let first: Int
  private let last: Int

  /// Refuses calls `first` to `last`, counted from 1.
  init(_ first: Int, to last: Int) { (self.first, self.last) = (first, last) }

  var operations: FileOperations {
    FileOperations { [self] (_) throws(SystemError) in
      let number = calls.withLock { calls in
        calls += 1
        return calls
      }
      if number >= first, number <= last { throw SystemError("injected", errno: EIO) }
    }
  }

  /// Whether a call was refused.
  var hasBroken: Bool { calls.withLock { $0 >= first } }
}
