import Sizing
import Testing

/// What a person is told to do, to the figure.
@Suite struct RemedyTests {
  static func host(free: UInt64, other: UInt64? = nil) -> HostFacts {
    HostFacts.windows(memory: .gibibytes(64), pagefile: 16384).with {
      var volumes = [
        Volume(id: "C:", isBoot: true, size: .known(.gibibytes(500)), free: .known(.mebibytes(free)))
      ]
      if let other {
        volumes.append(
          Volume(id: #"D:\"#, isBoot: nil, size: .known(.gibibytes(900)), free: .known(.mebibytes(other))))
      }
      $0.volumes = .known(volumes)
    }
  }

  // Growing the page file from 16384 to 65836 MB takes 49452, and the dump beside it 65537.
  static let rungs: [(name: String, host: HostFacts, says: String)] = [
    (
      "the boot volume holds page file and dump", host(free: 49452 + 65537),
      #"set initial and maximum of C:\pagefile.sys to 65836 MB (64.3 GiB) and restart"#
    ),
    (
      "it is 1 MB too small for both, and there is no other", host(free: 49452 + 65536),
      #"enlarge C: by 1 MB (1.0 MiB), then set initial and maximum of C:\pagefile.sys to 65836 MB (64.3 GiB) and restart"#
    ),
    (
      "another volume holds a dedicated dump file, the dump stays on C:", host(free: 65537, other: 65836),
      #"C: cannot hold page file and dump: set DedicatedDumpFile D:\dedicateddump.sys with DumpFileSize 65836 MB "#
        + "(64.3 GiB) and restart"
    ),
    (
      "another volume has to take both", host(free: 100, other: 65836 + 65537),
      #"C: cannot hold page file and dump: set DedicatedDumpFile D:\dedicateddump.sys with DumpFileSize 65836 MB "#
        + #"(64.3 GiB), DumpFile D:\MEMORY.DMP, and restart"#
    ),
    (
      "no volume can take both", host(free: 100, other: 65836 + 65536),
      "enlarge C: by 65437 MB (63.9 GiB), then set DedicatedDumpFile D:\\dedicateddump.sys with DumpFileSize "
        + "65836 MB (64.3 GiB) and restart"
    ),
  ]

  @Test("the remedy is a ladder, and never asks of a volume what it cannot hold", arguments: rungs)
  func ladder(name: String, host: HostFacts, says: String) throws {
    #expect(try #require(host.assessed().finding("SIZ-COMPLETE-MIN")).remedy == says, "\(name)")
  }

  @Test("W8: without a page file on the boot volume the remedy names that volume")
  func bootVolume() throws {
    let host = HostFacts.windows(memory: .gibibytes(64), pagefile: 0).with {
      $0.pagefiles = .known([.custom(#"P:\pagefile.sys"#, 131_072)])
    }
    let finding = try #require(host.assessed().finding("PGF-BOOT-REQUIRED"))
    #expect(finding.message.contains("C:"))
    #expect(finding.remedy.contains(#"C:\pagefile.sys to 65836 MB"#))
  }

  @Test("this machine is told in the words of the first screen")
  func local() throws {
    let host = HostFacts.linux(memory: .mebibytes(24576), swap: [])
    let finding = try #require(host.assessed(.report).finding("SIZ-COMPLETE-MIN"))
    #expect(finding.message == "swap on / holds RAM + 1 MB: no, short by 24577 MB")
    #expect(finding.severity == .warning)
    #expect(finding.remedy == "add one swap area of at least 24578 MB (24.0 GiB) on /")
  }

  @Test("what is missing is named by the key to give")
  func missing() throws {
    let host = HostFacts(name: "BARE", source: "hosts.d/a.toml:1", os: .windows)
    let finding = try #require(host.assessed().finding("FACTS-MISSING"))
    for key in ["memory.visible", "pagefile", "crash-control.type", "volume.boot"] {
      #expect(finding.remedy.contains(key), "\(finding.remedy)")
    }
  }

  @Test("a file that cannot be read says why")
  func unreadable() throws {
    var host = HostFacts(name: "BARE", source: "hosts.d/a.toml:1", os: .windows)
    host.unreadable = "a.toml:3:8: '5 \u{1B}' is not a size"
    let finding = try #require(host.assessed(.none).finding("FACTS-MISSING"))
    #expect(finding.message.contains(#"a.toml:3:8: '5 \u{1B}'"#))
  }
}
