import Sizing
import Testing

@testable import Inventory

@Suite("facts of one host from several sources")
struct FactMergingTests {
  static func host(_ name: String, _ source: String, day: Int64, _ set: (inout HostFacts) -> Void)
    -> HostFacts
  {
    var host = HostFacts(name: name, source: source, os: .windows)
    host.collected = .known(Timestamp(seconds: day * 86_400))
    set(&host)
    return host
  }

  static func windows(day: Int64, visible: UInt64 = 65_000, installed: UInt64? = 65_536) -> HostFacts {
    host("SQL07", "import windows-facts", day: day) {
      $0.memory.visible = megabytes(visible)
      if let installed { $0.memory.installed = megabytes(installed) }
      $0.build = .known(20348)
      $0.platform.kind = .known("kvm")
      $0.crashControl = CrashControlTable.documentedDefaults
      $0.given = [FactGroups(.os), FactGroups(.memory), FactGroups(.platform), FactGroups(.crashControl)]
    }
  }

  static func libvirt(day: Int64, installed: UInt64 = 65_536) -> HostFacts {
    host("sql07", "import libvirt", day: day) {
      $0.memory.installed = megabytes(installed)
      $0.memory.maximum = megabytes(131_072)
      $0.platform.onCrash = .known("destroy")
      $0.given = [FactGroups(.os), FactGroups(.memory), FactGroups(.platform)]
    }
  }

  static func merged(_ byHand: String?, _ gathered: [HostFacts]) -> [HostFacts] {
    let files = byHand.map { [readHostFile(path: "h.toml", bytes: Array($0.utf8))] } ?? []
    return HostInventory(
      files: files, gathered: gathered.map { HostFile(path: $0.source, hosts: [$0], diagnostics: []) }
    ).hosts
  }

  @Test("are one host's, whatever the case of its name, and each group says where it is from")
  func oneHost() throws {
    let hosts = Self.merged(nil, [Self.windows(day: 10), Self.libvirt(day: 5)])
    let host = try #require(hosts.first)
    #expect(hosts.count == 1)
    #expect(host.origin(of: .crashControl)?.source == "import windows-facts")
    #expect(host.origin(of: .platform)?.source == "import libvirt")
    #expect(host.origin(of: .swap) == nil)
    #expect(host.collected == .known(Timestamp(seconds: 10 * 86_400)))
  }

  @Test("the newest wins, in whichever order they are read")
  func newest() throws {
    let old = Self.windows(day: 5, visible: 1000, installed: nil)
    let new = Self.windows(day: 10, visible: 2000, installed: nil)
    for sources in [[old, new], [new, old]] {
      #expect(Self.merged(nil, sources).first?.memory.visible == megabytes(2000))
    }
  }

  @Test("a file of hosts stands over newer ones, group by group, and lends its aliases")
  func byHand() throws {
    let text = """
      [[host]]
      name = "db"
      aliases = ["SQL07"]
      collected = 1970-01-02T00:00:00Z
      memory.visible = "1 GiB"
      """
    let hosts = Self.merged(text, [Self.windows(day: 10)])
    let host = try #require(hosts.first)
    #expect(hosts.count == 1)
    #expect(host.name == "db")
    #expect(host.memory.visible.value?.count == 1 << 30)
    #expect(host.origin(of: .memory)?.source.hasPrefix("h.toml:") == true)
    #expect(host.build == .known(20348))
    #expect(host.origin(of: .os)?.collected == .known(Timestamp(seconds: 10 * 86_400)))
  }

  @Test("what the hypervisor knows less of does not take away what Windows saw")
  func lessKnown() throws {
    let host = try #require(Self.merged(nil, [Self.windows(day: 5), Self.libvirt(day: 10)]).first)
    #expect(host.memory.visible == megabytes(65_000))
    #expect(host.memory.maximum == megabytes(131_072))
    #expect(host.origin(of: .memory)?.source == "import windows-facts")
    #expect(host.build == .known(20348))
  }

  @Test("memory that was changed since makes what Windows saw before unknown", arguments: [131_072, 32_768])
  func changedMemory(installed: UInt64) throws {
    for before in [Self.windows(day: 5), Self.windows(day: 5, installed: nil)] {
      let after = Self.libvirt(day: 10, installed: installed)
      let host = try #require(Self.merged(nil, [before, after]).first)
      #expect(host.memory.visible.reason?.hasPrefix("memory was changed to") == true)
      #expect(host.memory.installed == megabytes(installed))
    }
  }

  @Test("one that could not be read takes nothing away, and alone makes the host unknown")
  func unreadable() throws {
    var broken = Self.windows(day: 20)
    broken.unreadable = "x.json: error: cut off"
    #expect(Self.merged(nil, [broken, Self.libvirt(day: 5)]).first?.unreadable == nil)
    #expect(Self.merged("[[host]]\nname = \"SQL07\"\nbuild = 1\n", [broken]).first?.unreadable == nil)
    #expect(Self.merged(nil, [broken]).first?.unreadable == "x.json: error: cut off")
  }

  @Test("two files of hosts of one name are an error still, and no import mends it")
  func twoByHand() throws {
    let text = "[[host]]\nname = \"SQL07\"\n[[host]]\nname = \"sql07\"\n"
    let hosts = Self.merged(text, [Self.windows(day: 10)])
    #expect(hosts.count == 2)
    #expect(hosts.allSatisfy { $0.unreadable != nil && $0.build.value == nil })
  }
}
