import DumpSamples
import Glibc
import Testing

/// What the dumps that are kept here say of the hosts that sent them.
@Suite("what is kept here is compared with what hosts say")
struct KeptDumpTests {
  private static let rules = ["EXT-AT-RISK", "TYP-DELIVERED", "FACTS-STALE-MEMORY", "EVT-CRASH-NO-DUMP"]

  private static func event(_ time: String, _ provider: String, _ id: Int, _ data: String) -> String {
    """
    [[host.event]]
    time = \(time)
    provider = "\(provider)"
    id = \(id)
    data = ["\(data)"]

    """
  }

  /// A moment some days ago: events older than a month say nothing of today.
  private static func daysAgo(_ days: Int, _ time: String) throws -> String {
    String(try Program.shell.run(["-c", "date -u -d '\(days) days ago' +%FT\(time)Z"]).output.prefix(20))
  }

  private func rules(_ share: DumpShare, _ host: String = "SQL07") throws -> Set<String> {
    let found = try share.json("check", host)["hosts"]?.list.first?["findings"]?.list ?? []
    return Set(found.compactMap { $0["rule"]?.string }).intersection(Self.rules)
  }

  /// What a program said, in one line.
  private static func unfolded(_ ending: Ending) -> String {
    ending.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test("a dump on the host that is newer than what is kept is at risk, until it is here")
  func atRisk() throws {
    let share = try DumpShare()
    try share.scratch.write("hosts.d/a.toml", HostSample(existing: "2026-03-02T09:20:00Z").text)
    #expect(try rules(share) == ["EXT-AT-RISK"])
    let before = try share.run("check", "SQL07")
    #expect(before.code == 1)
    #expect(Self.unfolded(before).contains("none of this host is kept here"))
    try share.dump(share.kept(DumpShare.first), time: "2026-03-01T09:15:00Z")
    #expect(Self.unfolded(try share.run("check", "SQL07")).contains("is of 2026-03-01T09:15:00Z"))
    #expect(try share.run("check", "--rule", "EXT-AT-RISK").output.contains("SQL07"))
    try share.dump(share.kept(DumpShare.second), time: "2026-03-02T09:15:00Z")
    #expect(try rules(share) == [])
    #expect(try share.run("check", "SQL07").code == 0)
    #expect(try share.run("fix", "SQL07").code == 0)
  }

  @Test("fix does not move a dump about that is to be fetched: it says what to do")
  func fix() throws {
    let share = try DumpShare()
    try share.scratch.write("hosts.d/a.toml", HostSample(existing: "2026-03-02T09:20:00Z").text)
    let ending = try share.run("fix", "SQL07")
    #expect(ending.code == 2)
    #expect(Self.unfolded(ending).contains("→ copy %SystemRoot%\\MEMORY.DMP to its dump directory"))
  }

  @Test(
    "W23 a kept dump of a smaller type than is configured is told of")
  func delivered() throws {
    let share = try DumpShare()
    try share.scratch.write("hosts.d/a.toml", HostSample().text)
    let name = share.kept(DumpShare.second)
    let made = try Program.sampleDump.run([
      "--size", "1MiB", "--type", "kernel", "--time", try Self.daysAgo(2, "09:15:00"),
      "\(share.path)/\(name)",
    ])
    #expect(made.code == 0)
    #expect(try rules(share) == ["TYP-DELIVERED"])
    #expect(try share.run("check", "SQL07").output.contains("is a kernel one"))
  }

  @Test("W25 a kept dump with more memory than the facts say makes them stale")
  func memory() throws {
    let share = try DumpShare()
    try share.scratch.write("hosts.d/a.toml", HostSample().text)
    let file = "\(share.path)/\(share.kept(DumpShare.second))"
    #expect(try Program.sampleDump.run(["--size", "3MiB", file]).code == 0)
    #expect(try rules(share) == ["FACTS-STALE-MEMORY"])
  }

  @Test("a crash whose dump was saved and never came is told of, and one whose dump is here is not")
  func crashWithoutDump() throws {
    let share = try DumpShare()
    let events =
      Self.event(try Self.daysAgo(5, "09:30:00"), "Microsoft-Windows-Kernel-Power", 41, "209")
      + Self.event(
        try Self.daysAgo(5, "09:31:00"), "Microsoft-Windows-WER-SystemErrorReporting", 1001, "0x000000d1")
    try share.scratch.write("hosts.d/a.toml", HostSample(more: events).text)
    try share.dump(share.kept(DumpShare.first), time: try Self.daysAgo(9, "09:15:00"))
    #expect(try rules(share) == ["EVT-CRASH-NO-DUMP"])
    #expect(Self.unfolded(try share.run("check", "SQL07")).contains("no dump of it has come here"))
    try share.dump(share.kept(DumpShare.second), time: try Self.daysAgo(5, "09:15:00"))
    #expect(try rules(share) == [])
  }

  @Test("a host without a dump directory is told nothing of what is kept, and explained why")
  func elsewhere() throws {
    let share = try DumpShare()
    try share.scratch.write("hosts.d/a.toml", HostSample("WEB01", existing: "2026-03-02T09:20:00Z").text)
    #expect(try rules(share, "WEB01") == [])
    #expect(
      try share.run("check", "WEB01", "--explain").output.contains(
        "no dump directory of this host was looked at"))
  }

  @Test("what the caller may not read is unknown, with the reason, on standard error and in --explain")
  func refused() throws {
    guard geteuid() == 0, access("/usr/bin/setpriv", X_OK) == 0 else {
      return Requirement.isMissing("needs root and setpriv(1)", "an archive that the caller may not read")
    }
    let share = try DumpShare()
    try share.scratch.write("hosts.d/a.toml", HostSample(existing: "2026-03-02T09:20:00Z").text)
    try share.dump(share.kept(DumpShare.first), time: "2026-03-01T09:15:00Z")
    chmod(share.path, 0o755)
    chmod("\(share.path)/share/SQL07/preserved", 0o700)
    let ending = try share.runAsNobody("check", "SQL07", "--explain")
    #expect(ending.code == 0)
    #expect(ending.errors.contains("what is kept there is not known here: permission denied"))
    let explained = Self.unfolded(ending)
    #expect(explained.lowercased().contains("permission denied: ext-at-risk"))
    // Only what is asked about is looked at: of another host nothing is said.
    try share.scratch.write("hosts.d/b.toml", HostSample("WEB01").text)
    #expect(try share.runAsNobody("check", "WEB01").errors == "")
  }

  @Test(
    "where the hypervisor writes, the need is the guest's memory in its directory, and the room there counts")
  func hypervisor() throws {
    let share = try DumpShare()
    let guest = HostSample(memory: "4 PiB").text + "\n"
    try share.scratch.write("hosts.d/a.toml", guest)
    let configuration = try share.scratch.text("dumpwarden.toml")
    try share.scratch.write(
      "dumpwarden.toml",
      configuration + "[[policy]]\nmatch = [\"SQL*\"]\nwant = \"complete\"\nby = \"hypervisor\"\n")
    let short = try share.run("check", "SQL07")
    #expect(short.code == 2)
    #expect(short.output.contains("VIR-HYPERVISOR-ROOM"))
    #expect(!short.output.contains("PGF-"))
    try share.scratch.write("hosts.d/a.toml", HostSample(memory: "1 MiB").text)
    let enough = try share.json("check", "SQL07")["hosts"]?.list.first
    #expect(enough?["can_write"]?.string == "yes")
    #expect(enough?["backing"]?["kind"]?.string == "hypervisor")
    #expect((enough?["backing"]?["bytes"]?.number ?? 0) > 0)
    // What the facts say of it stands, and a guest without a directory is not known to have room.
    try share.scratch.write(
      "hosts.d/a.toml", HostSample(more: "[host.platform]\ndump-free = \"512 KiB\"").text)
    #expect(try share.run("check", "SQL07").code == 2)
    try share.scratch.write("hosts.d/a.toml", HostSample("SQL08").text)
    #expect(try share.run("check", "SQL08").code == 3)
  }

  @Test("an inventory that somebody names is judged as it stands")
  func inventory() throws {
    let share = try DumpShare()
    try share.scratch.write("elsewhere.toml", HostSample(existing: "2026-03-02T09:20:00Z").text)
    let ending = try share.run("check", "--inventory", "elsewhere.toml")
    #expect(ending.code == 0)
    #expect(!ending.output.contains("EXT-AT-RISK"))
  }
}

extension Scratch {
  /// What a file of the folder holds.
  fileprivate func text(_ file: String) throws -> String {
    try Program(path: "/bin/cat").run(["\(path)/\(file)"]).output
  }
}
