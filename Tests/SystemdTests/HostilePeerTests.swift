import Glibc
import Linux
import Systemd
import Testing

/// Callers who want nothing good: each is answered or dropped, and the others are served.
@Suite struct `A service on a socket of its own, attacked` {
  @Test func `drops one who never says hello, and serves others meanwhile`() throws {
    var limits = BusListener.Limits()
    limits.greetingMicroseconds = 20_000
    let (isDropped, _) = try Shop.run(limits) { path in
      let silent = try RawPeer(path)
      try served(path)
      return silent.isDropped()
    }
    #expect(isDropped)
  }

  @Test(arguments: [
    ("noise", Array("GET / HTTP/1.1\r\n".utf8) + Array(repeating: UInt8(65), count: 5000)),
    ("an endless greeting", Array(repeating: UInt8(65), count: 100_000)),
  ])
  func `drops one who greets with`(_ what: String, _ bytes: [UInt8]) throws {
    let (isDropped, _) = try Shop.run { path in
      let peer = try RawPeer(path)
      peer.send(bytes)
      try served(path)
      return peer.isDropped()
    }
    #expect(isDropped, "\(what)")
  }

  @Test(arguments: [
    ("a message of 100 MiB", RawPeer.header(fields: 16, body: 100 << 20)),
    ("a message of 4 GiB", RawPeer.header(fields: .max, body: .max)),
    ("a header of 100 MiB", RawPeer.header(fields: 100 << 20, body: 0)),
    ("no message", Array(repeating: UInt8(0), count: 16)),
    ("another protocol", RawPeer.header(fields: 16, body: 0, version: 9)),
  ])
  func `drops one who sends`(_ what: String, _ bytes: [UInt8]) throws {
    let (isDropped, _) = try Shop.run { path in
      let peer = try RawPeer(path)
      peer.greet()
      peer.send(bytes)
      try served(path)
      return peer.isDropped()
    }
    #expect(isDropped, "\(what)")
  }

  @Test func `drops one who reads no signals, and keeps those who do`() throws {
    var limits = BusListener.Limits()
    limits.unsentBytes = 64 * 1024
    let (isDropped, notes) = try Shop.run(limits) { path in
      let deaf = try RawPeer(path)
      deaf.greet()
      let caller = try BusClient.peer(path: path)
      for _ in 0..<20 {
        _ = try caller.call("Ring", of: Shop.name, at: Shop.root, UInt32(10), UInt32(4000))
        while try caller.nextSignal(within: 0) != nil {}
      }
      return deaf.isDropped()
    }
    #expect(isDropped)
    #expect(notes.first == "closed")
  }

  @Test func `drops one who calls and calls and reads no answers`() throws {
    var limits = BusListener.Limits()
    limits.stalledMicroseconds = 50_000
    let (isDropped, notes) = try Shop.run(limits) { path in
      let deaf = try RawPeer(path)
      deaf.greet()
      // Each is answered with 50,000 bytes.
      let call = RawPeer.call("Later", of: Shop.name, at: Shop.root.text, number: 50_000)
      for _ in 0..<200 { deaf.send(call) }
      try served(path)
      return deaf.isDropped()
    }
    #expect(isDropped)
    #expect(notes.first == "closed")
  }

  @Test func `lets a user have so many connections and no more`() throws {
    var limits = BusListener.Limits()
    limits.connectionsOfUser = 3
    limits.connectionsOfRoot = 3
    let (refused, _) = try Shop.run(limits) { path in
      let first = try BusClient.peer(path: path)
      _ = try first.call("Refuse", of: Shop.name, at: Shop.root, expecting: "org.example1.Error.Closed")
      let others = try (0..<2).map { _ in try RawPeer(path) }
      others.forEach { $0.greet() }
      let error = #expect(throws: (any Error).self) { try served(path) }
      _ = try first.call("Refuse", of: Shop.name, at: Shop.root, expecting: "org.example1.Error.Closed")
      withExtendedLifetime(others) {}
      return error != nil
    }
    #expect(refused)
  }
}

private func served(_ path: String) throws {
  let other = try BusClient.peer(path: path)
  _ = try other.call("Echo", of: Shop.name, at: Shop.root, "", true, UInt32(1), [Row]())
}

extension BusClient {
  /// A call that is answered with an error of this name.
  fileprivate func call(_ method: String, of interface: String, at path: BusPath, expecting name: String)
    throws
  {
    let error = #expect(throws: BusError.self) { try self.call(method, of: interface, at: path) }
    #expect(error?.name == name)
  }
}

/// One who speaks the protocol byte by byte.
final class RawPeer: Sendable {
  private let socket: Int32

  init(_ path: String) throws {
    socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let result = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try answer(result, "connect")
  }

  deinit { close(socket) }

  /// Whatever the other end takes; it may have gone, or not read.
  func send(_ bytes: [UInt8]) {
    Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
  }

  func greet() {
    send([0] + Array("AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n".utf8))
    // The answers to both, so that this end counts as greeted.
    var bytes = [UInt8](repeating: 0, count: 1024)
    var text = ""
    while !text.contains("OK "), recv(socket, &bytes, 1024, 0) > 0 {
      text += String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// Whether the other end closes within ten seconds; nothing is read.
  func isDropped() -> Bool {
    var wanted = pollfd(fd: socket, events: 0, revents: 0)
    return poll(&wanted, 1, 10_000) > 0
  }

  static func header(fields: UInt32, body: UInt32, version: UInt8 = 1) -> [UInt8] {
    [UInt8(ascii: "l"), 1, 0, version] + little(body) + little(1) + little(fields)
  }

  private static func little(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// A whole call with one number.
  static func call(_ method: String, of interface: String, at path: String, number: UInt32) -> [UInt8] {
    var fields: [UInt8] = []
    for (code, type, text) in [(1, "o", path), (2, "s", interface), (3, "s", method)]
      as [(UInt8, String, String)]
    {
      while fields.count % 8 != 0 { fields.append(0) }
      fields += [code, 1] + Array(type.utf8) + [0] + little(UInt32(text.utf8.count)) + Array(text.utf8) + [0]
    }
    while fields.count % 8 != 0 { fields.append(0) }
    fields += [8, 1] + Array("g".utf8) + [0, 1] + Array("u".utf8) + [0]
    let length = UInt32(fields.count)
    while fields.count % 8 != 0 { fields.append(0) }
    return header(fields: length, body: 4) + fields + little(number)
  }
}
