import Glibc
import Linux
import Systemd
import Testing

@Suite struct `A service on a socket of its own` {
  @Test func `takes and gives every kind of value, empty ones too`() throws {
    let rows = [Row("a", .max, ["x": 1, "y": 2]), Row("", 0)]
    let (brought, _) = try Shop.run { path in
      let shop = try BusClient.peer(path: path)
      var found: [[Row]] = []
      for rows in [rows, []] {
        let reply = try shop.call(
          "Echo", of: Shop.name, at: Shop.root, "grüß\u{1F600}", true, UInt32(7), rows)
        #expect(try reply.read(String.self) == "grüß\u{1F600}")
        #expect(try reply.read(Bool.self))
        #expect(try reply.read(UInt32.self) == 7)
        found.append(try reply.read([Row].self))
      }
      return found
    }
    #expect(brought == [rows, []])
  }

  @Test func `never cuts a text at a NUL`() throws {
    let (brought, _) = try Shop.run { path in
      try BusClient.peer(path: path).call(
        "Echo", of: Shop.name, at: Shop.root, "a\0b", false, UInt32(0), [Row]()
      )
      .read(String.self)
    }
    #expect(brought == "a\u{FFFD}b")
  }

  @Test func `answers a call of another form with an error, and goes on`() throws {
    let (brought, _) = try Shop.run { path in
      let shop = try BusClient.peer(path: path)
      let error = #expect(throws: BusError.self) {
        try shop.call("Echo", of: Shop.name, at: Shop.root, UInt64(1))
      }
      let other = #expect(throws: BusError.self) { try shop.call("Nothing", of: Shop.name, at: Shop.root) }
      let gone = #expect(throws: BusError.self) {
        try shop.call("Echo", of: Shop.name, at: "/org/example1/shelf/none", "", true, UInt32(1), [Row]())
      }
      _ = try shop.call("Echo", of: Shop.name, at: Shop.root, "", true, UInt32(1), [Row]())
      return [error, other, gone].map { $0?.name ?? "" }
    }
    #expect(
      brought == ["InvalidArgs", "UnknownMethod", "UnknownObject"].map { "org.freedesktop.DBus.Error." + $0 })
  }

  @Test func `reads an answer of another form than was expected as an error`() throws {
    let (brought, _) = try Shop.run { path in
      let shop = try BusClient.peer(path: path)
      func ask() throws -> BusReply {
        try shop.call("Echo", of: Shop.name, at: Shop.root, "", true, UInt32(1), [Row("a", 1)])
      }
      var names: [String] = []
      names.append(#expect(throws: BusError.self) { try ask().read(UInt64.self) }?.name ?? "")
      names.append(#expect(throws: BusError.self) { try ask().read([String].self) }?.name ?? "")
      let reply = try ask()
      for _ in 0..<3 { _ = try? reply.read(String.self) }
      // A refused read leaves the place where it was.
      _ = try reply.read(Bool.self)
      _ = try reply.read(UInt32.self)
      names.append(#expect(throws: BusError.self) { try reply.read([BusVariant<String>].self) }?.name ?? "")
      _ = try reply.read([Row].self)
      names.append(#expect(throws: BusError.self) { try reply.read(String.self) }?.name ?? "")
      return names
    }
    #expect(brought == Array(repeating: "org.freedesktop.DBus.Error.InvalidArgs", count: 4))
  }

  @Test func `answers later, from a thread, while it goes on`() throws {
    let (brought, _) = try Shop.run { path in
      try BusClient.peer(path: path).call("Later", of: Shop.name, at: Shop.root, UInt32(5)).read(String.self)
    }
    #expect(brought == "xxxxx")
  }

  @Test func `says its errors by name`() throws {
    let (brought, _) = try Shop.run { path in
      #expect(throws: BusError.self) {
        try BusClient.peer(path: path).call("Refuse", of: Shop.name, at: Shop.root)
      }
    }
    #expect(brought == BusError("org.example1.Error.Closed", "the shop is closed"))
  }

  @Test func `answers with an error where a call is dropped unanswered`() throws {
    let (brought, _) = try Shop.run { path in
      #expect(throws: BusError.self) {
        try BusClient.peer(path: path).call("Forget", of: Shop.name, at: Shop.root)
      }
    }
    #expect(brought?.name == "System.Error.ECANCELED")
  }

  @Test func `knows its caller from the kernel`() throws {
    let (brought, _) = try Shop.run { path in
      try BusClient.peer(path: path).call("Who", of: Shop.name, at: Shop.root).read(UInt32.self)
    }
    #expect(brought == geteuid())
  }

  @Test func `outlives a caller who goes before the answer`() throws {
    let (brought, notes) = try Shop.run { path in
      do {
        let impatient = try RawPeer(path)
        impatient.greet()
        impatient.send(RawPeer.call("Later", of: Shop.name, at: Shop.root.text, number: 1))
      }
      // One worker gives both answers, this one last.
      return try BusClient.peer(path: path).call("Later", of: Shop.name, at: Shop.root, UInt32(2)).read(
        String.self)
    }
    #expect(brought == "xx")
    #expect(notes.allSatisfy { $0 == "closed" })
  }

  @Test func `sends signals and the new values of properties`() throws {
    let (brought, _) = try Shop.run { path in
      let shop = try BusClient.peer(path: path)
      try shop.listen(below: Shop.root)
      _ = try shop.call("Ring", of: Shop.name, at: Shop.root, UInt32(2), UInt32(1))
      var heard: [String] = []
      for _ in 0..<3 {
        guard let signal = try shop.nextSignal(within: 5_000_000) else { break }
        let text =
          signal.name == "Rung"
          ? " \(try signal.values.read(UInt32.self)) \(try signal.values.read(String.self))" : ""
        heard.append(signal.name + text)
      }
      heard.append(try shop.nextSignal(within: 1) == nil ? "silence" : "more")
      return heard
    }
    #expect(brought == ["Rung 0 r", "Rung 1 r", "PropertiesChanged", "silence"])
  }

  @Test func `shows its objects, and those below a path that are there`() throws {
    let (brought, _) = try Shop.run { path in
      let shop = try BusClient.peer(path: path)
      let shelves = try shop.call(
        "Introspect", of: "org.freedesktop.DBus.Introspectable", at: Shop.shelves
      ).read(String.self)
      let whole = try shop.call("Introspect", of: "org.freedesktop.DBus.Introspectable", at: Shop.root).read(
        String.self)
      let path = try #require(BusPath("/a b", below: Shop.shelves))
      let name: String = try shop.property("Name", of: "org.example1.Shelf", at: path)
      let count: UInt32 = try shop.property("Count", of: Shop.name, at: Shop.root)
      return (shelves, whole, name, count)
    }
    #expect(brought.0.contains("<node name=\"_2fa_20b\"/>"))
    #expect(brought.1.contains("<arg type=\"a(sta{st})\" name=\"rows\" direction=\"in\"/>"))
    #expect(brought.1.contains("<arg type=\"s\" name=\"text\"/>"))
    #expect(brought.2 == "/a b")
    #expect(brought.3 == 0)
  }

  @Test func `is refused its path where another listens, and takes over what a dead one left`() throws {
    let (brought, _) = try Shop.run { path in
      let loop = try EventLoop()
      let witness = Witness(on: loop)
      func listen() throws {
        try BusListener(path: path, on: loop, for: witness, opened: { _, _ in }, closed: { _, _ in }).close()
      }
      return #expect(throws: SystemError.self) { try listen() }
    }
    #expect(brought?.errno == EADDRINUSE)
    let directory = try TemporaryDirectory()
    let path = directory.path + "/private"
    let loop = try EventLoop()
    let witness = Witness(on: loop)
    for _ in 0..<2 {
      let listener = try BusListener(
        path: path, on: loop, for: witness, opened: { _, _ in }, closed: { _, _ in })
      #expect(access(path, F_OK) == 0)
      // As a process that was killed.
      withExtendedLifetime(listener) {}
    }
  }

  @Test func `is not there, and says where`() {
    let error = #expect(throws: SystemError.self) { try BusClient.peer(path: "/nowhere/private") }
    #expect(error == SystemError("connect", on: "/nowhere/private", errno: ENOENT))
  }
}
