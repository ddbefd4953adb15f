import Glibc

/// A folder that a test fills and that goes when the test ends.
final class Scratch {
  let path: String

  init() throws {
    var template = Array("/tmp/dumpwarden-command-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Trouble("mkdtemp", errno: errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = try? Program(path: "/bin/rm").run(["-rf", path]) }

  /// Writes a file, and the folders that lead to it.
  @discardableResult func write(_ file: String, _ text: String) throws -> String {
    var folder = path
    for part in file.split(separator: "/").dropLast() {
      folder += "/\(part)"
      guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
        throw Trouble("mkdir \(folder)", errno: errno)
      }
    }
    guard let stream = fopen("\(path)/\(file)", "w") else { throw Trouble("open \(file)", errno: errno) }
    defer { fclose(stream) }
    let bytes = Array(text.utf8)
    guard fwrite(bytes, 1, bytes.count, stream) == bytes.count else {
      throw Trouble("write \(file)", errno: errno)
    }
    return "\(path)/\(file)"
  }

  /// A dump, of which so many percent are there.
  func dump(_ name: String, percent: Int = 100) throws -> String {
    let file = "\(path)/\(name)"
    let ending = try Program.sampleDump.run(["--size", "1MiB", "--truncate", "\(percent)%", file])
    guard ending.code == 0 else { throw Trouble("sample-dump: \(ending.errors)") }
    return file
  }
}
