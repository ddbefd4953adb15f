import Glibc
import Inventory
import Sizing
import Testing

/// A directory of its own that is gone with the value.
final class SettingsScratch {
  let path: String

  init() throws {
    var template = Array("/tmp/dumpwarden-settings-XXXXXX\0".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    path = try #require(made)
  }

  deinit { remove(path) }

  /// Writes a file, and the directories above it.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    var parent = path
    for component in name.split(separator: "/").dropLast() {
      parent += "/\(component)"
      mkdir(parent, 0o755)
    }
    let file = "\(path)/\(name)"
    let stream = try #require(fopen(file, "w"))
    defer { fclose(stream) }
    #expect(fwrite(bytes, 1, bytes.count, stream) == bytes.count)
    return file
  }

  func link(_ name: String, to target: String) throws {
    try write("\(name).made", "")
    #expect(symlink(target, "\(path)/\(name)") == 0)
    unlink("\(path)/\(name).made")
  }

  private func remove(_ path: String) {
    if let stream = opendir(path) {
      while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) {
          String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name == "." || name == ".." { continue }
        let inner = "\(path)/\(name)"
        var status = stat()
        if lstat(inner, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
          remove(inner)
        } else {
          unlink(inner)
        }
      }
      closedir(stream)
    }
    rmdir(path)
  }
}

/// The time of all tests of settings.
let settingsNow = Timestamp(seconds: 1_772_442_900)
