import Glibc
import Testing

@Suite("dumpctl identify")
struct IdentifyTests {
  /// What can stand under the name of a dump, and the plain answer to it.
  struct Row: CustomTestStringConvertible {
    let name: String
    let says: String
    var state = "unknown"
    var code: Int32 = 3
    let make: @Sendable (Scratch) throws -> String
    var testDescription: String { name }
  }

  static let rows = [
    Row(name: "a file of length zero", says: "it is empty") { try $0.write("f", "") },
    Row(name: "one byte", says: "too short to be a dump: 1 bytes") { try $0.write("f", "P") },
    Row(name: "text", says: "not a dump") { try $0.write("f", "no dump, but long enough to be looked at\n") },
    Row(
      name: "as long a file as there can be, all of it a hole", says: "it begins with a hole",
      state: "partial", code: 2
    ) { scratch in
      let file = try scratch.write("f", "")
      return try longest(file)
    },
    Row(
      name: "a dump's header and then a hole as long as can be", says: "is a hole", state: "partial", code: 2
    ) {
      scratch in
      let file = try scratch.dump("f")
      guard truncate(file, 8192) == 0 else { throw Trouble("truncate", errno: errno) }
      return try longest(file)
    },
    Row(name: "a header alone", says: "8192 of 1048576 bytes are there", state: "partial", code: 2) {
      scratch in
      let file = try scratch.dump("f")
      guard truncate(file, 8192) == 0 else { throw Trouble("truncate", errno: errno) }
      return file
    },
    Row(name: "half a header", says: "its header is incomplete: 4096 of 8192", state: "partial", code: 2) {
      scratch in
      let file = try scratch.dump("f")
      guard truncate(file, 4096) == 0 else { throw Trouble("truncate", errno: errno) }
      return file
    },
    Row(name: "a directory", says: "it is a directory, not a file") { $0.path },
    Row(name: "a FIFO that nobody writes to", says: "it is a FIFO, not a file") { scratch in
      guard mkfifo("\(scratch.path)/f", 0o600) == 0 else { throw Trouble("mkfifo", errno: errno) }
      return "\(scratch.path)/f"
    },
    Row(name: "a socket", says: "it is a socket, not a file") { scratch in
      guard mknod("\(scratch.path)/f", S_IFSOCK | 0o600, 0) == 0 else { throw Trouble("mknod", errno: errno) }
      return "\(scratch.path)/f"
    },
    Row(name: "a device that is empty", says: "it is a device, not a file") { _ in "/dev/null" },
    Row(name: "a device without an end", says: "it is a device, not a file") { _ in "/dev/zero" },
    Row(name: "a link to a dump", says: "every byte", state: "whole", code: 0) { scratch in
      let link = "\(scratch.path)/link"
      guard symlink(try scratch.dump("f"), link) == 0 else { throw Trouble("symlink", errno: errno) }
      return link
    },
    Row(name: "a link to itself", says: "stat", code: 74) { scratch in
      let link = "\(scratch.path)/link"
      guard symlink(link, link) == 0 else { throw Trouble("symlink", errno: errno) }
      return link
    },
    Row(name: "a second name of a dump", says: "every byte", state: "whole", code: 0) { scratch in
      let other = "\(scratch.path)/other"
      guard link(try scratch.dump("f"), other) == 0 else { throw Trouble("link", errno: errno) }
      return other
    },
    Row(name: "nothing", says: "no such file or directory", code: 74) { "\($0.path)/f" },
  ]

  @Test("has a plain answer for whatever stands there", arguments: rows)
  func isPlain(row: Row) throws {
    let scratch = try Scratch()
    let file = try row.make(scratch)
    let ending = try dumpctl(["identify", "--json", file])
    #expect(ending.code == row.code, "\(ending.output)")
    #expect(ending.errors.isEmpty)
    let answer = try #require(try JSONValue(ending.output)["files"]?.list.first)
    #expect(answer["path"]?.string == file)
    #expect(answer["state"]?.string == row.state)
    #expect(answer["reason"]?.string?.contains(row.says) == true, "\(ending.output)")
    let screen = try dumpctl(["identify", file])
    #expect(screen.code == row.code)
    #expect(screen.lines.first?.contains(": \(row.state)") == true, "\(screen.output)")
  }

  @Test("takes hundreds of files in one call, and the worst of them gives the exit code")
  func takesMany() throws {
    let scratch = try Scratch()
    let whole = try scratch.dump("whole.DMP")
    let partial = try scratch.dump("partial.DMP", percent: 50)
    let text = try scratch.write("text", "no dump\n")
    let many = Array(repeating: whole, count: 400)
    for (others, code) in [
      ([], 0), ([text], 3), ([text, partial], 2), ([partial, text], 2), ([partial, "/nosuch"], 74),
    ] as [([String], Int32)] {
      let files = many + others + [whole]
      let ending = try dumpctl(["identify", "--json=short"] + files)
      #expect(ending.code == code)
      #expect(try JSONValue(ending.output)["files"]?.list.map { $0["path"]?.string } == files)
      let screen = try dumpctl(["identify"] + files)
      #expect(screen.code == code)
      #expect(screen.lines.first?.contains("\(files.count) files: ") == true, "\(screen.lines.first ?? "")")
    }
  }

  @Test("tells options from files wherever they stand")
  func tellsOptions() throws {
    let scratch = try Scratch()
    _ = try scratch.dump("--json")
    _ = try scratch.dump("f")
    func run(_ words: String...) throws -> Ending {
      try Program.dumpctl.run(["identify"] + words, in: scratch.path)
    }
    #expect(try run("f", "--json").output.hasPrefix("{"))
    #expect(try run("f", "--json", "f").output.hasPrefix("{"))
    #expect(try run("--", "--json").output.hasPrefix("--json: whole"))
    #expect(try run("f", "--", "--json", "f").output.hasPrefix("OK: 3 files: 3 whole"))
    #expect(try run("./--json", "--no-legend").code == 0)
    #expect(try run("f", "--jsn").code == 64)
    #expect(try run("--").code == 64)
    #expect(try run("f", "--help").output.contains("USAGE: dumpctl identify FILE"))
  }

  @Test("reads a dump through the names that shells and shares let through")
  func takesNames() throws {
    let scratch = try Scratch()
    for name in ["a b.DMP", "line\nbreak.DMP", "\u{1B}[31m.DMP", "-", "Größe.DMP", "\u{202E}PMD.exe"] {
      _ = try scratch.dump(name)
      let ending = try Program.dumpctl.run(["identify", "--", name], in: scratch.path)
      #expect(ending.code == 0, "\(ending.output)")
      #expect(!ending.output.contains("\u{1B}") && !ending.output.contains("\u{202E}"))
      #expect(!ending.output.contains("line\nbreak"))
      let answer = try Program.dumpctl.run(["identify", "--json", "--", name], in: scratch.path)
      #expect(try JSONValue(answer.output)["files"]?.list.first?["path"]?.string == name)
    }
  }

  @Test("says of a dump with a hole at its tail 'not yet' while somebody writes, and not after")
  func asksWhetherItIsWritten() throws {
    let scratch = try Scratch()
    let file = try scratch.dump("MEMORY.DMP")
    guard truncate(file, 512 << 10) == 0, truncate(file, 1 << 20) == 0 else {
      throw Trouble("truncate", errno: errno)
    }
    let writer = open(file, O_WRONLY | O_CLOEXEC)
    try #require(writer >= 0)
    let during = try dumpctl(["identify", "--json", file])
    close(writer)
    guard during.output.contains("hole") else {
      Requirement.isMissing("a file system that has holes", "a dump with a hole at its tail is 'not yet'")
      return
    }
    #expect(during.code == 2, "\(during.output)")
    let answer = try #require(try JSONValue(during.output)["files"]?.list.first)
    #expect(answer["state"]?.string == "partial")
    #expect(answer["percent_there"]?.number == 50)
    #expect(answer["notes"]?.list.contains { $0.string?.contains("being written") == true } == true)

    let after = try dumpctl(["identify", "--json", file])
    #expect(after.code == 0, "\(after.output)")
    #expect(!after.output.contains("being written"))
  }

  @Test("goes by the file's time where the kernel gives no lease")
  func goesByTime() throws {
    guard geteuid() == 0 else {
      Requirement.isMissing("root", "identify without leases")
      return
    }
    let scratch = try Scratch()
    let file = try scratch.dump("MEMORY.DMP")
    guard truncate(file, 512 << 10) == 0, truncate(file, 1 << 20) == 0 else {
      throw Trouble("truncate", errno: errno)
    }
    // Only a file's owner and CAP_LEASE have leases.
    chmod(scratch.path, 0o755)
    chmod(file, 0o644)
    func run() throws -> Ending {
      try Program(path: "/bin/sh").run([
        "-c",
        """
        cp "$1" "$2/dumpctl" && exec setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all \
        --inh-caps=-all "$2/dumpctl" identify "$3"
        """, "sh", Program.dumpctl.path, scratch.path, file,
      ])
    }
    let fresh = try run()
    #expect(fresh.code == 2, "\(fresh.output)\(fresh.errors)")
    #expect(fresh.output.contains("F_SETLEASE: permission denied"), "\(fresh.output)")
    let anHourAgo = time(nil) - 3600
    var times = utimbuf(actime: anHourAgo, modtime: anHourAgo)
    utime(file, &times)
    let old = try run()
    #expect(old.code == 0, "\(old.output)\(old.errors)")
    #expect(!old.output.contains("F_SETLEASE"))
  }

  /// Makes a file as long as its file system allows, without a byte on the disk for it.
  private static func longest(_ file: String) throws -> String {
    // 8 EiB less one byte where nothing limits it, as tmpfs and XFS; 16 TiB less a page on ext4.
    for length in [off_t.max, (1 << 44) - 4096] where truncate(file, length) == 0 { return file }
    throw Trouble("truncate", errno: errno)
  }
}
