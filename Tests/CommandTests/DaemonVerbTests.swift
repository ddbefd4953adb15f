import Glibc
import Testing

@Suite("what dumpctl asks of the daemon")
struct DaemonVerbTests {
  static let hosts = """
    [[host]]
    name = "OLD"
    pagefile = []
    [host.memory]
    visible = "4 GiB"
    [host.crash-control]
    type = "complete"

    """

  @Test("without a daemon is 69, with what to do about it")
  func absent() throws {
    let share = try ServedShare(isStarted: false)
    for words in [["status"], ["alerts"], ["monitor"], ["test"], ["alerts", "--json"]] {
      let ending = try share.run(words)
      #expect(ending.code == 69, "\(words)")
      #expect(ending.errors.contains("the daemon is not running"), "\(ending.errors)")
      #expect(ending.errors.contains("systemctl start dumpwarden"))
    }
  }

  @Test("status without a daemon shows what the directories tell")
  func statusAlone() throws {
    let share = try ServedShare(isStarted: false)
    try share.share.dump(share.share.kept(DumpShare.first))
    let ending = try share.run("status", "--config", "\(share.path)/dumpwarden.toml")
    #expect(ending.code == 69)
    #expect(ending.output.hasPrefix("UNKNOWN: the daemon is not running"))
    #expect(ending.output.contains("Last dump  SQL07 2 Mar 09:15 UTC, 0xD1 DRIVER_IRQL_NOT_LESS_OR_EQUAL,"))
    #expect(ending.output.contains("Room "))
    let json = try JSONValue(
      share.run("status", "--json", "--config", "\(share.path)/dumpwarden.toml").output)
    #expect(json["daemon"] == .null)
    #expect(json["last_dump"]?["host"]?.string == "SQL07")
  }

  @Test("status is the worst alert, the last dump, the room, the watch and the daemon, on a screen")
  func status() throws {
    let served = try ServedShare(inventory: Self.hosts)
    try served.share.dump("share/SQL07/memory.new", time: "2026-03-02T09:15:00Z")
    // A sender's rename; the daemon has preserved it once it says so.
    rename("\(served.path)/share/SQL07/memory.new", "\(served.path)/share/SQL07/MEMORY.DMP")
    try served.daemon?.line("safe as")
    let ending = try served.run("status")
    #expect(ending.code == 2, "\(ending)")
    #expect(ending.output.hasPrefix("CRITICAL: "))
    for label in [
      "Hosts      0 ok · 0 warning · 1 critical", "Last dump  SQL07", "Room       /",
      "Watch      1 directory by",
    ] {
      #expect(ending.output.contains(label), "\(label) in \(ending.output)")
    }
    #expect(ending.output.contains("never tested: dumpctl test"))
    for line in ending.lines { #expect(line.count <= 80, "\(line)") }
    let json = try served.json("status")
    #expect(json["last_dump"]?["safe_after_us"]?.number != nil)
    #expect(json["hosts"]?["critical"] == .number(1))
    #expect(json["status"]?.string == "critical")
    #expect(json["not_permitted"] == .list([]))
  }

  @Test("alerts are those that stand, the worst first, and the exit code is the worst")
  func alerts() throws {
    let served = try ServedShare(inventory: Self.hosts)
    let ending = try served.run("alerts")
    #expect(ending.code == 2)
    #expect(ending.output.hasPrefix("CRITICAL: 1 alert\n"), "\(ending.output)")
    #expect(ending.output.contains("OLD"))
    let json = try served.json("alerts")
    #expect(json["alerts"]?.list.first?["subject"]?.string == "host OLD")
    let well = try ServedShare()
    #expect(try well.run("alerts").output == "OK: no alerts\n")
    #expect(try well.run("alerts").code == 0)
  }

  @Test("monitor tells each event in a line, and ends with the daemon")
  func monitor() throws {
    let served = try ServedShare()
    let text = try BackgroundProgram(.dumpctl, ["monitor"], environment: served.environment)
    let json = try BackgroundProgram(.dumpctl, ["monitor", "--json"], environment: served.environment)
    // Whoever says that he follows has been answered, and the daemon tells him of what comes.
    for monitor in [text, json] { try monitor.line("following the daemon") }
    #expect(try served.run("test").code == 0)
    try text.line("dump preserved")
    let event = try JSONValue(try json.line("dump-preserved"))
    #expect(event["event"]?.string == "dump-preserved")
    #expect(event["bugcheck_code"]?.string == "0x44575444")
    #expect(event.keys.isSuperset(of: ["version", "time", "from", "to", "host", "size_bytes"]))
    served.stop()
    #expect(text.end() == 69)
    #expect(text.lines.last?.contains("the daemon has ended") == true)
    _ = json.end()
  }

  @Test("monitor that is interrupted has done what it should")
  func interrupted() throws {
    let served = try ServedShare()
    let monitor = try BackgroundProgram(.dumpctl, ["monitor"], environment: served.environment)
    try monitor.line("following the daemon")
    #expect(monitor.stop(SIGINT) == 0)
  }

  @Test("pin, unpin, prune and preserve are the daemon's business where it runs")
  func changes() throws {
    let served = try ServedShare(
      "last = 1\nfirst-of-each-bugcheck = 0\nmax-use = \"2 MiB\"\nat-most = \"0%\"", isStarted: false)
    try served.share.fill()
    try served.start()
    let pinned = try served.run("pin", "MEMORY-20260301", "--reason", "case 4711")
    #expect(pinned.code == 0, "\(pinned)")
    let show = try served.json("show", "MEMORY-20260301", "--config", "\(served.path)/dumpwarden.toml")
    #expect(show["pin"]?["reason"]?.string == "case 4711")
    let unpinned = try served.run("unpin", "\(served.path)/share/SQL07/preserved/\(DumpShare.first)")
    #expect(unpinned.output.contains("is pinned no more (it was: case 4711"), "\(unpinned)")
    let dry = try served.run("prune", "--dry-run")
    #expect(dry.output.hasPrefix("OK: 1 dump would be removed, 1.0 MiB; 2 kept"), "\(dry)")
    let pruned = try served.json("prune")
    #expect(pruned["removed"]?.list.map { $0["path"]?.string?.hasSuffix(DumpShare.first) } == [true])
    #expect(try served.run("prune").output.hasPrefix("OK: nothing is removed; 2 kept"))
    try served.share.dump("share/SQL07/MEMORY.DMP", percent: 38)
    let left = try served.run("preserve")
    #expect(left.code == 1, "\(left)")
    #expect(left.output.contains("it is partial"))
    // That it was the daemon which did it, it says itself.
    #expect(served.stop().contains { $0.contains(DumpShare.first) && $0.contains("deleted") })
  }

  @Test("what the daemon does not know has the nearest name, and what is not there is an error")
  func unknown() throws {
    let served = try ServedShare()
    try served.share.fill()
    let dump = try served.run("pin", "MEMROY-20260301T091500Z-000000D1.DMP", "--reason", "r")
    #expect(dump.code == 65)
    #expect(dump.errors.contains("did you mean \(DumpShare.first)?"), "\(dump.errors)")
    let directory = try served.run("preserve", "\(served.path)/share/SQL70")
    #expect(directory.code == 74)
    #expect(directory.errors.contains("did you mean \(served.path)/share/SQL07?"), "\(directory.errors)")
  }

  @Test("dumps of directories that are none of the daemon's are changed without it")
  func elsewhere() throws {
    let served = try ServedShare()
    try served.share.scratch.write("elsewhere/preserved/notes", "")
    try served.share.dump("elsewhere/preserved/\(DumpShare.first)")
    let path = "\(served.path)/elsewhere/preserved/\(DumpShare.first)"
    #expect(try served.run("pin", path, "--reason", "r").code == 0)
    #expect(access(path + ".pin", F_OK) == 0)
    try served.share.dump("elsewhere/MEMORY.DMP", time: "2026-03-05T09:15:00Z")
    let preserved = try served.run("preserve", "\(served.path)/elsewhere")
    #expect(preserved.errors == "")
    #expect(try served.run("prune", "\(served.path)/elsewhere", "--dry-run").code == 0)
  }

  @Test("libsystemd is loaded by those verbs alone, since it would cost each start half a millisecond")
  func loading() throws {
    let program = Program(path: "/usr/bin/env")
    func libraries(_ words: [String]) throws -> String {
      try program.run(["LD_DEBUG=libs", Program.dumpctl.path] + words, in: Fixture.allWell.path).errors
    }
    #expect(!(try libraries(["check", "--config", "dumpwarden.toml"]).contains("libsystemd")))
    #expect(try libraries(["alerts"]).contains("libsystemd"))
  }
}
