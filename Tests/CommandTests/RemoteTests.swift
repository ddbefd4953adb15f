import Glibc
import Testing

@Suite("--host")
struct RemoteTests {
  /// A daemon on a bus of its own, and an ssh that runs what it is told here.
  private func remote(_ inventory: String = DaemonVerbTests.hosts) throws -> (ServedShare, [String: String])?
  {
    guard access("/usr/bin/dbus-daemon", X_OK) == 0, access("/usr/bin/systemd-stdio-bridge", X_OK) == 0 else {
      Requirement.isMissing("dbus-daemon or systemd-stdio-bridge", "another machine's daemon")
      return nil
    }
    let served = try ServedShare(inventory: inventory, hasBus: true)
    try served.share.scratch.write(
      "bin/ssh",
      """
      #!/bin/sh
      echo "$@" >>"\(served.path)/ssh.log"
      while [ "$1" != -- ]; do shift; done
      shift 2
      # The bridge knows the machine's own bus alone, and no variable.
      exec "$@" "--bus-path=$DBUS_SYSTEM_BUS_ADDRESS"

      """)
    chmod("\(served.path)/bin/ssh", 0o755)
    // Nothing of the daemon's is reached but by the bus.
    let environment = [
      "PATH": "\(served.path)/bin:/usr/bin:/bin", "RUNTIME_DIRECTORY": "\(served.path)/nowhere",
    ]
    return (served, environment)
  }

  @Test("asks another machine's daemon through ssh, as systemctl does")
  func status() throws {
    guard let (served, environment) = try remote() else { return }
    for words in [
      ["status", "-H", "root@file02"], ["-H", "root@file02", "status"], ["--host=root@file02", "status"],
      ["alerts", "-Hroot@file02"],
    ] {
      let ending = try served.run(words, environment)
      #expect(ending.code == 2, "\(words): \(ending)")
      #expect(ending.output.contains("OLD"), "\(ending)")
    }
    let log = try Program(path: "/bin/cat").run(["\(served.path)/ssh.log"]).output
    #expect(log.contains("root"), "\(log)")
    #expect(log.contains("file02 systemd-stdio-bridge"))
  }

  @Test("shows its hosts and dumps, and changes them there")
  func verbs() throws {
    guard let (served, environment) = try remote() else { return }
    try served.share.fill()
    func run(_ words: String...) throws -> Ending { try served.run(words + ["-H", "file02"], environment) }
    let check = try run("check")
    #expect(check.code == 2)
    #expect(check.output.hasPrefix("CRITICAL: 1 of 1 host cannot write the dump"), "\(check)")
    #expect(check.output.contains("OLD"))
    let typo = try run("check", "ODL")
    #expect(typo.code == 3)
    #expect(typo.output.contains("OLD?"), "\(typo)")
    #expect(try JSONValue(run("check", "--json").output)["hosts"]?.list.first?["name"]?.string == "OLD")
    let list = try run("list", "--bugcheck", "0x7E")
    #expect(list.output.hasPrefix("OK: 1 dump kept"), "\(list)")
    #expect(list.output.contains("2 not shown"))
    #expect(
      try JSONValue(run("list", "--json").output).list.first?.keys.isSuperset(of: DumpListTests.keys) == true)
    let show = try run("show", "MEMORY-20260301")
    #expect(show.code == 0, "\(show)")
    #expect(show.output.contains("0x000000D1 DRIVER_IRQL_NOT_LESS_OR_EQUAL"))
    #expect(try run("show", "nosuch").code == 65)
    #expect(try run("pin", "MEMORY-20260301", "--reason", "r").code == 0)
    #expect(try run("unpin", "MEMORY-20260301").output.contains("it was: r"))
    #expect(try run("prune", "--dry-run").code == 0)
    #expect(try run("preserve").code == 0)
    #expect(try run("preserve", "/srv/nosuch").code == 65)
  }

  @Test("says what is needed there where nobody answers, and gives ssh no options")
  func unreachable() throws {
    guard let (served, environment) = try remote("") else { return }
    try served.share.scratch.write("bin/ssh", "#!/bin/sh\necho 'ssh: no such host' >&2\nexit 255\n")
    let ending = try served.run(["status", "-H", "nosuch"], environment)
    #expect(ending.code == 69)
    #expect(ending.errors.contains("systemd-stdio-bridge"), "\(ending.errors)")
    #expect(ending.output == "")
    #expect(try served.run(["status", "-H", "-oProxyCommand=true"], environment).code == 64)
    #expect(try served.run(["status", "--host=-oProxyCommand=true"], environment).code == 64)
  }

  @Test("on the bus others than root are told what everyone may know, and how much is hidden")
  func nobody() throws {
    guard geteuid() == 0 else { return Requirement.isMissing("root", "another user's view") }
    guard let (served, environment) = try remote() else { return }
    chmod(served.path, 0o755)
    let before = ["--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all"]
    func run(_ words: String...) throws -> Ending {
      try Program(path: "/usr/bin/setpriv").run(
        before + [Program.dumpctl.path] + words, in: "/",
        environment: served.environment.merging(environment) { $1 })
    }
    let status = try run("status")
    #expect(status.code == 2, "\(status)")
    #expect(status.output.contains("Last dump  not shown: that is for root"))
    #expect(
      try JSONValue(run("status", "--json").output)["not_permitted"]
        == .list([.string("last_dump"), .string("room")]))
    #expect(try run("alerts").output.contains("OLD"))
    #expect(try run("list", "-H", "file02").code == 77)
    #expect(try run("pin", "MEMORY", "--reason", "r", "-H", "file02").code == 77)
  }
}
