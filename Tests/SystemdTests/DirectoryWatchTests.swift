import Linux
import CLinux
import Glibc
import Systemd
import Testing

@Suite struct `A watch on a directory` {
  /// What is done to the directory `watched` below a temporary one, and what the watch reports.
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let act: @Sendable (TemporaryDirectory) throws -> Void
    let reported: [String]
  }

  static let rows = [
    Row(
      testDescription: "a file is created, written and closed", act: { try $0.write("watched/f") },
      reported: ["create f", "closeWrite f"]),
    Row(
      testDescription: "a file is renamed into it",
      act: {
        try $0.write("f")
        try answer(rename($0.at("f"), $0.at("watched/f")), "rename")
      },
      reported: ["movedTo f"]),
    Row(
      testDescription: "a file without a name is given one, then closed",
      act: {
        let file = try answer(open($0.at("watched"), CL_O_TMPFILE | O_WRONLY, 0o600), "open")
        #expect(cl_link_descriptor(file, AT_FDCWD, $0.at("watched/f")) == 0)
        close(file)
      },
      reported: ["create f", "closeWrite #"]),
    Row(
      testDescription: "a file is written and renamed in a subdirectory",
      act: {
        try $0.write("watched/sub/f")
        try answer(rename($0.at("watched/sub/f"), $0.at("watched/sub/g")), "rename")
      },
      reported: []),
    Row(
      testDescription: "it is renamed away, and goes on being watched",
      act: {
        try answer(rename($0.at("watched"), $0.at("away")), "rename")
        try $0.write("away/f")
      },
      reported: ["moveSelf", "create f", "closeWrite f"]),
    Row(
      testDescription: "it is removed",
      act: {
        try answer(rmdir($0.at("watched/sub")), "rmdir")
        try answer(rmdir($0.at("watched")), "rmdir")
      },
      reported: ["delete sub", "deleteSelf", "ignored"]),
    Row(
      testDescription: "a name is no text",
      act: {
        let name = Array($0.at("watched/a").utf8) + [0x0A, 0xFF, 0x00]
        let file = open(name.map { CChar(bitPattern: $0) }, O_CREAT, 0o600)
        close(try answer(file, "open"))
      },
      reported: ["create a\n\u{FFFD}"]),
  ]

  @Test(arguments: rows)
  func `reports what it can see, and no more`(_ row: Row) throws {
    let directory = try TemporaryDirectory()
    let watched = try directory.makeDirectory("watched")
    _ = try directory.makeDirectory("watched/sub")
    let end = try directory.makeDirectory("end")
    let (code, notes) = try Witness.record { witness in
      let mask: InotifyMask = [
        .create, .closeWrite, .movedFrom, .movedTo, .delete, .deleteSelf, .moveSelf, .onlyDirectory,
      ]
      witness.keep(try witness.loop.watch(watched, mask, for: witness) { $0.note($1.summary) })
      // Both watches share one queue: what is in it before this event has been reported.
      witness.keep(try witness.loop.watch(end, .create, for: witness) { witness, _ in witness.loop.exit() })
      // Once the loop turns: until then sd-event itself holds the directory, and its end would go unseen.
      Task {
        do {
          try row.act(directory)
          try directory.write("end/f")
        } catch {
          witness.note("\(error)")
        }
      }
    }
    #expect(code == 0)
    #expect(notes == row.reported)
  }

  @Test func `stays with the directory that was opened, whatever has its path now`() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.makeDirectory("watched")
    let descriptor = try answer(open(path, O_DIRECTORY | O_RDONLY | O_CLOEXEC), "open")
    try answer(rename(path, directory.at("moved")), "rename")
    _ = try directory.makeDirectory("watched")
    let (code, notes) = try Witness.record { witness in
      witness.keep(
        try witness.loop.watch(descriptor: descriptor, named: path, .create, for: witness) { witness, event in
          witness.note(event.summary)
          witness.loop.exit()
        })
      close(descriptor)
      try directory.write("watched/impostor")
      try directory.write("moved/real")
    }
    #expect(code == 0)
    #expect(notes == ["create real"])
    #expect(throws: SystemError("sd_event_add_inotify_fd", on: "gone", errno: EBADF)) {
      let loop = try EventLoop()
      _ = try loop.watch(descriptor: -1, named: "gone", .create, for: Witness(on: loop)) { _, _ in }
    }
  }

  @Test func `says when events were lost`() throws {
    let directory = try TemporaryDirectory()
    let file = try answer(open("/proc/sys/fs/inotify/max_queued_events", O_RDONLY), "open")
    defer { close(file) }
    var text = [UInt8](repeating: 0, count: 32)
    let length = read(file, &text, text.count)
    let limit = try #require(Int(String(decoding: text[..<length], as: UTF8.self).prefix { $0 != "\n" }))
    let (code, notes) = try Witness.record { witness in
      witness.keep(
        try witness.loop.watch(directory.path, [.create, .closeWrite], for: witness) { witness, event in
          guard event.overflow else { return }
          witness.note("\(event.name == nil)")
          witness.loop.exit()
        })
      for number in 0...(limit / 2) {
        try directory.write("\(number)")
        unlink(directory.at("\(number)"))
      }
    }
    #expect(code == 0)
    #expect(notes == ["true"])
  }

  @Test(arguments: [("nothing is there", "missing", ENOENT), ("it is a file", "file", ENOTDIR)])
  func `is refused with the path when`(_ why: String, _ name: String, _ reason: Int32) throws {
    let directory = try TemporaryDirectory()
    try directory.write("file")
    let loop = try EventLoop()
    let witness = Witness(on: loop)
    #expect(throws: SystemError("sd_event_add_inotify", on: directory.at(name), errno: reason)) {
      try loop.watch(directory.at(name), [.create, .onlyDirectory], for: witness) { _, _ in }
    }
  }
}

extension DirectoryEvent {
  /// The kind of event and the name, of which only the first character is the same each time when the kernel made it up.
  fileprivate var summary: String {
    let kinds: [(InotifyMask, String)] = [
      (.create, "create"), (.closeWrite, "closeWrite"), (.movedFrom, "movedFrom"), (.movedTo, "movedTo"),
      (.delete, "delete"), (.deleteSelf, "deleteSelf"), (.moveSelf, "moveSelf"), (.ignored, "ignored"),
      (.overflow, "overflow"),
    ]
    let kind = kinds.filter { mask.contains($0.0) }.map(\.1).joined(separator: "+")
    guard let name = name.map({ String(decoding: $0, as: UTF8.self) }) else { return kind }
    return "\(kind) \(name.hasPrefix("#") ? "#" : name)"
  }
}
