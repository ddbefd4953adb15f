import FoundationEssentials
import Glibc
import Testing

@Suite("JSON schemas")
struct SchemaTests {
  private static let folder = "\(Fixture.here)/../../docs/schema"

  /// What is wrong with an answer by its schema; nothing where all is well.
  private func problems(_ output: String, _ schema: String) throws -> String {
    let scratch = try Scratch()
    let file = try scratch.write("answer.json", output)
    let ending = try Program.shell.run(
      [
        "-c", "exec \"$0\" \"$1\" <\"$2\"", "\(Fixture.here)/validate-json", "\(Self.folder)/\(schema).json",
        file,
      ])
    return ending.code == 0 ? "" : ending.output + ending.errors
  }

  private static var isReady: Bool {
    let ending = try? Program(path: "/usr/bin/python3").run(["-c", "import jsonschema"])
    guard ending?.code == 0 else {
      Requirement.isMissing("python3-jsonschema", "JSON against its schemas")
      return false
    }
    return true
  }

  private func expect(_ ending: Ending, _ schema: String, _ what: String = "") throws {
    #expect(!ending.output.isEmpty, "\(schema) \(what): \(ending.errors)")
    #expect(try problems(ending.output, schema) == "", "\(schema) \(what)")
  }

  @Test("hold for every answer that needs no daemon")
  func alone() throws {
    guard Self.isReady else { return }
    for fixture in [Fixture.fleet, .allWell, .localOnly, .exempt, .unknown] {
      try expect(dumpctl(["check", "--json"] + fixture.options, in: fixture), "check", fixture.name)
      try expect(
        dumpctl(["check", "--json", "--explain"] + fixture.options, in: fixture), "check", fixture.name)
      try expect(
        dumpctl(["config", "show", "--json", "--config", "dumpwarden.toml"], in: fixture), "config-show")
    }
    let options = Fixture.fleet.options
    try expect(dumpctl(["check", "nobody", "--json"] + options, in: .fleet), "check")
    try expect(dumpctl(["check", "--json", "--set", "memory.visible=512GiB"] + options, in: .fleet), "check")
    for host in ["SQL07", "FILE02", "OLD01", "APP12", "local"] {
      try expect(dumpctl(["fix", host, "--json"] + options, in: .fleet), "fix", host)
    }
    try expect(dumpctl(["size", "--ram", "64GiB", "--json"]), "size")
    try expect(dumpctl(["rules", "--json"]), "rules")
    try expect(dumpctl(["explain", "SIZ-COMPLETE-MIN", "--json"]), "explain")
    try expect(dumpctl(["explain", "VOC-BACKING", "--json"]), "explain")
    for fixture in [Fixture.fleet, .mistaken] {
      try expect(
        dumpctl(["config", "check", "--json", "--config", "dumpwarden.toml"], in: fixture), "config-check")
    }
    let scratch = try Scratch()
    try expect(
      Program.dumpctl.run(
        ["import", "windows-facts", "\(ImportTests.collected)/powershell-7.json", "--output=.", "--json"],
        in: scratch.path), "import")
    try scratch.write("site/dumpwarden.toml", "[local]\nassess = false\n")
    try scratch.write("site/hosts.d/a.toml", DaemonVerbTests.hosts)
    try expect(
      Program.dumpctl.run(
        [
          "accept", "OLD", "PGF-NONE", "--until=\(Day.ahead(9))", "--reason=r",
          "--config=site/dumpwarden.toml", "--json",
        ],
        in: scratch.path), "accept")
    _ = try scratch.dump("whole.DMP")
    _ = try scratch.dump("partial.DMP", percent: 50)
    try expect(
      Program.dumpctl.run(
        ["identify", "whole.DMP", "partial.DMP", ".", "nosuch", "--json"], in: scratch.path),
      "identify")
  }

  @Test("hold for every answer about dumps")
  func dumps() throws {
    guard Self.isReady else { return }
    let share = try DumpShare("last = 1\nfirst-of-each-bugcheck = 0\nmax-use = \"2 MiB\"\nmax-age = \"1d\"")
    try share.fill()
    try share.dump("share/SQL07/MEMORY.DMP", percent: 38)
    try share.scratch.write(share.kept("MEMORY-20250101T000000Z-000000D1.DMP.pin"), "reason: r\n")
    try expect(share.run("pin", DumpShare.second, "--reason", "r", "--until", "2999-12-31", "--json"), "pin")
    try expect(share.run("list", "--json"), "list")
    try expect(share.run("list", "--of", "nobody", "--json"), "list")
    for word in [DumpShare.second, "MEMORY.DMP", "MEMORY-20250101T000000Z-000000D1.DMP"] {
      try expect(share.run("show", word, "--json"), "show", word)
    }
    try expect(share.run("unpin", DumpShare.second, "--json"), "unpin")
    try expect(share.run("unpin", DumpShare.second, "--json"), "unpin")
    try expect(share.run("prune", "--dry-run", "--json"), "prune")
    try expect(share.run("prune", "--json"), "prune")
    try expect(share.run("preserve", "--json"), "preserve")
  }

  @Test("hold for every answer of the daemon's")
  func daemon() throws {
    guard Self.isReady else { return }
    let served = try ServedShare("max-use = \"2 MiB\"", inventory: DaemonVerbTests.hosts)
    let monitor = try BackgroundProgram(.dumpctl, ["monitor", "--json"], environment: served.environment)
    try monitor.line("following the daemon")
    try expect(served.run("status", "--json"), "status")
    try expect(served.run("test", "--json"), "test")
    try served.share.dump("share/SQL07/memory.new")
    rename("\(served.path)/share/SQL07/memory.new", "\(served.path)/share/SQL07/MEMORY.DMP")
    try monitor.line("0x000000D1")
    try expect(served.run("status", "--json"), "status")
    try expect(served.run("alerts", "--json"), "alerts")
    try expect(served.run("preserve", "--json"), "preserve")
    try expect(served.run("pin", "MEMORY-2026", "--reason", "r", "--json"), "pin")
    try expect(served.run("unpin", "MEMORY-2026", "--json"), "unpin")
    try expect(served.run("prune", "--json"), "prune")
    try served.share.dump("share/SQL07/MEMORY.DMP", percent: 38)
    try monitor.line("alert-raised")
    try expect(served.run("test", "--json"), "test", "where a dump stands")
    monitor.stop(SIGINT)
    let lines = monitor.lines.filter { $0.hasPrefix("{") }
    #expect(lines.count >= 3)
    #expect(try problems(lines.joined(separator: "\n"), "monitor") == "", "monitor")
    served.stop()
    try expect(
      served.run("status", "--json", "--config", "\(served.path)/dumpwarden.toml"), "status", "alone")
  }

  @Test("are there for every verb, and refuse what is not so")
  func complete() throws {
    guard Self.isReady else { return }
    let help = try dumpctl(["--help"]).output.split(separator: "SUBCOMMANDS:\n").last ?? ""
    let verbs = help.split(separator: "\n").filter {
      $0.hasPrefix("  ") && $0.dropFirst(2).first?.isLowercase == true
    }
    .compactMap { $0.split(separator: " ").first.map(String.init) }.flatMap {
      $0 == "config" ? ["config-check", "config-show"] : [$0]
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder).sorted()
    #expect(files == verbs.map { "\($0).json" }.sorted())
    for file in files {
      let schema = String(file.dropLast(5))
      #expect(try !problems("{\"version\":2}", schema).isEmpty, "\(schema)")
      #expect(try !problems("{\"no_such_key\":null}", schema).isEmpty, "\(schema)")
    }
  }
}
