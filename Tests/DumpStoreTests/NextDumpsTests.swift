import DumpFormats
import DumpStore
import Sizing
import Testing

/// Whose next dump is the largest.
struct NextDumpsTests {
  private static func host(_ name: String, _ gibibytes: UInt64, aliases: [String] = []) -> HostFacts {
    var host = HostFacts(name: name, source: "hosts.toml", os: .windows)
    host.aliases = aliases
    host.memory.visible = .known(.gibibytes(gibibytes))
    return host
  }

  private static let hosts = NextDumps(
    [host("SQL07", 64), host("file02.example.org", 16, aliases: ["FILE02"]), host("WEB01", 32)],
    local: HostFacts.local(gibibytes: 8),
    policies: [
      Policy(match: ["WEB*", "TEST*"], want: .kernel),
      Policy(match: ["VM*"], want: .complete, by: .hypervisor),
    ])

  private static func complete(_ name: String, _ host: String, gib: UInt64, memory: UInt64) -> KeptDump {
    var dump = Retained.dump(name, 1, gib: gib, host: host)
    dump.identification.kind = .complete
    dump.identification.memory = .gibibytes(memory)
    return dump
  }

  @Test("names and aliases, however they are written", arguments: ["sql07", "SQL07"])
  func byName(name: String) {
    #expect(Self.hosts.largest(of: [name], after: [])?.bytes == .mebibytes(65_537))
    #expect(Self.hosts.largest(of: ["file02"], after: [])?.bytes == .mebibytes(16_385))
    #expect(Self.hosts.largest(of: ["file02", name], after: [])?.host == name)
  }

  @Test("this machine goes by its name, and local always means it", arguments: ["kvm01", "local"])
  func local(name: String) {
    #expect(Self.hosts.largest(of: [name], after: [])?.bytes == .mebibytes(8193))
  }

  @Test("a host that writes less is judged by its own dumps")
  func less() {
    let dumps = [Retained.dump("a", 9, gib: 4, host: "web01"), Retained.dump("b", 1, gib: 40, host: "WEB02")]
    #expect(Self.hosts.largest(of: ["WEB01"], after: dumps)?.bytes == .gibibytes(6))
  }

  @Test("a host without facts is judged by the headers of its whole complete dumps")
  func unknown() {
    var broken = Self.complete("c", "APP12", gib: 1, memory: 500)
    broken.identification.state = .partial
    let kernel = changed(Self.complete("d", "APP12", gib: 3, memory: 400)) {
      $0.identification.kind = .kernel
    }
    let dumps = [
      Self.complete("a", "APP12", gib: 8, memory: 8), Self.complete("b", "app12", gib: 16, memory: 16),
      broken, kernel,
      Self.complete("e", "APP13", gib: 32, memory: 32),
    ]
    #expect(Self.hosts.largest(of: ["APP12"], after: dumps)?.bytes == .mebibytes(16_385))
    #expect(Self.hosts.largest(of: ["APP14"], after: dumps) == nil)
    #expect(Self.hosts.largest(of: ["APP12", "APP14"], after: dumps)?.host == "APP12")
    #expect(
      Self.hosts.largest(of: ["VM1"], after: [Self.complete("f", "VM1", gib: 2, memory: 2)])?.bytes
        == .gibibytes(2))
  }
}

extension HostFacts {
  fileprivate static func local(gibibytes: UInt64) -> HostFacts {
    var host = HostFacts(name: "kvm01", source: "local", os: .linux)
    host.memory.visible = .known(.gibibytes(gibibytes))
    return host
  }
}
