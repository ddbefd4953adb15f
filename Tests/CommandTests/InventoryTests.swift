import Testing

/// Many hosts from one file, of which none is kept: what is said of all must be what is said of each.
@Suite("an inventory")
struct InventoryTests {
  /// Lines of every status, and of every mistake; `NAME` is a host of the same name as another.
  static let lines = [
    host("WELL", pagefile: 66000), host("SHORT", pagefile: 16384), #"{"name":"BARE","memory":{}}"#,
    #"{"name":"BAD","memory":{"visible":65536}}"#, #"{"name":"CUT","#, "", host("TWICE", pagefile: 66000),
    host("twice", pagefile: 16384), host("TIGHT", pagefile: 65600), host("WELL2", pagefile: 66000),
    #"{"name":"QUOTE\"\\","tags":["ü\u202e"]}"#,
  ]

  static func host(_ name: String, pagefile: Int) -> String {
    #"{"name":"\#(name)","os":"windows","build":20348,"product":"server","memory":{"visible":"65501 MiB"},"#
      + #""volume":[{"id":"C:","boot":true,"size":"900 GiB","free":"400 GiB"}],"pagefile":[{"path":"C:\\p.sys","#
      + #""management":"custom","initial":"\#(pagefile) MiB","maximum":"\#(pagefile) MiB","#
      + #""allocated":"\#(pagefile) MiB"}],"crash-control":{"type":"complete"}}"#
  }

  /// The inventory, and some more of its hosts under other names, so that it is read in several pieces.
  private func options(_ scratch: Scratch, copies: Int = 0) throws -> [String] {
    let more = (0..<copies).map { Self.host("COPY\($0)", pagefile: $0.isMultiple(of: 9) ? 16384 : 66000) }
    try scratch.write("dumpwarden.toml", "[local]\nassess = false\n")
    let file = try scratch.write("hosts.ndjson", (Self.lines + more).joined(separator: "\n"))
    return ["--config", "\(scratch.path)/dumpwarden.toml", "--inventory", file]
  }

  @Test("says of all hosts what it says of each")
  func sameOfEach() throws {
    let scratch = try Scratch()
    let options = try options(scratch)
    let all = try JSONValue(dumpctl(["check", "--json"] + options).output)["hosts"]?.list ?? []
    #expect(all.count == 9)
    for host in all {
      let name = try #require(host["name"]?.string)
      let alone = try JSONValue(dumpctl(["check", name, "--json"] + options).output)["hosts"]?.list ?? []
      // Case does not count, so that both of one name are meant.
      #expect(alone.contains(host), "\(name)")
    }
    for status in ["critical", "unknown", "warning", "ok"] {
      let picked = try JSONValue(dumpctl(["check", "--json", "--status", status] + options).output)
      #expect(picked["hosts"]?.list == all.filter { $0["status"]?.string == status })
    }
    let pretty = try dumpctl(["check", "--json=pretty"] + options)
    #expect(try JSONValue(pretty.output)["hosts"]?.list == all)
  }

  @Test("counts each host once, whatever is wrong with others, and names mistakes by file and line")
  func counts() throws {
    let scratch = try Scratch()
    let ending = try dumpctl(["check"] + options(scratch, copies: 5000))
    let answer = try JSONValue(dumpctl(["check", "--json"] + options(scratch, copies: 5000)).output)
    var counts: [String: Int] = [:]
    for host in answer["hosts"]?.list ?? [] { counts[host["status"]?.string ?? "", default: 0] += 1 }
    #expect(counts.values.reduce(0, +) == 5009)
    let line = ["ok", "warning", "critical", "unknown"].map { "\(counts[$0] ?? 0) \($0)" }.joined(
      separator: " · ")
    #expect(ending.lines[1].contains(line), "\(ending.lines[1])")
    #expect(ending.code == 2)
    for place in ["hosts.ndjson:4:", "hosts.ndjson:5:", "hosts.ndjson:8:"] {
      #expect(ending.errors.contains(place), "\(place) in \(ending.errors)")
    }
    let shown = ending.output.split(separator: "\n").count {
      $0.hasPrefix("  COPY") || $0.hasPrefix("  SHORT")
    }
    #expect(shown == 10)
    #expect(ending.output.contains("\((counts["critical"] ?? 0) - 10) more critical: dumpctl check"))
  }
}
