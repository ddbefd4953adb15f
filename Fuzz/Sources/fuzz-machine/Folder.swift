import Glibc

/// The folder of a captured machine, in memory; a file that stays the same is not written again.
final class Folder {
  let path: String
  private var written: [String: [UInt8]] = [:]
  private var folders: [String] = []

  init() {
    var template = Array("/dev/shm/fuzz-machine-XXXXXX".utf8CString)
    precondition(mkdtemp(&template) != nil, "no folder in /dev/shm")
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    folders = [path]
  }

  /// Makes the file hold this, or be none.
  func put(_ file: String, _ bytes: [UInt8]?) {
    guard written[file] != bytes else { return }
    written[file] = bytes
    guard let bytes else {
      unlink(path + file)
      return
    }
    makeFolders(to: file)
    let descriptor = open(path + file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    precondition(write(descriptor, bytes, bytes.count) == bytes.count, "cannot write \(file)")
    close(descriptor)
  }

  /// Takes it away, with all that is in it.
  func remove() {
    for file in written.keys { unlink(path + file) }
    for folder in folders.reversed() { rmdir(folder) }
  }

  private func makeFolders(to file: String) {
    var folder = path
    for part in file.split(separator: "/").dropLast() {
      folder += "/\(part)"
      if mkdir(folder, 0o700) == 0 { folders.append(folder) }
    }
  }
}
