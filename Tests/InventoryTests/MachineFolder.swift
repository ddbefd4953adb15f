import Glibc

@testable import Inventory

/// A folder that a test fills with files and that goes when the test ends.
final class MachineFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/dumpwarden-machine-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw FileProblem.failed("make a folder", "/tmp", errno: errno)
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// Writes a file, and the folders that lead to it.
  func write(_ file: String, _ bytes: some Sequence<UInt8>) throws {
    try makeFolders(to: file)
    guard let stream = fopen(path + file, "w") else { throw FileProblem.failed("write", file, errno: errno) }
    defer { fclose(stream) }
    let bytes = Array(bytes)
    guard fwrite(bytes, 1, bytes.count, stream) == bytes.count else {
      throw FileProblem.failed("write", file, errno: errno)
    }
  }

  func write(_ file: String, _ text: String) throws { try write(file, text.utf8) }

  func link(_ file: String, to target: String) throws {
    try makeFolders(to: file)
    guard symlink(target, path + file) == 0 else { throw FileProblem.failed("link", file, errno: errno) }
  }

  func fifo(_ file: String) throws {
    try makeFolders(to: file)
    guard mkfifo(path + file, 0o600) == 0 else { throw FileProblem.failed("make", file, errno: errno) }
  }

  private func makeFolders(to file: String) throws {
    var folder = path
    for part in file.split(separator: "/").dropLast() {
      folder += "/\(part)"
      guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
        throw FileProblem.failed("make a folder", folder, errno: errno)
      }
    }
  }

  private static func remove(_ path: String) {
    var information = stat()
    guard lstat(path, &information) == 0 else { return }
    if information.st_mode & S_IFMT == S_IFDIR {
      let names = (try? FileTree(root: path).names(in: "/")) ?? []
      for name in names { remove("\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}
