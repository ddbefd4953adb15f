import Testing

@Suite("bad input")
struct BadInputTests {
  /// A host file with a mistake.
  struct Row: CustomTestStringConvertible {
    let name: String
    let file: String
    let text: String
    /// `LINE:COLUMN` as it stands behind the file's name.
    let place: String
    /// What the message holds: what was wrong, and what was expected.
    let says: [String]
    /// The host that is unknown for it; `nil` where the file gives no name.
    var host: String? = "BAD"
    var testDescription: String { name }
  }

  static let rows = [
    Row(
      name: "a syntax error in TOML", file: "bad.toml", text: "[[host]]\nname = \"BAD\"\nos = windows\n",
      place: "3:6", says: ["error"], host: nil),
    Row(
      name: "a syntax error in JSON", file: "bad.ndjson", text: "{\"name\" \"BAD\"}\n", place: "1:9",
      says: ["colon"], host: nil),
    Row(
      name: "a wrong type", file: "bad.toml", text: "[[host]]\nname = \"BAD\"\nbuild = \"new\"\n",
      place: "3:9", says: ["build", "expected a whole number"]),
    Row(
      name: "an unknown key", file: "bad.toml",
      text: "[[host]]\nname = \"BAD\"\n[host.memory]\nvisibel = \"1 GiB\"\n",
      place: "4:1", says: ["visibel", "did you mean 'visible'?"]),
    Row(
      name: "a size that overflows", file: "bad.toml",
      text: "[[host]]\nname = \"BAD\"\nmemory.visible = \"99999999999999999999 GiB\"\n", place: "3:18",
      says: ["too large", "at most 4 EiB"]),
    Row(
      name: "a negative size", file: "bad.ndjson",
      text: "{\"name\":\"BAD\",\"memory\":{\"visible\":\"-5 GiB\"}}\n",
      place: "1:35", says: ["negative", "-5 GiB"]),
    Row(
      name: "a size without a unit", file: "bad.toml",
      text: "[[host]]\nname = \"BAD\"\nmemory.visible = 16384\n",
      place: "3:18", says: ["16384 MiB", "16384 B"]),
    Row(
      name: "two boot volumes", file: "bad.toml",
      text: """
        [[host]]
        name = "BAD"
        [[host.volume]]
        id = "C:"
        boot = true
        [[host.volume]]
        id = "D:"
        boot = true

        """, place: "8:1", says: ["two boot volumes", "expected one"]),
  ]

  static let good = """
    {"name":"GOOD","os":"windows","build":20348,"memory":{"visible":"8 GiB"},\
    "volume":[{"id":"C:","boot":true,"size":"127 GiB","free":"60 GiB"}],\
    "pagefile":[{"path":"C:\\\\pagefile.sys","management":"custom","initial":"9 GiB","maximum":"9 GiB","allocated":"9 GiB"}],\
    "crash-control":{"type":"complete","overwrite":true}}

    """

  @Test("in a host file is named with file, line and column; every other host is judged", arguments: rows)
  func inHostFile(row: Row) throws {
    let scratch = try Scratch()
    try scratch.write("dumpwarden.toml", "[local]\nassess = false\n")
    try scratch.write("hosts.d/a.ndjson", Self.good)
    try scratch.write("hosts.d/\(row.file)", row.text)
    let configuration = ["--config", "dumpwarden.toml"]

    let validated = try Program.dumpctl.run(["config", "check"] + configuration, in: scratch.path)
    #expect(validated.code == 65)
    let line = validated.lines.first { $0.hasPrefix("hosts.d/\(row.file):\(row.place): error: ") }
    #expect(line != nil, "\(validated.output)")
    for part in row.says { #expect(line?.contains(part) == true, "\(part) in \(line ?? "")") }

    let checked = try Program.dumpctl.run(["check", "--json"] + configuration, in: scratch.path)
    #expect(checked.code == 3)
    #expect(checked.errors.contains("hosts.d/\(row.file):\(row.place): error: "))
    let hosts = try JSONValue(checked.output)["hosts"]?.list ?? []
    #expect(hosts.first { $0["name"]?.string == "GOOD" }?["status"]?.string == "ok")
    let bad = hosts.filter { $0["name"]?.string != "GOOD" }
    #expect(bad.map { $0["name"]?.string } == (row.host.map { [$0] } ?? []))
    for host in bad {
      #expect(host["status"]?.string == "unknown")
      #expect(host["holds_complete"]?.string == "unknown")
      #expect(host["findings"]?.list.first?["message"]?.string?.contains(row.says[0]) == true)
    }
    // The screen does not look well either.
    let screen = try Program.dumpctl.run(["check"] + configuration, in: scratch.path)
    #expect(screen.output.hasPrefix("UNKNOWN: "))
    #expect(screen.output.contains("1 mistake in files"))
    // Whoever asks for the good one alone gets its answer.
    #expect(try Program.dumpctl.run(["check", "GOOD"] + configuration, in: scratch.path).code == 0)
  }

  @Test("two hosts of one name are both unknown, and both places are named")
  func sharedName() throws {
    let scratch = try Scratch()
    try scratch.write("dumpwarden.toml", "[local]\nassess = false\n")
    try scratch.write("hosts.d/a.ndjson", Self.good + Self.good.replacing("GOOD", with: "SQL07"))
    try scratch.write("hosts.d/b.ndjson", Self.good.replacing("GOOD", with: "sql07"))
    let configuration = ["--config", "dumpwarden.toml"]
    let validated = try Program.dumpctl.run(["config", "check"] + configuration, in: scratch.path)
    #expect(validated.code == 65)
    #expect(validated.output.contains("hosts.d/b.ndjson:1:9: error:"))
    #expect(validated.output.contains("hosts.d/a.ndjson:2:9 and hosts.d/b.ndjson:1:9"))
    let checked = try Program.dumpctl.run(["check", "--json"] + configuration, in: scratch.path)
    #expect(checked.code == 3)
    let hosts = try JSONValue(checked.output)["hosts"]?.list ?? []
    let statuses = hosts.map { "\($0["name"]?.string ?? "") \($0["status"]?.string ?? "")" }
    #expect(Set(statuses) == ["GOOD ok", "SQL07 unknown", "sql07 unknown"])
  }

  @Test("in the configuration is named too, and what is good of it is used")
  func inConfiguration() throws {
    let scratch = try Scratch()
    try scratch.write("dumpwarden.toml", "[local]\nassess = false\nwnat = \"complete\"\n")
    try scratch.write("dumpwarden.toml.d/10.toml", "[[policy]]\nmatch = \"*\"\nwant = \"kernel\"\n")
    try scratch.write("hosts.d/a.ndjson", Self.good)
    let configuration = ["--config", "dumpwarden.toml"]
    let validated = try Program.dumpctl.run(["config", "check"] + configuration, in: scratch.path)
    #expect(validated.code == 65)
    #expect(validated.output.contains("dumpwarden.toml:3:1: error: "))
    #expect(validated.output.contains("did you mean 'want'?"))
    #expect(validated.output.contains("dumpwarden.toml.d/10.toml:2:9: error: "))
    #expect(
      validated.lines.first?.hasPrefix("CRITICAL: 2 mistakes in 2 configuration files and 1 host") == true)
    let checked = try Program.dumpctl.run(["check", "--json"] + configuration, in: scratch.path)
    #expect(checked.code == 3)
    #expect(try JSONValue(checked.output)["hosts"]?.list.map { $0["name"]?.string } == ["GOOD"])
  }
}
