import Testing

@Suite("filters of dumpctl list")
struct DumpFilterTests {
  private static let (a, b, c, arriving, gone) = ("first", "second", "third", "arriving", "gone")

  /// Three kept dumps of SQL07, one arriving at FILE02, and a pin whose dump is gone.
  private func share() throws -> DumpShare {
    let share = try DumpShare(hosts: ["FILE02", "SQL07"])
    try share.fill()
    try share.dump("share/FILE02/MEMORY.DMP", time: "2026-03-12T09:15:00Z", percent: 38)
    try share.scratch.write(
      share.kept("MEMORY-20250101T000000Z-000000D1.DMP.pin", of: "FILE02"), "reason: r\n")
    return share
  }

  private func names(_ words: [String], _ share: DumpShare) throws -> Set<String> {
    let ending = try Program.dumpctl.run(
      ["list", "--config", "dumpwarden.toml", "--json"] + words, in: share.path)
    guard ending.code == 0 else { throw Trouble("\(words): \(ending.errors)") }
    return Set(
      try JSONValue(ending.output).list.compactMap { dump in
        switch dump["path"]?.string?.split(separator: "/").last.map(String.init) {
        case DumpShare.first: Self.a
        case DumpShare.second: Self.b
        case DumpShare.third: Self.c
        case "MEMORY.DMP": Self.arriving
        default: Self.gone
        }
      })
  }

  @Test("leave what was asked for")
  func filters() throws {
    let share = try share()
    let rows: [([String], Set<String>)] = [
      ([], [Self.a, Self.b, Self.c, Self.arriving, Self.gone]),
      (["--of", "sql07"], [Self.a, Self.b, Self.c]),
      (["--of", "S*", "--of", "file02"], [Self.a, Self.b, Self.c, Self.arriving, Self.gone]),
      (["--since", "2026-03-02"], [Self.b, Self.c, Self.arriving]),
      (["--since", "2026-03-02 09:15"], [Self.b, Self.c, Self.arriving]),
      (["--since", "2026-03-02T09:15:01Z"], [Self.c, Self.arriving]),
      (["--since", "2026-03-02T10:15:00+01:00"], [Self.b, Self.c, Self.arriving]),
      (["--until", "2026-03-02"], [Self.a, Self.b]),
      (["--until", "2026-03-02 09:14"], [Self.a]),
      (["--until", "2026-03-02 09:15"], [Self.a, Self.b]),
      (["--since", "2026-03-02", "--until", "2026-03-02"], [Self.b]),
      (["--until", "36500d"], []),
      (["--since", "36500d ago"], [Self.a, Self.b, Self.c, Self.arriving]),
      (["--bugcheck", "0xd1"], [Self.a, Self.arriving]),
      (["--bugcheck", "0000007E"], [Self.b]),
      (["--bugcheck", "page_fault_in_nonpaged_area"], [Self.c]),
      (["--bugcheck", "*_IRQL_*", "--bugcheck", "50"], [Self.a, Self.c, Self.arriving]),
      (["--state", "whole"], [Self.a, Self.b, Self.c]),
      (["--state", "partial", "--state", "missing"], [Self.arriving, Self.gone]),
      (["--state", "whole", "--bugcheck", "0xD1", "--since", "2026-03-01"], [Self.a]),
    ]
    for (words, expected) in rows { #expect(try names(words, share) == expected, "\(words)") }
  }

  @Test("say how many dumps they left out")
  func leftOut() throws {
    let share = try share()
    #expect(try share.run("list", "--of", "FILE02").output.contains("3 not shown"))
    #expect(
      try share.run("list", "--bugcheck", "0x1A").output == "OK: none of 5 dumps is what was asked for\n")
  }

  @Test(
    "that mean nothing are refused with the nearest that does",
    arguments: [
      (["--state", "hole"], "did you mean whole?"),
      (["--bugcheck", "DRIVER_IRQL_NOT_LES_OR_EQUAL"], "did you mean DRIVER_IRQL_NOT_LESS_OR_EQUAL?"),
      (["--bugcheck", "x"], "expected a code such as 0xD1"),
      (["--since", "soon"], "'soon' is no time"), (["--until", "2026-02-30"], "is no time"),
      (["--since", "2026-03-02", "--until", "2026-03-01"], "is before --since"),
    ])
  func refused(words: [String], said: String) throws {
    let ending = try Program.dumpctl.run(["list"] + words)
    #expect(ending.code == 64)
    #expect(ending.errors.contains(said), "\(ending.errors)")
  }

  @Test("of a host that nobody knows name the nearest, and a pattern is none")
  func unknownHost() throws {
    let share = try share()
    let near = try share.run("list", "--of", "SQL70")
    #expect(near.errors == "dumpctl: no dump directory is of a host 'SQL70': did you mean SQL07?\n")
    #expect(near.code == 0)
    #expect(try share.run("list", "--of", "sql07", "--of", "X*", "--of", "local").errors == "")
  }

  @Test(
    "a directory that is not there has the nearest suggested, or the option for hosts",
    arguments: [
      "list", "preserve", "prune",
    ])
  func unknownDirectory(verb: String) throws {
    let share = try share()
    let near = try share.run(verb, "\(share.path)/share/SQL70")
    #expect(near.code == 74)
    #expect(near.errors.contains("did you mean \(share.path)/share/SQL07?"), "\(near.errors)")
    #expect(try share.run(verb, "SQL07").errors.contains("dumpctl list --of SQL07"))
  }
}
