import DumpSamples
import Glibc
import Sizing
import Testing

/// What the dumps that are kept say of their hosts, as the daemon comes to know it while it runs.
@Suite(.serialized)
struct HoldingTests {
  @Test("a dump at risk is told of, stays told of over a restart, and is no longer once it has come")
  func atRisk() throws {
    let folder = try Folder()
    try folder.write("hosts.d/a.toml", HostSample(existing: "2026-03-02T09:20:00Z").text.utf8)
    var daemon = try DaemonProcess(folder)
    try daemon.started()
    try daemon.line(
      "SQL07: the dump of 2026-03-02T09:20:00Z on the host is not kept here", "none of this host")
    #expect(daemon.stop() == 0)
    #expect(daemon.count("nothing stands against SQL07") == 0)

    // Another host that becomes known shows when the dumps have been looked at.
    try folder.make("dumps/FILE02")
    try folder.write("hosts.d/b.toml", HostSample("FILE02", existing: "2026-03-02T09:20:00Z").text.utf8)
    daemon = try DaemonProcess(folder)
    try daemon.started()
    try daemon.line("FILE02: the dump of 2026-03-02T09:20:00Z on the host is not kept here")
    #expect(daemon.lines.allSatisfy { !$0.contains("SQL07: the dump of") }, "\(daemon.lines)")
    var sample = WindowsSample(.complete, pages: 16)
    sample.crashTime = Timestamp("2026-03-02T09:15:00Z")
    try folder.write("dumps/SQL07/MEMORY.DMP", sample.bytes())
    try daemon.line("safe as")
    try daemon.line("nothing stands against SQL07 any more")
    #expect(daemon.stop() == 0)
    // Before the dumps were looked at, it was neither over nor new.
    #expect(daemon.count("nothing stands against SQL07") == 1)
  }

  @Test("W23 W25 the newest dump that is kept is compared with what the host is said to be")
  func compared() throws {
    let folder = try Folder()
    try folder.write("hosts.d/a.toml", HostSample().text.utf8)
    try folder.make("dumps/SQL07/preserved")
    try folder.write(
      "dumps/SQL07/preserved/MEMORY-20260302T091500Z-000000D1.DMP",
      WindowsSample(.complete, pages: 1024).bytes())
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    try daemon.line("SQL07: the host had 4 MB", "when it crashed, its facts say 1 MB")
    #expect(daemon.stop() == 0)
  }

  @Test("the room in the directory of a guest counts where the hypervisor writes")
  func room() throws {
    let folder = try Folder()
    try folder.configure(
      """
      [local]
      assess = false
      [[policy]]
      match = ["SQL*"]
      want = "complete"
      by = "hypervisor"
      [[dump-directory]]
      path = "\(folder.path)/dumps/*"
      """)
    try folder.write("hosts.d/a.toml", HostSample(memory: "4 PiB").text.utf8)
    let daemon = try DaemonProcess(folder)
    try daemon.started()
    try daemon.line("SQL07: the hypervisor has", "MB free for a dump of")
    let before = daemon.lines.count
    try folder.write("hosts.d/a.toml", HostSample().text.utf8)
    try daemon.line("nothing stands against SQL07 any more", from: before)
    #expect(daemon.stop() == 0)
  }
}
