import Glibc
import Testing

@Suite("dumpctl test")
struct SelfTestTests {
  private static let steps = ["watch", "identify", "preserve", "alert", "list", "remove"]

  @Test("sends a dump through every step, a line each, and leaves nothing behind")
  func passes() throws {
    let served = try ServedShare()
    try served.share.fill()
    let before = served.share.names("share/SQL07/preserved")
    let ending = try served.run("test")
    #expect(ending.code == 0, "\(ending)")
    let passed = ending.lines.filter { $0.hasPrefix("  passed") }.map { $0.split(separator: " ")[1] }
    #expect(passed.map(String.init) == Self.steps)
    #expect(ending.output.contains("\nOK: a dump that arrives in"))
    #expect(served.share.names("share/SQL07/preserved") == before)
    #expect(served.share.names("share/SQL07") == ["preserved"])
    let status = try served.json("status")
    #expect(status["daemon"]?["tested_at"]?.string != nil)
    #expect(status["daemon"]?["configuration_changed_since_test"] == .boolean(false))
  }

  @Test("is remembered beyond the daemon's life, and with another configuration as long past")
  func remembered() throws {
    let served = try ServedShare()
    #expect(try served.json("test", "\(served.path)/share/SQL07/")["status"]?.string == "ok")
    served.stop()
    try served.start()
    #expect(try served.run("status").output.contains("configuration unchanged since"))
    served.stop()
    let file = "\(served.path)/dumpwarden.toml"
    let changed = try Program.shell.run(["-c", "sed -i 's/settle = .*/settle = \"1s\"/' '\(file)'"])
    #expect(changed.code == 0)
    try served.start()
    let output = try served.run("status").output.replacing("\n             ", with: " ")
    #expect(output.contains("configuration changed since: dumpctl test"), "\(output)")
  }

  @Test("names the step that fails: an archive that cannot be had")
  func archive() throws {
    let served = try ServedShare(hosts: [], isStarted: false)
    // A file where the archive should be.
    try served.share.scratch.write("share/SQL07/preserved", "in the way")
    try served.start()
    let ending = try served.run("test", "--timeout", "1s", "--json")
    #expect(ending.code == 2, "\(ending)")
    let json = try JSONValue(ending.output)
    #expect(json["failed_step"]?.string == "preserve")
    #expect(json["reason"]?.string?.contains("preserved") == true)
    let results = json["steps"]?.list.compactMap { $0["result"]?.string }
    #expect(results == ["not-reached", "not-reached", "failed", "not-reached", "not-reached", "not-reached"])
    #expect(served.share.names("share/SQL07") == ["preserved"], "what was dropped is taken back")
  }

  @Test("cannot be made where a dump stands, in a directory that nobody watches, or without a directory")
  func untried() throws {
    let served = try ServedShare()
    try served.share.dump("share/SQL07/Memory.dmp", percent: 38)
    let standing = try served.run("test")
    #expect(standing.code == 3)
    #expect(standing.output.replacing("\n  ", with: " ").contains("a dump stands there"), "\(standing)")
    #expect(served.share.names("share/SQL07").contains("Memory.dmp"))
    let unknown = try served.run("test", "\(served.path)/share/SQL70")
    #expect(unknown.code == 65)
    #expect(unknown.errors.contains("did you mean \(served.path)/share/SQL07?"))
    let none = try ServedShare(hosts: [])
    #expect(try none.run("test").code == 65)
  }

  @Test("removes what an interrupted test left, and no dump of a machine")
  func leftover() throws {
    let served = try ServedShare()
    try served.share.dump(served.share.kept(DumpShare.first))
    // One that was preserved, and whose test did not go on.
    let first = try BackgroundProgram(.dumpctl, ["test"], environment: served.environment)
    _ = try first.line("identify")
    kill(first.identifier, SIGKILL)
    _ = first.end()
    #expect(try served.run("test").code == 0)
    #expect(served.share.names("share/SQL07/preserved").sorted() == [DumpShare.first, "notes"])
  }

  @Test("looks for the entry that the message catalog has for a preserved dump")
  func messageID() throws {
    let catalog = try Program(path: "/bin/cat").run([
      "\(Fixture.here)/../../systemd/catalog/dumpwarden.catalog"
    ])
    let source = try Program(path: "/bin/cat").run(
      ["\(Fixture.here)/../../Sources/dumpctl/Daemon/JournalReading.swift"])
    let id = try #require(source.output.split(separator: "messageID = \"").last?.prefix(32))
    let entry = try #require(catalog.output.split(separator: "-- \(id)\n").last)
    #expect(catalog.output.contains("-- \(id)"))
    #expect(entry.hasPrefix("Subject:"))
  }
}
