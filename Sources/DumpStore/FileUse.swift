internal import CLinux
internal import Glibc
public import Linux
internal import Sizing

/// Who uses a file, as far as `/proc` tells: it hides other users' processes from an ordinary one.
public enum FileUse {
  /// Who waits to write a file whose lease is held.
  public static func waitingWriter(for file: OpenFile) -> String? {
    guard let identity = try? FileStatus(of: file.descriptor).identity,
      let text = wholeText(of: "/proc/locks")
    else { return nil }
    // `1: LEASE  BREAKING  UNLCK 1234 08:02:567 0 EOF` and, below it, `1: -> LEASE  BREAKER   WRITE 5678 <none>:0 0 EOF`.
    var isOurs = false
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: " ")
      if fields.count >= 6, fields[1] == "LEASE" {
        isOurs = fields[2] == "BREAKING" && fields[5].hasSuffix(":\(identity.inode)")
      } else if isOurs, fields.count >= 6, fields[1] == "->", let process = Int32(fields[5]) {
        return named(process)
      }
    }
    return nil
  }

  /// Who holds a lock on a file: the process that took it, or one that it has handed the open file to.
  static func lockHolder(of file: OpenFile, _ identity: FileStatus.Identity) -> String {
    taker(of: identity) ?? user(of: file) ?? unseen
  }

  /// What is said of a process that `/proc` does not show.
  static let unseen = "a process that cannot be seen from here"

  private static func taker(of file: FileStatus.Identity) -> String? {
    guard let text = wholeText(of: "/proc/locks") else { return nil }
    let device = "\(hex(cl_major(file.device))):\(hex(cl_minor(file.device))):\(file.inode)"
    var likely: String?
    for line in text.split(separator: "\n") {
      // `1: FLOCK  ADVISORY  WRITE 1234 08:02:567 0 EOF`; an arrow after the number marks one that waits.
      let fields = line.split(separator: " ")
      guard fields.count >= 6, fields[1] != "->", let process = Int32(fields[4]) else { continue }
      if fields[5] == device { return named(process) ?? likely }
      // A subvolume's number here is its file system's, which stat does not tell.
      if fields[5].hasSuffix(":\(file.inode)") { likely = named(process) ?? likely }
    }
    return likely
  }

  /// Who has a file open.
  static func user(of file: OpenFile) -> String? {
    guard let path = linkTarget("/proc/self/fd/\(file.descriptor)"), let processes = names("/proc") else {
      return nil
    }
    for process in processes.compactMap({ Int32($0) }) where process != getpid() {
      // Only their names are compared: to ask after the files themselves could hang on a mount that is dead.
      for descriptor in names("/proc/\(process)/fd") ?? []
      where linkTarget("/proc/\(process)/fd/\(descriptor)") == path { return named(process) }
    }
    return nil
  }

  private static func named(_ process: Int32) -> String? {
    // One that is gone has left its lock to whoever has its descriptor now.
    guard process > 0, let text = wholeText(of: "/proc/\(process)/comm") else { return nil }
    let name = text.split(separator: "\n").first.map(String.init) ?? "a process without a name"
    return "\(name.asSafeText) (process \(process))"
  }

  private static func names(_ path: String) -> [String]? {
    guard let names = try? Directory(DirectoryPath(base: path)).names() else { return nil }
    return names.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  private static func linkTarget(_ path: String) -> [UInt8]? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink(path, &buffer, buffer.count)
    return length > 0 ? buffer.prefix(length).map { UInt8(bitPattern: $0) } : nil
  }

  private static func wholeText(of path: String) -> String? {
    guard let file = try? OpenFile(reading: path) else { return nil }
    // The kernel's files have no length of their own; this is more than any of those read here has.
    guard let bytes = try? FileSource(file, length: 4 << 20).read(at: 0, count: 4 << 20) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func hex(_ number: UInt32) -> String {
    let digits = String(number, radix: 16)
    return digits.utf8.count < 2 ? "0" + digits : digits
  }
}
