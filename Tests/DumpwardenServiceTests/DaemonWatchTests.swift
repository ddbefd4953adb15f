import Glibc
import Linux
import Testing

/// What the daemon watches, and how it takes changes of that.
@Suite(.serialized)
struct DaemonWatchTests {
  @Test("a directory that is missing is told of, and watched as soon as it is there")
  func appears() throws {
    let folder = try Folder()
    try folder.configure(
      """
      [local]
      assess = false
      [[dump-directory]]
      path = "\(folder.path)/late/deep/APP12"
      """)
    let daemon = try DaemonProcess(folder)
    try daemon.line("CRITICAL", "late/deep/APP12 is not watched")
    try daemon.started()
    for name in ["late", "late/deep", "late/deep/APP12"] { try folder.make(name) }
    try folder.write("late/deep/APP12/MEMORY.DMP", dump())
    try daemon.line("late/deep/APP12 is watched")
    try daemon.line("APP12", "safe as")
    #expect(daemon.stop() == 0)
    #expect(daemon.count("notice: \(folder.path)/late/deep/APP12 is watched") == 1, "\(daemon.lines)")
  }

  @Test("a host that comes later is watched by itself, and so are a hundred at once")
  func newHosts() throws {
    let folder = try Folder()
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    for number in 0..<100 {
      try folder.make("dumps/NEW\(number)")
      try folder.write("dumps/NEW\(number)/memory.dmp", dump(UInt64(number)))
    }
    for number in 0..<100 { try daemon.line("NEW\(number) crashed", "safe as") }
    #expect(daemon.stop() == 0)
    for number in 0..<100 { #expect(folder.preserved("NEW\(number)") == [dump(UInt64(number))]) }
  }

  @Test("a directory that is renamed away and made again is watched again")
  func madeAgain() throws {
    let folder = try Folder()
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    for seed in UInt64(1)...3 {
      try folder.rename("dumps/SQL07", to: "dumps/.old\(seed)")
      try folder.make("dumps/SQL07")
      let seen = daemon.lines.count
      try folder.write("dumps/SQL07/MEMORY.DMP", dump(seed))
      try daemon.line("safe as", from: seen)
      #expect(folder.preserved() == [dump(seed)])
    }
    #expect(daemon.stop() == 0)
  }

  @Test("a link among the hosts' directories leads nowhere", arguments: ["outside", "/", "loop"])
  func link(target: String) throws {
    let folder = try Folder()
    try folder.make("outside")
    try folder.write("outside/MEMORY.DMP", dump(1))
    let place = target == "outside" ? "\(folder.path)/outside" : target
    try #require(symlink(place, "\(folder.path)/dumps/loop") == 0)
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    try folder.rename("dumps/SQL07", to: "dumps/.old")
    try #require(symlink(place, "\(folder.path)/dumps/SQL07") == 0)
    try folder.make("dumps/APP12")
    try folder.write("dumps/APP12/MEMORY.DMP", dump(2))
    try daemon.line("APP12", "safe as")
    #expect(daemon.stop() == 0)
    #expect(daemon.count("safe as") == 1)
    #expect(folder.names("outside") == ["MEMORY.DMP"])
  }

  @Test("a host whose name could steer a terminal is written out")
  func hostileNames() throws {
    let folder = try Folder()
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    try folder.make("dumps/a\u{1B}[2J\nCRITICAL: forged")
    try folder.write("dumps/a\u{1B}[2J\nCRITICAL: forged/MEMORY.DMP", dump())
    try daemon.line("safe as")
    #expect(daemon.stop() == 0)
    #expect(
      daemon.lines.allSatisfy { !$0.contains("\u{1B}") && !$0.hasPrefix("CRITICAL") }, "\(daemon.lines)")
  }

  @Test("a configuration with a mistake is told of, and the last good one stays in force")
  func keepsConfiguration() throws {
    let folder = try Folder()
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    let good = try #require(folder.read("dumpwarden.toml"))
    try folder.configure("[[dump-directory]]\npath = 7")
    kill(daemon.identifier, SIGHUP)
    try daemon.line("CRITICAL", "dumpwarden.toml", "the last good version stays in force")
    try folder.write("dumps/SQL07/MEMORY.DMP", dump())
    try daemon.line("safe as")
    try folder.write("dumpwarden.toml", good)
    kill(daemon.identifier, SIGHUP)
    try daemon.line("dumpwarden.toml has no mistake any more")
    #expect(daemon.stop() == 0)
    #expect(daemon.count("CRITICAL") == 1)
  }

  @Test("a host file that changes is judged again, and so is one that goes")
  func hostFiles() throws {
    let folder = try Folder()
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    func host(_ pagefile: String) -> [UInt8] {
      Array(
        """
        [[host]]
        name = "SQL07"
        os = "windows"
        build = 20348
        collected = 2026-03-02T09:15:00Z
        [host.memory]
        visible = "64 GiB"
        [[host.volume]]
        id = "C:"
        boot = true
        size = "500 GiB"
        free = "300 GiB"
        [[host.pagefile]]
        path = 'C:\\pagefile.sys'
        management = "custom"
        initial = "\(pagefile)"
        maximum = "\(pagefile)"
        allocated = "\(pagefile)"
        [host.crash-control]
        type = "complete"

        """.utf8)
    }
    try folder.write("hosts.d/SQL07.toml", host("16 GiB"))
    try daemon.line("CRITICAL: SQL07")
    try folder.write("hosts.d/SQL07.toml", host("8 GiB"))
    try daemon.line("CRITICAL: SQL07", from: daemon.lines.count)
    try folder.write("hosts.d/SQL07.toml", Array("[[host]]\nname = 7\n".utf8))
    try daemon.line("hosts.d/SQL07.toml", "the last good version stays in force")
    unlink("\(folder.path)/hosts.d/SQL07.toml")
    try daemon.line("hosts.d/SQL07.toml has no mistake any more")
    try daemon.line("nothing stands against SQL07 any more")
    #expect(daemon.stop() == 0)
    #expect(daemon.count("CRITICAL: SQL07") == 2)
  }

  @Test("a directory and a dump that could not be opened are taken up when their permissions are put right")
  func permissions() throws {
    let folder = try Folder()
    let directory = "\(folder.path)/dumps/SQL07"
    #expect(chmod(directory, 0) == 0)
    // Root without its capabilities is held to permissions like anybody.
    let daemon = try DaemonProcess(folder, prefix: geteuid() == 0 ? ["setpriv", "--bounding-set=-all"] : [])
    try daemon.started()
    try daemon.line("dumps/SQL07 is not watched", "permission denied")
    #expect(chmod(directory, 0o755) == 0)
    try daemon.line("dumps/SQL07 is watched")
    try folder.write("upload", dump())
    #expect(chmod("\(folder.path)/upload", 0) == 0)
    try folder.rename("upload", to: "dumps/SQL07/MEMORY.DMP")
    try daemon.line("MEMORY.DMP is left alone", "permission denied")
    #expect(chmod("\(directory)/MEMORY.DMP", 0o600) == 0)
    try daemon.line("whole, safe as")
    #expect(daemon.stop() == 0)
  }

  @Test("a host file that is linked into place is read, though nobody ever closes it")
  func linkedHostFile() throws {
    let folder = try Folder()
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    try folder.write("LINKED.toml", Array("[[host]]\nname = \"LINKED\"\n".utf8))
    #expect(symlink("\(folder.path)/LINKED.toml", "\(folder.path)/hosts.d/LINKED.toml") == 0)
    try daemon.line("warning: LINKED")
    #expect(daemon.stop() == 0)
  }

  @Test("the service manager is told of ready, reloading and stopping, in this order")
  func notifies() throws {
    let folder = try Folder()
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    let receiver = OpenFile(adopting: descriptor)
    let name = "dumpwarden-test-\(getpid())-\(UInt32.random(in: 0...(.max)))"
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { path in
      for (index, byte) in name.utf8.enumerated() { path[index + 1] = byte }
    }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + 1 + name.utf8.count)
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    try #require(bound == 0)
    func message(with wanted: String) -> String? {
      while true {
        var waiting = pollfd(fd: receiver.descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 30_000) > 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(receiver.descriptor, &buffer, buffer.count, 0)
        let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        if text.split(separator: "\n").contains(Substring(wanted)) { return text }
      }
    }
    let daemon = try DaemonProcess(folder, environment: ["NOTIFY_SOCKET": "@\(name)"])
    #expect(message(with: "READY=1")?.contains("STATUS=watching 1 directory") == true)
    kill(daemon.identifier, SIGHUP)
    #expect(message(with: "RELOADING=1")?.contains("MONOTONIC_USEC=") == true)
    #expect(message(with: "READY=1") != nil)
    kill(daemon.identifier, SIGTERM)
    #expect(message(with: "STOPPING=1") != nil)
    #expect(daemon.stop() == 0)
  }
}
