import Testing

@testable import Sizing

/// Wrong answers that other tools gave, by their number; those of one host's verdict stand in `VerdictTests`.
@Suite struct StoriesTests {
  private static let sound = HostFacts.windows(memory: .gibibytes(64), pagefile: 65836)

  @Test("W2 sizes of different units cannot be taken from one another, and no difference wraps")
  func units() {
    #expect(Bytes.mebibytes(1).less(.gibibytes(1)) == .zero)
    #expect(Bytes.gibibytes(1).less(.mebibytes(1)) == .mebibytes(1023))
    // Space that can be had again is counted in bytes, like what is free.
    let host = HostFacts.windows(memory: .gibibytes(64), pagefile: 65836, free: .mebibytes(537)).with {
      $0.crashControl.existingDump = .known(
        .init(size: .known(.mebibytes(64999)), written: .absent("written")))
    }
    #expect(host.assessed().canSave == .no)
    #expect(host.with { $0.eachVolume { $0.free = .known(.mebibytes(538)) } }.assessed().canSave == .yes)
  }

  @Test("W7 memory that nobody gave is unknown, with an exit code of its own")
  func unknownMemory() {
    let found = Self.sound.with { $0.memory = MemoryFacts() }.assessed()
    #expect(found.status == .unknown && found.status.exitCode == 3)
    #expect(found.required.value == nil && found.advised.value == nil)
  }

  @Test("W11 the estimate is enough on very large machines", arguments: [1, 4, 24] as [UInt64])
  func large(tebibytes: UInt64) {
    let ram = Bytes.gibibytes(tebibytes << 10)
    let figures = SizeFigures(ram: ram)
    // One bit a page, behind two pages of header, and what drivers add.
    let bitmap = Bytes(clamping: (ram.count + 4 << 30) / 4096 / 8 + 8256)
    #expect(figures.advised >= ram + bitmap + .mebibytes(256))
    #expect(figures.advised.less(ram) < .gibibytes(2))
    let host = HostFacts.windows(
      memory: ram, pagefile: figures.advised.mebibytesRoundedUp, free: .gibibytes(90_000)
    ).with { $0.eachVolume { $0.size = .known(.gibibytes(180_000)) } }
    #expect(host.assessed().status == .ok)
  }

  @Test("W13 nothing of anything is a verdict, and no division by it")
  func zeroes() {
    let host = HostFacts.windows(memory: .zero, pagefile: 0, free: .zero).with {
      $0.eachVolume { $0.size = .known(.zero) }
      $0.platform.writeSpeed = .known(.zero)
      $0.platform.watchdog = .known(0)
      $0.platform.heartbeat = .known(true)
    }
    #expect(host.assessed().holdsComplete == .no)
    for want in Want.allCases { #expect(host.assessed(want) == host.assessed(want)) }
    #expect(SizeFigures(ram: .zero).writeSeconds(megabytesPerSecond: 0) == 0)
    #expect(!explain(host, wanted: Wanted(.complete), now: noon).terms.isEmpty)
  }

  @Test("W16 the largest and the slowest of everything does not overflow")
  func limits() {
    let host = HostFacts.windows(memory: .max, pagefile: UInt64.max, free: .max).with {
      $0.memory.maximum = .known(.max)
      $0.memory.dynamic = .known(true)
      $0.platform.writeSpeed = .known(Bytes(clamping: 1))
      $0.platform.watchdog = .known(.max)
      $0.platform.heartbeat = .known(true)
      $0.collected = .known(Timestamp(seconds: .min))
      $0.given = .all
      $0.crashControl.existingDump = .known(
        .init(size: .known(.max), written: .known(Timestamp(seconds: .max))))
      $0.newestKeptDump = .known(
        NewestDump(crashed: .known(Timestamp(seconds: .min)), type: .known(.complete), memory: .known(.max)))
      $0.events = [
        Event(time: Timestamp(seconds: .max), provider: "BugCheck", id: 1001, data: ["0xFFFFFFFFFFFFFFFF"]),
        Event(
          time: Timestamp(seconds: .min), provider: "Microsoft-Windows-Kernel-Power", id: 41,
          data: ["18446744073709551616"]),
      ]
    }
    for moment in [Timestamp(seconds: .min), noon, Timestamp(seconds: .max)] {
      for want in Want.allCases {
        for by in DumpWriter.allCases {
          let wanted = Wanted(want, by: by)
          #expect(assess(host, wanted: wanted, now: moment).name == "HOST")
          #expect(explain(host, wanted: wanted, now: moment).groups.count == FactGroup.allCases.count)
        }
      }
    }
  }

  @Test(
    "W23 a dump of another type than configured raises a warning",
    arguments: [DumpType.kernel, .active, .small])
  func otherType(type: DumpType) {
    let found = Self.sound.with { $0.newestKeptDump = .known(Self.dump(type, .gibibytes(64))) }.assessed()
    #expect(found.status == .warning)
    #expect(found.rules.contains("TYP-DELIVERED"))
  }

  @Test("W25 a dump of a host with more memory than its facts say makes the facts stale")
  func moreMemory() {
    let found = Self.sound.with { $0.newestKeptDump = .known(Self.dump(.complete, .gibibytes(128))) }
      .assessed()
    #expect(found.status == .warning)
    #expect(found.finding("FACTS-STALE-MEMORY")?.message.contains("131072 MB") == true)
    #expect(found.finding("FACTS-STALE-MEMORY")?.remedy.contains("131073 MB") == true)
  }

  @Test("a boot disk smaller than RAM + 1 MB disproves whatever else is not known, but for a dedicated file")
  func smallDisk() {
    var host = HostFacts(name: "VM", source: "test", os: .windows)
    host.memory.visible = .known(.gibibytes(64))
    host.volumes = .known([
      Volume(id: "C:", isBoot: true, size: .known(.mebibytes(65536))),
      Volume(id: "D:", isBoot: false, size: .known(.gibibytes(500))),
    ])
    #expect(host.assessed().status == .critical && host.assessed().canWrite == .no)
    #expect(
      host.with { $0.eachVolume { $0.size = .known(.mebibytes(65537)) } }.assessed().canWrite == .unknown)
    host.crashControl.dedicatedDumpFile = .known(#"D:\dd.sys"#)
    host.crashControl.dumpFileSize = .known(.mebibytes(65836))
    host.crashControl.type = .known(.complete)
    #expect(host.assessed().canWrite == .yes)
  }

  private static func dump(_ type: DumpType, _ memory: Bytes) -> NewestDump {
    NewestDump(crashed: .known(noon.advanced(bySeconds: -3600)), type: .known(type), memory: .known(memory))
  }
}
