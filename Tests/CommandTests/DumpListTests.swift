import Glibc
import Testing

@Suite("dumpctl list and show")
struct DumpListTests {
  static let keys: Set = [
    "path", "host", "directory", "place", "state", "reason", "format", "dump_type", "size_bytes",
    "expected_bytes", "percent_there", "allocated_bytes", "bugcheck_code", "bugcheck_name", "crash_time",
    "arrived", "is_being_written", "pin", "retention", "retention_reason", "is_test",
  ]

  @Test("where there is no dump the list is empty, and that is no failure")
  func empty() throws {
    let share = try DumpShare()
    #expect(try share.json("list") == .list([]))
    let ending = try share.run("list")
    #expect(ending.code == 0)
    #expect(ending.output == "OK: no dump in 1 directory\n")
    #expect(ending.errors.isEmpty)
  }

  @Test("where nothing is configured it says what to do")
  func unconfigured() throws {
    let scratch = try Scratch()
    try scratch.write("dumpwarden.toml", "[local]\nassess = false\n")
    let ending = try Program.dumpctl.run(["list", "--config", "dumpwarden.toml"], in: scratch.path)
    #expect(ending.code == 0)
    #expect(ending.output.contains("dumpctl list DIR"))
  }

  private func filled() throws -> DumpShare {
    let share = try DumpShare(
      "last = 1\nfirst-of-each-bugcheck = 0\nfree = \"none\"", hosts: ["FILE02", "SQL07"])
    try share.fill()
    try share.dump(share.kept(DumpShare.third, of: "FILE02"), bugCheck: "0x1A", time: "2026-03-12T08:02:00Z")
    try share.dump("share/SQL07/MEMORY.DMP", time: "2026-03-12T09:15:00Z", percent: 38)
    try share.dump("share/FILE02/memory.dmp", time: "2026-03-12T09:17:00Z")
    return share
  }

  @Test("the list is as it was read in review")
  func screen() throws {
    let share = try filled()
    try ScreenTests.expect(share.run("list").output, "a list of dumps")
    for width in ["80", "200"] {
      let words = ["list", "--config", "dumpwarden.toml"]
      let environment = ["COLUMNS": width]
      if width == "200" {
        let plain = try Program.dumpctl.run(words, in: share.path, environment: environment).output
        try ScreenTests.expect(plain, "a list of dumps, 200 columns")
      }
      if let seen = try Program.dumpctl.runOnTerminal(words, in: share.path, environment: environment) {
        try ScreenTests.expect(seen.output, "a list of dumps, \(width) columns, colour")
      }
    }
    let bare = try share.run("list", "--no-legend", "--of", "file*")
    #expect(bare.output.contains("HOST") == false)
    #expect(bare.output.contains("SQL07") == false)
    for line in try share.run("list").lines { #expect(line.count <= 80, "\(line)") }
  }

  @Test("JSON has the keys of the contract, and null for what is not known")
  func keys() throws {
    let dumps = try filled().json("list").list
    #expect(dumps.count == 6)
    for dump in dumps { #expect(dump.keys == Self.keys) }
    let arriving = try #require(dumps.first { $0["percent_there"]?.number == 37 })
    #expect(arriving["place"]?.string == "canonical")
    #expect(arriving["state"]?.string == "partial")
    #expect(arriving["retention"] == .null)
    let newest = try #require(dumps.first { $0["path"]?.string?.hasSuffix(DumpShare.third) == true })
    #expect(newest["retention"]?.string == "kept")
    #expect(newest["crash_time"]?.string?.hasPrefix("2026-03-") == true)
    #expect(newest["bugcheck_code"]?.string?.hasPrefix("0x000000") == true)
  }

  @Test("one directory is looked at alone, configured or not, and by what its neighbours count too")
  func oneDirectory() throws {
    let share = try filled()
    let one = try share.json("list", "share/FILE02").list
    #expect(Set(one.map { $0["host"]?.string }) == ["FILE02"])
    #expect(try share.json("list", "share").list.count == 6)
    try share.scratch.write("elsewhere/preserved/notes", "")
    try share.dump("elsewhere/preserved/\(DumpShare.first)")
    let other = try share.json("list", "elsewhere").list
    #expect(other.map { $0["host"]?.string } == ["elsewhere"])
    #expect(other.first?["retention_reason"]?.string == "newest")
  }

  @Test("W26 a pinned dump that is gone is missing, and a dump that is gone without a pin is not listed")
  func missing() throws {
    let share = try DumpShare()
    try share.scratch.write(share.kept(DumpShare.first + ".pin"), "reason: case 4711\n")
    let ending = try share.run("list")
    #expect(ending.output.hasPrefix("OK: 0 dumps kept, 0 B; 1 missing\n"))
    #expect(ending.output.contains("was pinned: case 4711"))
    #expect(try share.run("show", DumpShare.first).code == 3)
    #expect(try share.run("unpin", DumpShare.first).code == 0)
    #expect(try share.json("list") == .list([]))
    try share.dump(share.kept(DumpShare.second))
    #expect(try share.json("list").list.count == 1)
    unlink("\(share.path)/\(share.kept(DumpShare.second))")
    #expect(try share.json("list") == .list([]))
  }

  @Test("a dump is found by its path, its name and as much of that as is unique")
  func found() throws {
    let share = try filled()
    for word in [
      DumpShare.first, "MEMORY-20260301", "share/SQL07/preserved/\(DumpShare.first)",
      "\(share.path)/share/../share/SQL07/preserved/\(DumpShare.first)",
    ] {
      let ending = try share.run("show", word)
      #expect(ending.code == 0, "\(word): \(ending.errors)")
      #expect(ending.lines.first?.hasPrefix("OK: \(DumpShare.first) is whole") == true)
      #expect(ending.output.contains("0x000000D1 DRIVER_IRQL_NOT_LESS_OR_EQUAL"))
    }
    let show = try share.json("show", "MEMORY-20260301")
    #expect(
      show.keys.isSuperset(of: Self.keys.union(["version", "machine", "notes", "bugcheck_parameters"])))
  }

  @Test("no dump, and more than one, are told apart, and the nearest name is suggested")
  func notFound() throws {
    let share = try filled()
    let near = try share.run("show", "MEMROY-20260301T091500Z-000000D1.DMP")
    #expect(near.code == 65)
    #expect(near.errors.contains("did you mean \(DumpShare.first)?"))
    let far = try share.run("show", "x")
    #expect(far.code == 65)
    #expect(far.errors.contains("dumpctl list shows all"))
    let both = try share.run("show", DumpShare.third)
    #expect(both.code == 65)
    #expect(both.errors.contains("is the name of 2 dumps"))
    let file = try share.run("show", "/etc/passwd")
    #expect(file.code == 65)
    #expect(file.errors.contains("dumpctl identify"))
  }

  @Test("a directory that is not there is 74, a file 65, and one that may not be entered 77")
  func directories() throws {
    let share = try DumpShare()
    #expect(try share.run("list", "nosuch").code == 74)
    #expect(try share.run("list", "dumpwarden.toml").code == 65)
    guard geteuid() == 0 else { return Requirement.isMissing("root", "no permission to list") }
    chmod(share.path, 0o755)
    chmod("\(share.path)/share/SQL07", 0o700)
    for words in [["list"], ["list", "share/SQL07"], ["prune"], ["preserve"], ["list", "share"]] {
      let ending =
        words.count == 1 ? try share.runAsNobody(words[0]) : try share.runAsNobody(words[0], words[1])
      #expect(ending.code == 77, "\(words): \(ending.output)")
      #expect((ending.errors + ending.output).contains("permission denied"), "\(words): \(ending.errors)")
      #expect(!ending.output.hasPrefix("OK"), "\(words)")
    }
  }

  @Test("links, FIFOs and files of two names with a dump's name are told of, and hang nothing")
  func hostile() throws {
    let share = try DumpShare()
    let path = "\(share.path)/\(share.kept(""))"
    #expect(symlink("/etc/passwd", path + DumpShare.first) == 0)
    #expect(mkfifo(path + DumpShare.second, 0o600) == 0)
    #expect(mkfifo("\(share.path)/share/SQL07/MEMORY.DMP", 0o600) == 0)
    #expect(link("\(path)/notes", path + DumpShare.third) == 0)
    let ending = try Program(path: "/usr/bin/timeout").run(
      ["20", Program.dumpctl.path, "list", "--config", "dumpwarden.toml"], in: share.path)
    #expect(ending.code == 0)
    #expect(ending.output == "OK: no dump in 1 directory\n")
    #expect(ending.errors.split(separator: "\n").count == 4, "\(ending.errors)")
  }
}
