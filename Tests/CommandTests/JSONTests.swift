import Testing

@Suite("JSON")
struct JSONTests {
  static let hostKeys: Set = [
    "name", "source", "os", "status", "want", "holds_complete", "can_write", "can_save", "dump_type",
    "memory_bytes", "memory_source", "installed_memory_bytes", "maximum_memory_bytes", "required_bytes",
    "advised_bytes", "advised_at_maximum_bytes", "shortfall_bytes", "backing", "boot_volume", "findings",
  ]
  static let findingKeys: Set = ["rule", "severity", "accepted", "message", "remedy", "source", "numbers"]

  @Test("of check has the keys of the contract, all of them for every host, and no others")
  func checkKeys() throws {
    let answer = try JSONValue(dumpctl(["check", "--json"] + Fixture.fleet.options, in: .fleet).output)
    #expect(answer.keys == ["version", "hosts"])
    #expect(answer["version"] == .number(1))
    let hosts = answer["hosts"]?.list ?? []
    #expect(hosts.count == 11)
    for host in hosts {
      #expect(host.keys == Self.hostKeys)
      if host["backing"] != .null { #expect(host["backing"]?.keys == ["kind", "path", "volume", "bytes"]) }
      if host["boot_volume"] != .null {
        #expect(host["boot_volume"]?.keys == ["id", "size_bytes", "free_bytes"])
      }
      for finding in host["findings"]?.list ?? [] { #expect(finding.keys == Self.findingKeys) }
      #expect(["ok", "warning", "critical", "unknown"].contains(host["status"]?.string))
      for key in ["holds_complete", "can_write", "can_save"] {
        #expect(["yes", "no", "unknown"].contains(host[key]?.string))
      }
    }
  }

  @Test("of check says null where nothing is known, and figures where something is")
  func nulls() throws {
    let answer = try JSONValue(dumpctl(["check", "--json"] + Fixture.fleet.options, in: .fleet).output)
    let hosts = answer["hosts"]?.list ?? []
    let bare = try #require(hosts.first { $0["name"]?.string == "LAB01" })
    for key in [
      "memory_bytes", "required_bytes", "shortfall_bytes", "dump_type", "boot_volume", "memory_source",
    ] {
      #expect(bare[key] == .null, "\(key)")
    }
    let short = try #require(hosts.first { $0["name"]?.string == "SQL07" })
    #expect(short["required_bytes"]?.number == 65502 << 20)
    #expect(short["shortfall_bytes"]?.number == 49118 << 20)
    #expect(short["holds_complete"]?.string == "no")
    let rule = short["findings"]?.list.first
    #expect(rule?["rule"]?.string == "SIZ-INITIAL-NOT-MAX")
    #expect(rule?["numbers"]?["initial_bytes"]?.number == 16 << 30)
  }

  @Test("of check --explain has each number once, and the source and age of each group of facts")
  func explained() throws {
    let options = ["check", "SQL07", "--explain", "--json"] + Fixture.fleet.options
    let host = try #require(try JSONValue(dumpctl(options, in: .fleet).output)["hosts"]?.list.first)
    #expect(host.keys == Self.hostKeys.union(["explanation"]))
    let explanation = try #require(host["explanation"])
    #expect(explanation.keys == ["terms", "settings", "facts", "undecided"])
    #expect(explanation["settings"]?.list.isEmpty == true)
    let terms = explanation["terms"]?.list ?? []
    let names = terms.compactMap { $0["name"]?.string }
    #expect(Set(names).count == terms.count && names.contains("required"))
    let required = try #require(terms.first { $0["name"]?.string == "required" })
    #expect(required.keys == ["name", "bytes", "unknown_because", "formula", "rule"])
    #expect(required["bytes"] == host["required_bytes"])
    let groups = explanation["facts"]?.list ?? []
    #expect(groups.contains { $0["group"]?.string == "memory" })
    for group in groups {
      #expect(group.keys == ["group", "source", "collected", "age_seconds", "stale"])
      #expect(group["source"]?.string?.hasPrefix("hosts.d/SQL07.toml") == true)
    }
  }

  @Test("of rules has every note too, without a severity")
  func notes() throws {
    let rules = try JSONValue(dumpctl(["rules", "--json"]).output)["rules"]?.list ?? []
    let note = try #require(rules.first { $0["id"]?.string == "EXT-INTEGRITY" })
    #expect(note["severity"] == .null)
    #expect(Set(rules.map(\.keys)).count == 1)
  }

  @Test("never swallows the next word when it stands bare")
  func bare() throws {
    let options = ["--config", "dumpwarden.toml"]
    for words in [["--json", "SQL07"], ["SQL07", "--json"], ["--json=short", "SQL07"]] {
      let ending = try dumpctl(["check"] + words + options, in: .fleet)
      let hosts = try JSONValue(ending.output)["hosts"]?.list ?? []
      #expect(hosts.map { $0["name"]?.string } == ["SQL07"], "\(words)")
    }
    // Behind `--` everything is a name.
    let ending = try dumpctl(["check"] + options + ["--", "--json"], in: .fleet)
    #expect(ending.output.hasPrefix("UNKNOWN: --json: no host of this name is known"))
  }

  @Test("is one line when short or for a program, and indented when pretty")
  func forms() throws {
    for words in [["--json=short"], ["--json"]] {
      let ending = try dumpctl(["check", "--config", "dumpwarden.toml"] + words, in: .fleet)
      #expect(ending.output.utf8.count { $0 == UInt8(ascii: "\n") } == 1)
    }
    let pretty = try dumpctl(["check", "--json=pretty"] + Fixture.fleet.options, in: .fleet)
    #expect(pretty.lines.count > 100)
    let short = try dumpctl(["check", "--json=short"] + Fixture.fleet.options, in: .fleet)
    #expect(try JSONValue(pretty.output) == JSONValue(short.output))
    #expect(try dumpctl(["check", "--json=long"]).code == 64)
  }

  @Test("of identify has the keys of the contract")
  func identifyKeys() throws {
    let scratch = try Scratch()
    let files = [
      try scratch.dump("whole.DMP"), try scratch.write("text", "nothing"), "\(scratch.path)/nosuch",
    ]
    let answer = try JSONValue(dumpctl(["identify", "--json"] + files).output)
    #expect(answer.keys == ["version", "files"])
    let found = answer["files"]?.list ?? []
    #expect(found.map { $0["path"]?.string } == files)
    let contract: Set = [
      "path", "format", "dump_type", "state", "reason", "size_bytes", "expected_bytes", "bugcheck_code",
      "bugcheck_name", "bugcheck_parameters", "crash_time", "uptime_seconds", "machine", "processors",
      "memory_bytes",
    ]
    for file in found { #expect(file.keys.isSuperset(of: contract)) }
    #expect(found.first?["state"]?.string == "whole")
    #expect(found.first?["bugcheck_code"]?.string == "0x000000D1")
    #expect(found.first?["crash_time"]?.string == "2026-03-02T09:15:00Z")
    #expect(found.dropFirst().allSatisfy { $0["dump_type"] == .null && $0["state"]?.string == "unknown" })
  }

  @Test(
    "comes from every verb", arguments: [["rules"], ["explain", "SIZ-ADVICE"], ["size", "--ram", "64GiB"]])
  func everywhere(words: [String]) throws {
    let ending = try dumpctl(words + ["--json"])
    #expect(try JSONValue(ending.output)["version"] == .number(1))
    #expect(ending.errors.isEmpty)
  }

  @Test("has no host where there is none")
  func empty() throws {
    let ending = try dumpctl(["check", "--json"] + Fixture.noHosts.options, in: .noHosts)
    #expect(ending.output == "{\"hosts\":[],\"version\":1}\n")
  }
}
