import Linux
import Glibc
import Systemd
import Testing

/// Each in a process of its own: the environment belongs to a whole process.
@Suite struct `The service manager` {
  @Test func `hears what the service says, one datagram each`() async {
    await #expect(processExitsWith: .success) {
      let name = "@systemd-tests-\(getpid())"
      let manager = try Datagrams(at: name)
      setenv("NOTIFY_SOCKET", name, 1)
      let service = ServiceManager()
      #expect(service.isSupervised)
      try service.ready(status: "watching 3 directories")
      #expect(manager.nextText() == "READY=1\nSTATUS=watching 3 directories")
      try service.reloading()
      let reloading = try #require(manager.nextText()?.split(separator: "\n"))
      #expect(reloading.count == 2 && reloading.first == "RELOADING=1")
      #expect(reloading.last?.hasPrefix("MONOTONIC_USEC=") == true)
      #expect(reloading.last.flatMap { UInt64($0.dropFirst("MONOTONIC_USEC=".count)) } ?? 0 > 0)
      try service.extendTimeout(microseconds: 5_000_000)
      #expect(manager.nextText() == "EXTEND_TIMEOUT_USEC=5000000")
      try service.status("a name with\nREADY=1")
      #expect(manager.nextText() == #"STATUS=a name with\nREADY=1"#)
      try service.stopping()
      #expect(manager.nextText() == "STOPPING=1")
      #expect(manager.next() == nil)
    }
  }

  @Test func `is not missed where there is none`() async {
    await #expect(processExitsWith: .success) {
      unsetenv("NOTIFY_SOCKET")
      #expect(!ServiceManager().isSupervised)
      try ServiceManager().ready()
      #expect(try !EventLoop().enableWatchdog())
    }
  }

  @Test func `that cannot be reached is an error`() async {
    await #expect(processExitsWith: .success) {
      setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1)
      #expect(throws: SystemError("sd_notify", on: "READY=1", errno: ENOENT)) {
        try ServiceManager().ready(status: "x")
      }
    }
  }

  @Test func `that wants a sign of life gets one from the loop`() async {
    await #expect(processExitsWith: .success) {
      let name = "@systemd-tests-\(getpid())"
      let manager = try Datagrams(at: name)
      setenv("NOTIFY_SOCKET", name, 1)
      setenv("WATCHDOG_USEC", "20000000", 1)
      let loop = try EventLoop()
      #expect(try loop.enableWatchdog())
      #expect(manager.nextText() == "WATCHDOG=1")
    }
  }

  @Test(
    arguments: [
      (
        "one of each", ["STATE_DIRECTORY": "/var/lib/a", "RUNTIME_DIRECTORY": "/run/a"], "/var/lib/a",
        "/run/a"
      ),
      ("several", ["STATE_DIRECTORY": "/var/lib/a:/var/lib/b"], "/var/lib/a", nil),
      ("none", [:], nil, nil),
      ("an empty one", ["RUNTIME_DIRECTORY": ""], nil, nil),
    ] as [(String, [String: String], String?, String?)])
  func `tells which directories it made`(
    _ what: String, _ environment: [String: String], _ state: String?, _ runtime: String?
  ) {
    let directories = ServiceManager.directories { environment[$0] }
    #expect(directories.state == state)
    #expect(directories.runtime == runtime)
  }
}
