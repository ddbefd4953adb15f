import Linux
import Glibc
import Testing

@testable import Systemd

@Suite struct `The journal` {
  /// Its socket has one fixed path, so only a mount namespace can put another one there.
  @Test(
    .enabled(if: geteuid() == 0 || getenv("CI") != nil, "needs root, to have a mount namespace of its own"))
  func `receives each field as it is, newlines and all`() async {
    await #expect(processExitsWith: .success) {
      try enterEmptyRun()
      try answer(mkdir("/run/systemd", 0o755), "mkdir")
      try answer(mkdir("/run/systemd/journal", 0o755), "mkdir")
      let received = try Datagrams(at: "/run/systemd/journal/socket")
      try Journal(identifier: "tests").send(
        priority: .warning, message: "FILE02 crashed\n0xD1",
        messageID: MessageID(hexadecimal: "0123456789abcdef0123456789abcdef"),
        fields: [
          Journal.Field("THING_NAME", "a\nPRIORITY=0\nb"),
          Journal.Field("THING_BYTES", bytes: [0, 0xFF, 0x0A]),
          Journal.Field("THING_EMPTY", ""),
        ])
      let entry = fields(of: try #require(received.next()))
      #expect(
        entry == [
          "MESSAGE": Array("FILE02 crashed\n0xD1".utf8), "PRIORITY": Array("4".utf8),
          "MESSAGE_ID": Array("0123456789abcdef0123456789abcdef".utf8),
          "SYSLOG_IDENTIFIER": Array("tests".utf8),
          "THING_NAME": Array("a\nPRIORITY=0\nb".utf8), "THING_BYTES": [0, 0xFF, 0x0A], "THING_EMPTY": [],
        ])
      #expect(received.next() == nil)
    }
  }

  @Test(arguments: ["", "lower", "_TRUSTED", "1ST", "A=B", "A B", "Ä", String(repeating: "A", count: 65)])
  func `is not sent a field whose name it would drop`(_ name: String) {
    #expect(throws: SystemError("sd_journal_sendv", on: name, errno: EINVAL)) {
      try Journal().send(priority: .info, message: "x", fields: [Journal.Field(name, "x")])
    }
  }

  @Test func `is at the end of standard error only if the numbers of the socket say so`() throws {
    let pipe = try Pipe()
    var status = stat()
    try answer(fstat(pipe.writeEnd, &status), "fstat")
    let (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
    #expect(Journal.isConnected(pipe.writeEnd, stream: "\(device):\(inode)"))
    for stream in [
      nil, "", ":", "\(device):\(inode + 1)", "\(device + 1):\(inode)", "\(device)", "a:b", "1:2:3",
    ] {
      #expect(!Journal.isConnected(pipe.writeEnd, stream: stream), "\(stream ?? "no variable")")
    }
    #expect(!Journal.isConnected(-1, stream: "\(device):\(inode)"))
  }

  @Test func `knows a kind of message by 32 hexadecimal digits`() {
    let identity = MessageID(hexadecimal: "00AB456789abcdef0123456789abcdef")
    #expect(identity == MessageID(0x00ab_4567_89ab_cdef_0123_4567_89ab_cdef))
    #expect(identity?.description == "00ab456789abcdef0123456789abcdef")
    for text in [
      "", "0123456789abcdef0123456789abcde", "0123456789abcdef0123456789abcdefa",
      "+123456789abcdef0123456789abcdef", "g123456789abcdef0123456789abcdef",
    ] {
      #expect(MessageID(hexadecimal: text) == nil, "\(text)")
    }
  }
}

/// Gives the calling thread a mount namespace of its own with nothing in `/run`.
private func enterEmptyRun() throws {
  // Neither call is part of the Glibc module.
  typealias Unshare = @convention(c) (Int32) -> Int32
  typealias Mount =
    @convention(c) (
      UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UInt, UnsafeRawPointer?
    ) -> Int32
  let unshare = unsafeBitCast(try #require(dlsym(nil, "unshare")), to: Unshare.self)
  let mount = unsafeBitCast(try #require(dlsym(nil, "mount")), to: Mount.self)
  let newNamespace: Int32 = 0x0002_0000
  let privateAll: UInt = 1 << 18 | 1 << 14
  try answer(unshare(newNamespace), "unshare")
  try answer(mount("none", "/", nil, privateAll, nil), "mount", "/")
  try answer(mount("tmpfs", "/run", "tmpfs", 0, nil), "mount", "/run")
}

/// Reads an entry in the journal's own protocol: `NAME=value`, or the name, a length of 64 bits and the value.
private func fields(of entry: [UInt8]) -> [String: [UInt8]] {
  var rest = entry[...]
  var fields: [String: [UInt8]] = [:]
  while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
    let line = rest[..<end]
    rest = rest[(end + 1)...]
    if let equals = line.firstIndex(of: UInt8(ascii: "=")) {
      fields[String(decoding: line[..<equals], as: UTF8.self)] = Array(line[(equals + 1)...])
    } else {
      let length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
      fields[String(decoding: line, as: UTF8.self)] = Array(rest.dropFirst(8).prefix(length))
      rest = rest.dropFirst(8 + length + 1)
    }
  }
  return fields
}
