import Testing

@Suite("text from outside")
struct HostileTextTests {
  /// An escape, a bell, a line's end, a C1 control, an override of the direction, a character without width.
  static let hostile = "a\u{1B}[2Jb\u{07}c\nd\u{9B}e\u{202E}f\u{200B}g"
  static let escaped = #"a\u001b[2Jb\u0007c\nd\u009be\u202ef\u200bg"#

  @Test("never reaches the terminal raw, whatever is asked and however it is shown")
  func isMadeSafe() throws {
    let scratch = try Scratch()
    try scratch.write(
      "dumpwarden.toml",
      "[local]\nassess = false\n[[dump-directory]]\npath = \"/srv/\\u202Edumps\"\nhost = \"a\\u001B[2J\"\n")
    let volume = #"{"id":"\#(Self.escaped)","boot":true,"size":"10 GiB","free":"1 GiB"}"#
    let pagefile =
      #"{"path":"C:\\\#(Self.escaped)","management":"custom","initial":"1 GiB","maximum":"2 GiB"}"#
    let rest = #""os":"windows","memory":{"visible":"8 GiB"},"volume":[\#(volume)],"pagefile":[\#(pagefile)]"#
    try scratch.write(
      "hosts.d/b\u{1B}[2J\u{202E}.ndjson",
      """
      {"name":"\(Self.escaped)",\(rest)}
      {"name":"good\\u202ename",\(rest)}
      {"name":"plain","tags":["\(Self.escaped)"],\(rest),"crash-control":{"type":"complete","dump-file":"\(Self.escaped)","dedicated-dump-file":"\(Self.escaped)"}}
      {"name":"wrong","\(Self.escaped)":1}
      {"name":"SQL07",\(rest)}
      """)
    try scratch.write("hosts.d/\u{1B}]0;title\u{07}.toml", "[[host]\nname = \"\u{202E}\"\n")
    let dump = try scratch.dump("\u{1B}[31m\u{202E}.DMP")

    let configuration = ["--config", "dumpwarden.toml"]
    let share = ["--config", "share.toml"]
    try scratch.write(
      "share.toml",
      """
      [[dump-directory]]
      path = "\(scratch.path)/share/*"
      adopt = ["*.dmp"]
      """)
    _ = try scratch.write("share/h\u{1B}[2J/preserved/x", "")
    let adopted = try scratch.dump("share/h\u{1B}[2J/\(Self.hostile).dmp")
    try scratch.write(
      "share/h\u{1B}[2J/\(Self.hostile).dmp.pin", "reason: \(Self.hostile)\nby: \(Self.hostile)\n")
    try scratch.write("share/h\u{1B}[2J/gone\u{1B}.dmp.pin", "\(Self.hostile)")
    let commands = [
      ["list"] + share, ["list", "--of", Self.hostile] + share, ["list", Self.hostile],
      ["show", adopted] + share, ["show", Self.hostile] + share, ["show", "a"] + share,
      ["prune"] + share, ["prune", "--dry-run"] + share, ["prune", "--lock-timeout", Self.hostile],
      ["preserve"] + share, ["preserve", Self.hostile], ["unpin", Self.hostile] + share,
      ["pin", adopted, "--reason", Self.hostile] + share, ["unpin", adopted] + share,
      ["pin", adopted, "--reason", "r", "--until", Self.hostile] + share,
      ["check"] + configuration, ["check", "plain"] + configuration, ["check", "SQL07"] + configuration,
      ["check", "--status", "critical"] + configuration, ["check", Self.hostile] + configuration,
      ["check", "--root", Self.hostile] + configuration, ["check", "--status", Self.hostile],
      ["check", "--rule", Self.hostile], ["check", "--config", Self.hostile], ["check", "--\(Self.hostile)"],
      ["config", "check"] + configuration, ["config", "show"] + configuration, ["config", Self.hostile],
      ["config", "show", "--origin"] + configuration, ["explain", Self.hostile], [Self.hostile],
      ["size", "--ram", Self.hostile], ["size", "--ram", "1GiB", "--type", Self.hostile],
      ["identify", dump], ["identify", dump, Self.hostile], ["identify", Self.hostile],
    ]
    for command in commands {
      for form in [[], ["--json=short"], ["--json=pretty"]] {
        let ending = try Program.dumpctl.run(command + form, in: scratch.path)
        for text in [ending.output, ending.errors] {
          let raw = text.unicodeScalars.filter { $0 != "\n" && Self.isHostile($0) }
          #expect(raw.isEmpty, "\(command + form): \(text.debugDescription)")
        }
      }
    }
  }

  @Test("is the same text again when JSON is read")
  func isKeptInJSON() throws {
    let scratch = try Scratch()
    let dump = try scratch.dump("\u{1B}[31m\u{202E}é\u{1F600}\u{E0041}.DMP")
    let ending = try dumpctl(["identify", "--json", dump])
    #expect(try JSONValue(ending.output)["files"]?.list.first?["path"]?.string == dump)
    #expect(ending.output.contains("é\u{1F600}"))
  }

  private static func isHostile(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xE0000...0xE0FFF: true
    default: false
    }
  }
}
