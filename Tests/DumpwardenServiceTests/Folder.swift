import CLinux
import DumpSamples
import DumpStore
import Glibc
import Linux
import Testing

/// A folder with a configuration, state and dump directories, that goes with the test.
final class Folder {
  let path: String

  /// Makes it, with a directory for one host, and all dump directories below `dumps` watched.
  init(partialGrace: String = "1h") throws {
    var template = Array("/tmp/dumpwarden-service-XXXXXX\0".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    path = try #require(made)
    for name in ["state", "hosts.d", "dumps", "dumps/SQL07"] { try make(name) }
    try configure(
      """
      [local]
      assess = false
      [[dump-directory]]
      path = "\(path)/dumps/*"
      partial-grace = "\(partialGrace)"
      """)
  }

  deinit { Self.remove(path) }

  func configure(_ text: String) throws { try write("dumpwarden.toml", Array((text + "\n").utf8)) }

  func make(_ name: String) throws { try #require(mkdir("\(path)/\(name)", 0o755) == 0, "\(name)") }

  func write(_ name: String, _ bytes: some Collection<UInt8>, append: Bool = false) throws {
    let stream = try #require(fopen("\(path)/\(name)", append ? "ae" : "we"), "\(name)")
    defer { fclose(stream) }
    #expect(fwrite(Array(bytes), 1, bytes.count, stream) == bytes.count)
  }

  func read(_ name: String) -> [UInt8]? {
    guard let file = try? OpenFile(reading: "\(path)/\(name)"),
      let status = try? FileStatus(of: file.descriptor)
    else { return nil }
    return try? FileSource(file, length: status.length).read(at: 0, count: Int(status.length))
  }

  func names(_ name: String) -> [String] { Self.names("\(path)/\(name)").sorted() }

  /// The contents of every dump that a host has preserved.
  func preserved(_ host: String = "SQL07") -> [[UInt8]] {
    names("dumps/\(host)/preserved").compactMap { read("dumps/\(host)/preserved/\($0)") }
  }

  func has(_ name: String) -> Bool { access("\(path)/\(name)", F_OK) == 0 }

  func rename(_ name: String, to newName: String) throws {
    try #require(Glibc.rename("\(path)/\(name)", "\(path)/\(newName)") == 0)
  }

  /// Waits until a name is free, which is a rename by the daemon; `false` when nothing happens for twenty seconds.
  func waitUntilGone(_ name: String) -> Bool {
    let events = OpenFile(adopting: inotify_init1(Int32(IN_CLOEXEC)))
    let directory = "\(path)/\(name)".split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
    guard inotify_add_watch(events.descriptor, directory, UInt32(IN_MOVED_FROM | IN_DELETE)) >= 0 else {
      return false
    }
    var buffer = [UInt8](repeating: 0, count: 4096)
    while has(name) {
      var wanted = pollfd(fd: events.descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&wanted, 1, 20_000) > 0, Glibc.read(events.descriptor, &buffer, buffer.count) > 0 else {
        return !has(name)
      }
    }
    return true
  }

  private static func names(_ path: String) -> [String] {
    guard let directory = try? Directory(DirectoryPath(base: path)), let names = try? directory.names() else {
      return []
    }
    return names.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  private static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in names(path) { remove("\(path)/\(name)") }
      rmdir(path)
    } else if unlink(path) != 0, let file = try? OpenFile(reading: path) {
      _ = cl_set_flags(file.descriptor, 0)
      unlink(path)
    }
  }
}

/// A whole dump, another one for each seed.
func dump(_ seed: UInt64 = 1) -> [UInt8] {
  var sample = WindowsSample(.complete, pages: 4)
  sample.seed = seed
  return sample.bytes()
}

/// Says loudly that a test cannot be made here; where everything must be tested that is a failure.
func skipped(_ why: String) {
  try? StandardStream.error.write("SKIPPED: \(why)\n")
  if let value = getenv("CI"), String(cString: value) == "true" { Issue.record("skipped: \(why)") }
}
