import Glibc
import Testing

@Suite("dumpctl prune, pin and preserve")
struct PruneTests {
  private static let onlyNewest = "last = 1\nfirst-of-each-bugcheck = 0\nmax-use = \"1 MiB\"\nfree = \"none\""

  @Test("a plan over at-most is carried out on a person's word, and everything is accounted for")
  func prunes() throws {
    let share = try DumpShare(Self.onlyNewest)
    try share.fill()
    let dry = try share.run("prune", "--dry-run")
    #expect(dry.code == 0)
    #expect(dry.output.hasPrefix("OK: 2 dumps would be removed, "), "\(dry.output)")
    #expect(share.names("share/SQL07/preserved").count == 4)
    let ending = try share.run("prune")
    #expect(ending.code == 0, "\(ending.output)")
    #expect(share.names("share/SQL07/preserved") == [DumpShare.third, "notes"])
    for part in [
      "OK: 2 dumps removed, ", "; 1 kept", "Looked at 1 directory, 3 dumps", DumpShare.first,
      DumpShare.second,
      "more than 1.0 MiB in use", DumpShare.third, "newest", "max-use: 1.0 MiB at most",
      "met by what is removed",
    ] {
      #expect(ending.output.contains(part), "\(part) in \(ending.output)")
    }
    let again = try share.run("prune")
    #expect(again.code == 0)
    #expect(again.output.hasPrefix("OK: nothing is removed; 1 kept"))
  }

  @Test("a dry run's JSON names what the run removes")
  func dryRun() throws {
    let share = try DumpShare(Self.onlyNewest)
    try share.fill()
    func removed(_ answer: JSONValue) -> [String?] {
      (answer["removed"]?.list ?? []).map { $0["path"]?.string }
    }
    let dry = try share.json("prune", "--dry-run")
    let real = try share.json("prune")
    #expect(removed(dry) == removed(real))
    #expect(removed(dry).count == 2)
    #expect(dry["dry_run"] == .boolean(true))
    #expect(real["limits"]?.list.first?["is_met"] == .boolean(true))
    #expect(real["looked_at"]?["dumps"]?.number == 3)
    #expect(
      real.keys == [
        "version", "dry_run", "status", "looked_at", "removed", "skipped", "kept", "limits",
        "unknown_next_dump", "stopped",
      ])
  }

  @Test("in one directory nothing is removed that the policy would not remove for all")
  func oneDirectory() throws {
    let share = try DumpShare(Self.onlyNewest, hosts: ["FILE02", "SQL07"])
    try share.fill("SQL07")
    try share.fill("FILE02")
    _ = try share.run("prune", "share/FILE02")
    #expect(share.names("share/SQL07/preserved").count == 4)
  }

  @Test("what is pinned stays, until it is not")
  func pinned() throws {
    let share = try DumpShare("last = 1\nfirst-of-each-bugcheck = 0\nmax-use = \"2 MiB\"\nfree = \"none\"")
    try share.fill()
    let pin = try share.run("pin", DumpShare.first, "--reason", "case 4711", "--until", "2999-12-31")
    #expect(pin.code == 0)
    #expect(pin.output.contains("is pinned until 2999-12-31: case 4711"))
    #expect(share.names("share/SQL07/preserved").contains("\(DumpShare.first).pin"))
    #expect(try share.run("list").output.contains("kept: pinned until 2999-12-31: case 4711"))
    let pruned = try share.run("prune")
    #expect(share.names("share/SQL07/preserved").contains(DumpShare.first), "\(pruned.output)")
    #expect(!share.names("share/SQL07/preserved").contains(DumpShare.second))
    #expect(pruned.output.contains("pinned until 2999-12-31: case 4711"))
    let unpin = try share.json("unpin", DumpShare.first)
    #expect(unpin["previous"]?["reason"]?.string == "case 4711")
    #expect(unpin["pin"] == .null)
    #expect(try share.run("unpin", DumpShare.first).output.contains("was not pinned"))
  }

  @Test("what is being read stays, is a warning, and its reader is named")
  func read() throws {
    let share = try DumpShare("last = 1\nfirst-of-each-bugcheck = 0\nmax-use = \"2 MiB\"\nfree = \"none\"")
    try share.fill()
    let script = """
      exec 9<'\(share.kept(DumpShare.first))'
      "$0" prune --config dumpwarden.toml
      """
    let ending = try Program.shell.run(["-c", script, Program.dumpctl.path], in: share.path)
    #expect(ending.code == 1, "\(ending.output)")
    #expect(ending.output.contains("Not removed"))
    #expect(ending.output.contains("in use by sh (process "))
    #expect(share.names("share/SQL07/preserved") == [DumpShare.first, DumpShare.third, "notes"])
  }

  @Test("a lock that another holds is waited for as long as was said, and its holder is named")
  func locked() throws {
    let share = try DumpShare(Self.onlyNewest)
    try share.fill()
    let script = """
      exec 9<'\(share.kept(""))'
      flock 9
      "$0" prune --lock-timeout 0s --config dumpwarden.toml 9<&-
      """
    let ending = try Program.shell.run(["-c", script, Program.dumpctl.path], in: share.path)
    #expect(ending.code == 1, "\(ending.output)")
    #expect(ending.output.contains("its directory is locked by sh (process "), "\(ending.output)")
    #expect(share.names("share/SQL07/preserved").count == 4)
  }

  @Test("an entry with a mistake deletes nothing")
  func mistaken() throws {
    let share = try DumpShare(Self.onlyNewest + "\nlast-of-all = 3")
    try share.fill()
    let ending = try share.run("prune")
    #expect(share.names("share/SQL07/preserved").count == 4)
    #expect(ending.errors.contains("last-of-all"))
    #expect(ending.output.contains("its entry in the configuration has a mistake"))
  }

  @Test("a limit that the policy does not allow to be met is a warning with both numbers")
  func unmet() throws {
    let share = try DumpShare("last = 1\nfirst-of-each-bugcheck = 0\nfree = \"100 PiB\"")
    try share.fill()
    let ending = try share.run("prune")
    #expect(ending.code == 1)
    #expect(ending.output.contains("1 limit not met"), "\(ending.output)")
    #expect(ending.output.contains("free: 100.0 PiB wanted, "))
  }

  @Test("without the right to it nothing is deleted or pinned, and the exit code is 77")
  func notPermitted() throws {
    guard geteuid() == 0 else { return Requirement.isMissing("root", "no permission to prune") }
    let share = try DumpShare(Self.onlyNewest)
    try share.fill()
    chmod(share.path, 0o755)
    for name in [DumpShare.first, DumpShare.second, DumpShare.third] {
      chmod("\(share.path)/\(share.kept(name))", 0o644)
    }
    let pruned = try share.runAsNobody("prune")
    #expect(pruned.code == 77, "\(pruned.output)\(pruned.errors)")
    let pin = try share.runAsNobody("pin", DumpShare.first, "--reason", "r")
    #expect(pin.code == 77, "\(pin.output)\(pin.errors)")
    #expect(pin.errors.contains("permission denied"))
    #expect(share.names("share/SQL07/preserved").count == 4)
  }

  @Test("what root pins for the daemon belongs to the daemon, and is not open to all")
  func owner() throws {
    guard geteuid() == 0 else { return Requirement.isMissing("root", "a pin for another user") }
    let share = try DumpShare()
    try share.fill()
    chown("\(share.path)/\(share.kept(""))", 65534, 65534)
    #expect(try share.run("pin", DumpShare.first, "--reason", "r").code == 0)
    var status = stat()
    #expect(stat("\(share.path)/\(share.kept(DumpShare.first)).pin", &status) == 0)
    #expect(status.st_uid == 65534)
    #expect(status.st_mode & 0o777 & ~0o640 == 0)
  }

  @Test("preserve takes what is whole, and leaves what may still be coming")
  func preserves() throws {
    let share = try DumpShare(hosts: ["FILE02", "SQL07", "WEB01"])
    try share.dump("share/FILE02/MEMORY.DMP")
    try share.dump("share/SQL07/memory.dmp", percent: 40)
    let answer = try share.json("preserve")
    #expect(answer["status"]?.string == "warning")
    let dumps = answer["dumps"]?.list ?? []
    #expect(dumps.map { $0["result"]?.string } == ["preserved", "left"])
    let name = "MEMORY-20260302T091500Z-000000D1.DMP"
    #expect(dumps.first?["preserved_as"]?.string == "\(share.path)/\(share.kept(name, of: "FILE02"))")
    #expect(share.names("share/FILE02") == ["preserved"])
    #expect(share.names("share/FILE02/preserved") == [name, "notes"])
    #expect(share.names("share/SQL07") == ["memory.dmp", "preserved"])
    let again = try share.run("preserve", "share/FILE02")
    #expect(again.code == 0)
    #expect(again.output == "OK: no dump stands under a canonical name in 1 directory\n")
  }

  @Test("preserve leaves a dump whose writer has it open")
  func written() throws {
    let share = try DumpShare()
    try share.dump("share/SQL07/MEMORY.DMP")
    let script = "exec 9>>share/SQL07/MEMORY.DMP\n\"$0\" preserve --config dumpwarden.toml"
    let ending = try Program.shell.run(["-c", script, Program.dumpctl.path], in: share.path)
    #expect(ending.code == 1)
    #expect(ending.output.contains("it is being written"))
    #expect(share.names("share/SQL07") == ["MEMORY.DMP", "preserved"])
  }
}
