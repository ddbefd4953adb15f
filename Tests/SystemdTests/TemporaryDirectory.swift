import Linux
import Glibc
import Systemd
import Testing

/// A directory that is removed with all that is in it when the test is over.
final class TemporaryDirectory: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/systemd-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SystemError("mkdtemp", errno: errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.removeAll(path) }

  private static func removeAll(_ path: String) {
    if let directory = opendir(path) {
      defer { closedir(directory) }
      while let entry = readdir(directory) {
        // Not as text: a name that is none has to go, too.
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in Array(bytes.prefix { $0 != 0 }) }
        if name.starts(with: [UInt8(ascii: ".")]) { continue }
        if unlinkat(dirfd(directory), name.map { CChar(bitPattern: $0) } + [0], 0) == 0 { continue }
        removeAll("\(path)/\(String(decoding: name, as: UTF8.self))")
      }
    }
    rmdir(path)
  }

  func at(_ name: String) -> String { "\(path)/\(name)" }

  func makeDirectory(_ name: String) throws -> String {
    try answer(mkdir(at(name), 0o700), "mkdir", name)
    return at(name)
  }

  func write(_ name: String, _ text: String = "x") throws {
    let file = try answer(open(at(name), O_CREAT | O_WRONLY | O_CLOEXEC, 0o600), "open", name)
    defer { close(file) }
    let bytes = Array(text.utf8)
    #expect(Glibc.write(file, bytes, bytes.count) == bytes.count)
  }
}

/// A call of the C library that has to succeed for a test to mean anything.
@discardableResult
func answer(_ result: Int32, _ call: String, _ subject: String? = nil) throws -> Int32 {
  guard result >= 0 else { throw SystemError(call, on: subject, errno: errno) }
  return result
}
