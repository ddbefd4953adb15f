import DumpFormats
import DumpwardenBus
import Glibc
import Linux
import Sizing
import Systemd
import Testing

/// The daemon as it is called on its own socket, without a bus.
@Suite(.serialized)
struct BusDaemonTests {
  private let canonical = "dumps/SQL07/MEMORY.DMP"

  private func start(_ folder: Folder) throws -> (daemon: DaemonProcess, client: BusClient) {
    mkdir("\(folder.path)/runtime", 0o755)
    let daemon = try DaemonProcess(folder, environment: ["RUNTIME_DIRECTORY": "\(folder.path)/runtime"])
    try daemon.started()
    return (daemon, try BusClient.peer(path: "\(folder.path)/runtime/private"))
  }

  private func call(_ client: BusClient, _ method: String, _ arguments: any BusValue...) throws -> BusReply {
    try client.call(method, of: ManagerInterface.name, at: BusNames.manager, arguments: arguments)
  }

  private func errorName(_ body: () throws -> Void) -> String? {
    #expect(throws: BusError.self) { try body() }?.name
  }

  @Test("introspection shows what the table has, and nothing else")
  func introspection() throws {
    let folder = try Folder()
    let (daemon, client) = try start(folder)
    let directories = try call(client, "ListDirectories", "", UInt32(0)).read([DirectoryRow].self)
    let objects = [
      (BusNames.manager, ManagerInterface.table),
      (try #require(directories.first?.object), DirectoryInterface.table),
    ]
    for (path, table) in objects {
      let xml = try client.call("Introspect", of: "org.freedesktop.DBus.Introspectable", at: path)
        .read(String.self)
      let begin = try #require(xml.firstRange(of: " <interface name=\"\(table.name)\">"))
      let rest = xml[begin.lowerBound...]
      let end = try #require(rest.firstRange(of: " </interface>\n"))
      #expect(rest[..<end.upperBound] == table.introspection)
    }
    #expect(daemon.stop() == 0)
  }

  @Test("every method answers as the table says")
  func answers() throws {
    let folder = try Folder()
    try folder.write("hosts.d/WEB01.toml", "[[host]]\nname = \"WEB01\"\n".utf8)
    let (daemon, client) = try start(folder)
    try folder.write(canonical, dump(1))
    try daemon.line("safe as")
    let hosts = try call(client, "ListHosts", "", UInt32(0))
    #expect(try hosts.read([HostRow].self).map(\.name) == ["WEB01"])
    #expect(try hosts.read(String.self) == "")
    let alerts = try call(client, "ListAlerts", "", UInt32(0))
    #expect(try alerts.read([AlertRow].self).map(\.subject) == ["host WEB01"])
    #expect(try alerts.read(String.self) == "")
    #expect(try alerts.read(UInt32.self) == 0)
    let dumps = try call(client, "ListDumps", "", UInt32(0)).read([DumpRow].self)
    let kept = try #require(dumps.first)
    #expect(dumps.count == 1)
    #expect(kept.place == "kept")
    #expect(kept.state == "whole")
    #expect(kept.crashed == 1_772_442_900_000_000)
    #expect(try call(client, "DescribeDump", kept.path).read(String.self).contains("\"state\":\"whole\""))
    #expect(try call(client, "DescribeRoom").read([RoomRow].self).count == 1)
    #expect(try call(client, "LastDump").read(String.self) == kept.path)
    #expect(try call(client, "Preserve", "").read([PreservedRow].self) == [])
    #expect(try call(client, "Prune", "", true).read(String.self).contains("\"dry_run\":true"))
    #expect(try call(client, "Pin", kept.path, "why", UInt64(0)).read(String.self) == kept.path)
    #expect(try call(client, "Unpin", kept.path).read(String.self) == kept.path)
    _ = try call(client, "Reload")
    #expect(
      errorName { _ = try call(client, "DescribeHost", "nobody at all") } == BusErrorName.noSuchHost)
    #expect(errorName { _ = try call(client, "Preserve", "/none") } == BusErrorName.noSuchDirectory)
    #expect(errorName { _ = try call(client, "ListDumps", "1:2", UInt32(0)) } == BusErrorName.stale)
    #expect(daemon.stop() == 0)
    #expect(access("\(folder.path)/runtime/private", F_OK) != 0)
  }

  @Test("preserving on somebody's word is answered when the dump is on the disk")
  func preserves() throws {
    let folder = try Folder()
    let (daemon, client) = try start(folder)
    // While it is being written a dump is left alone.
    let writer = open("\(folder.path)/\(canonical)", O_CREAT | O_WRONLY | O_CLOEXEC, 0o644)
    let bytes: [UInt8] = dump(1)
    #expect(write(writer, bytes, bytes.count) == bytes.count)
    #expect(try call(client, "Preserve", "").read([PreservedRow].self) == [])
    close(writer)
    // Whoever is sooner, the event or this.
    let rows = try call(client, "Preserve", "\(folder.path)/dumps/SQL07").read([PreservedRow].self)
    try daemon.line("safe as")
    #expect(rows.allSatisfy { $0.from == "\(folder.path)/\(canonical)" && $0.host == "SQL07" })
    #expect(Set(folder.preserved()) == [bytes])
    #expect(daemon.stop() == 0)
  }

  @Test("a self-test's dump goes, its passing is remembered, and a change of the configuration is seen")
  func finishesTest() throws {
    let folder = try Folder()
    var (daemon, client) = try start(folder)
    func tested(_ client: BusClient) throws -> (at: UInt64, isChanged: Bool) {
      (
        try client.property("TestedAt", of: ManagerInterface.name, at: BusNames.manager),
        try client.property(
          "ConfigurationChangedSinceTest", of: ManagerInterface.name, at: BusNames.manager)
      )
    }
    #expect(try tested(client) == (0, false))
    try folder.write(canonical, TestDump.bytes(time: Timestamp(seconds: 1_772_442_900), number: 7))
    try daemon.line("safe as")
    let path = try #require(try call(client, "ListDumps", "", UInt32(0)).read([DumpRow].self).first?.path)
    _ = try call(client, "FinishTest", path)
    #expect(access(path, F_OK) != 0)
    let (at, isChanged) = try tested(client)
    #expect(at > 0)
    #expect(!isChanged)
    #expect(errorName { _ = try call(client, "FinishTest", path) } == BusErrorName.noSuchDump)
    #expect(daemon.stop() == 0)

    (daemon, client) = try start(folder)
    #expect(try tested(client) == (at, false))
    try folder.write(
      "dumpwarden.toml", "\n[[policy]]\nmatch = [\"X*\"]\nwant = \"none\"\n".utf8, append: true)
    _ = try call(client, "Reload")
    #expect(try tested(client) == (at, true))
    #expect(daemon.stop() == 0)
  }

  @Test("no real dump is taken for a test's")
  func keepsRealDumps() throws {
    let folder = try Folder()
    let (daemon, client) = try start(folder)
    try folder.write(canonical, dump(1))
    try daemon.line("safe as")
    let path = try #require(try call(client, "ListDumps", "", UInt32(0)).read([DumpRow].self).first?.path)
    #expect(errorName { _ = try call(client, "FinishTest", path) } == BusErrorName.noSuchDump)
    #expect(Set(folder.preserved()) == [dump(1)])
    #expect(daemon.stop() == 0)
  }

  @Test("whoever listens hears of what happens")
  func signals() throws {
    let folder = try Folder()
    let (daemon, client) = try start(folder)
    // Whoever has had an answer is known there; a signal goes to nobody who has only connected.
    _ = try call(client, "ListHosts", "", UInt32(0))
    try folder.write(canonical, dump(1))
    while let signal = try client.nextSignal(within: 20_000_000) {
      guard signal.name == "DumpPreserved" else { continue }
      #expect(signal.interface == DirectoryInterface.name)
      #expect(try signal.values.read(String.self) == "\(folder.path)/\(canonical)")
      #expect(try signal.values.read(String.self).hasSuffix("000000D1.DMP"))
      #expect(try signal.values.read(String.self) == "SQL07")
      #expect(daemon.stop() == 0)
      return
    }
    Issue.record("nobody told of the dump")
  }
}

extension BusInterface {
  /// As sd-bus shows it.
  fileprivate var introspection: String {
    func lines(_ arguments: [Argument], _ direction: String) -> String {
      arguments.map { "   <arg type=\"\($0.signature)\" name=\"\($0.name)\"\(direction)/>\n" }.joined()
    }
    var text = " <interface name=\"\(name)\">\n"
    for method in methods {
      text += "  <method name=\"\(method.name)\">\n"
      text += lines(method.takes, " direction=\"in\"") + lines(method.answers, " direction=\"out\"")
      text += "  </method>\n"
    }
    for property in properties {
      text += "  <property name=\"\(property.name)\" type=\"\(property.signature)\" access=\"read\">\n"
      if property.change == .constant {
        text +=
          "   <annotation name=\"org.freedesktop.DBus.Property.EmitsChangedSignal\" value=\"const\"/>\n"
      }
      text += "  </property>\n"
    }
    for signal in signals {
      text += "  <signal name=\"\(signal.name)\">\n" + lines(signal.carries, "") + "  </signal>\n"
    }
    return text + " </interface>\n"
  }
}
