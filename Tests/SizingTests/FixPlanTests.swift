import Sizing
import Testing

/// What is to be changed on a host, rung by rung.
@Suite("a plan to fix a host") struct FixPlanTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let name: String
    let host: HostFacts
    var want = Want.complete
    let changes: [FixChange]
    let rules: [String]
    var testDescription: String { name }
  }

  static let pagefile = #"C:\pagefile.sys"#

  /// 64 GiB of memory, a page file of 16384 MB on C:; growing it takes 49452 MB, the dump beside it 65537 MB.
  static func host(free: UInt64, other: UInt64? = nil, third: UInt64? = nil) -> HostFacts {
    HostFacts.windows(memory: .gibibytes(64), pagefile: 16384).with {
      var volumes = [
        Volume(id: "C:", isBoot: true, size: .known(.gibibytes(500)), free: .known(.mebibytes(free)))
      ]
      for (id, free) in [(#"D:\"#, other), ("E:", third)] {
        guard let free else { continue }
        volumes.append(
          Volume(id: id, isBoot: nil, size: .known(.gibibytes(900)), free: .known(.mebibytes(free))))
      }
      $0.volumes = .known(volumes)
    }
  }

  static let rows: [Row] = [
    Row(
      name: "the page file grows where the boot volume holds it and the dump",
      host: host(free: 49452 + 65537),
      changes: [.setPagefile(path: pagefile, size: .mebibytes(65836))], rules: ["SIZ-INITIAL-NOT-MAX"]),
    Row(
      name: "automatic management ends first",
      host: host(free: 200_000).with {
        $0.pagefiles = .known([
          Pagefile(
            path: #"?:\pagefile.sys"#, management: .known(.automatic), initial: .absent("initial"),
            maximum: .absent("maximum"), allocated: .known(.mebibytes(9088)))
        ])
      },
      changes: [.stopAutomaticPagefiles, .setPagefile(path: pagefile, size: .mebibytes(65836))],
      rules: ["PGF-DISABLE-AUTO-FIRST", "PGF-SYSMANAGED"]),
    Row(
      name: "a page file on another volume stays, one on the boot volume is made (W8)",
      host: host(free: 200_000).with { $0.pagefiles = .known([.custom(#"P:\pagefile.sys"#, 131_072)]) },
      changes: [.setPagefile(path: pagefile, size: .mebibytes(65836))], rules: ["PGF-BOOT-REQUIRED"]),
    Row(
      name: "else a dedicated dump file goes to another volume, the dump stays where it fits",
      host: host(free: 65537, other: 65836),
      changes: [.setDedicatedDumpFile(path: #"D:\dedicateddump.sys"#, size: .mebibytes(65836))],
      rules: ["SIZ-INITIAL-NOT-MAX"]),
    Row(
      name: "else both go there",
      host: host(free: 100, other: 65836 + 65537),
      changes: [
        .setDedicatedDumpFile(path: #"D:\dedicateddump.sys"#, size: .mebibytes(65836)),
        .setDumpFile(path: #"D:\MEMORY.DMP"#),
      ], rules: ["SIZ-INITIAL-NOT-MAX", "EXT-SAME-VOLUME"]),
    Row(
      name: "else one there and one on a third",
      host: host(free: 100, other: 65836, third: 65537),
      changes: [
        .setDedicatedDumpFile(path: #"D:\dedicateddump.sys"#, size: .mebibytes(65836)),
        .setDumpFile(path: #"E:\MEMORY.DMP"#),
      ], rules: ["SIZ-INITIAL-NOT-MAX", "EXT-SAME-VOLUME"]),
    Row(
      name: "a volume that Windows cannot dump to is no place",
      host: host(free: 100, other: 200_000, third: 65836 + 65537).with {
        $0.eachVolume { if $0.id == #"D:\"# { $0.kind = .known(.removable) } }
      },
      changes: [
        .setDedicatedDumpFile(path: #"E:\dedicateddump.sys"#, size: .mebibytes(65836)),
        .setDumpFile(path: #"E:\MEMORY.DMP"#),
      ], rules: ["SIZ-INITIAL-NOT-MAX", "EXT-SAME-VOLUME"]),
    Row(
      name: "else a smaller dump, where the policy wants no more",
      host: host(free: 45000), want: .small,
      changes: [.setType(.small)], rules: ["SIZ-INITIAL-NOT-MAX"]),
    Row(
      name: "a dedicated dump file that is there grows in its place",
      host: host(free: 70000, other: 60000).with {
        $0.crashControl.dedicatedDumpFile = .known(#"D:\dd.sys"#)
        $0.crashControl.dumpFileSize = .known(.mebibytes(8192))
      },
      changes: [.setDedicatedDumpFile(path: #"D:\dd.sys"#, size: .mebibytes(65836))], rules: ["DDF-SIZE"]),
    Row(
      name: "the type is set, and nothing else where the rest is well",
      host: HostFacts.windows(memory: .gibibytes(64), pagefile: 65836).with {
        $0.crashControl.type = .known(.automatic)
      }, changes: [.setType(.complete)], rules: ["TYP-DECODE"]),
    Row(
      name: "a dump in the way gets a name of its own, since it is evidence",
      host: HostFacts.windows(memory: .gibibytes(64), pagefile: 65836).with {
        $0.crashControl.overwrite = .known(false)
        $0.crashControl.existingDump = .known(
          CrashControl.ExistingDump(size: .known(.gibibytes(20)), written: .absent("written")))
      },
      changes: [.moveDumpAway(path: #"%SystemRoot%\MEMORY.DMP"#), .overwriteDump],
      rules: ["EXT-OVERWRITE-0", "EXT-OVERWRITE-0"]),
    Row(
      name: "a workgroup client keeps its dump",
      host: HostFacts.windows(memory: .gibibytes(64), pagefile: 65836, free: .gibibytes(80)).with {
        $0.product = .known(.client)
        $0.domainJoined = .known(false)
      }, changes: [.keepDump], rules: ["EXT-25GB"]),
    Row(
      name: "a dedicated dump file that cannot be written gives way to a page file that can",
      host: host(free: 70_000).with {
        $0.pagefiles = .known([.custom(pagefile, 65836)])
        $0.volumes = $0.volumes.map {
          $0 + [
            Volume(
              id: "D:", isBoot: false, size: .known(.gibibytes(900)), free: .known(.gibibytes(800)),
              kind: .known(.removable))
          ]
        }
        $0.crashControl.dedicatedDumpFile = .known(#"D:\dd.sys"#)
        $0.crashControl.dumpFileSize = .known(.mebibytes(65836))
      }, changes: [.clearDedicatedDumpFile], rules: ["DDF-WHERE"]),
    Row(
      name: "a Linux host gets one swap area that holds memory by itself",
      host: .linux(
        memory: .mebibytes(24576),
        swap: [
          SwapArea(
            path: "/swap-for-dump-1", size: .known(.gibibytes(8)), onBootVolume: .known(true))
        ]), want: .report,
      changes: [.addSwapFile(path: "/swap-for-dump-2", size: .mebibytes(24578))],
      rules: ["SIZ-COMPLETE-MIN"]),
  ]

  @Test("is the first rung that holds, and each change has the rule that asks for it", arguments: rows)
  func ladder(row: Row) {
    let plan = row.host.fixed(row.want)
    #expect(plan.steps.map(\.change) == row.changes, "\(plan.answer)")
    #expect(plan.steps.map(\.rule) == row.rules)
    #expect(plan.status == .ok)
    #expect(plan.remaining.isEmpty)
  }

  static let rooms: [(name: String, host: HostFacts, by: UInt64, change: FixChange)] = [
    (
      "1 MB short of page file and dump", host(free: 49452 + 65536), 1,
      .setPagefile(path: pagefile, size: .mebibytes(65836))
    ),
    (
      "hardly anything is free", host(free: 100), 49452 + 65537 - 100,
      .setPagefile(path: pagefile, size: .mebibytes(65836))
    ),
    (
      "another volume holds the file, and the dump needs room on the boot volume",
      host(free: 100, other: 65836 + 65536), 65537 - 100,
      .setDedicatedDumpFile(path: #"D:\dedicateddump.sys"#, size: .mebibytes(65836))
    ),
  ]

  @Test("else says how much larger the boot volume must be, to the MB", arguments: rooms)
  func enlarge(name: String, host: HostFacts, by: UInt64, change: FixChange) throws {
    let plan = host.fixed()
    guard case .enlarge(let volume, let more, let steps) = plan.outcome else {
      Issue.record("\(name): \(plan.answer)")
      return
    }
    #expect(volume == "C:")
    #expect(more == .mebibytes(by))
    #expect(steps.map(\.change) == [change])
    #expect(plan.answer.contains("no script can fix HOST: enlarge C: by \((by + 1023) / 1024) GiB"))
    #expect(plan.steps.isEmpty)
    #expect(plan.status == .critical)
    #expect(FixScript(plan, made: noon) == nil)
  }

  @Test("does not lower what nobody said is more than enough")
  func policyDecides() {
    let host = Self.host(free: 100)
    // As it is configured is what the host's keeper chose; a smaller dump is for a policy to allow.
    #expect(host.fixed(.asConfigured).status == .critical)
    #expect(host.fixed(.complete).status == .critical)
    #expect(host.fixed(.small).steps.map(\.change) == [.setType(.small)])
  }

  @Test("of a host that is well has nothing to do, and says so")
  func nothing() {
    let well = HostFacts.windows(memory: .gibibytes(64), pagefile: 65836)
    #expect(well.fixed().outcome == .nothingToDo)
    #expect(well.fixed().answer == "nothing to do: nothing is wrong with HOST")
    #expect(Self.host(free: 100).fixed(.none).outcome == .nothingToDo)
    #expect(Self.host(free: 100).fixed(.none).answer == "nothing to do: no dump is wanted of HOST")
    #expect(well.fixed().status == .ok)
  }

  static let unknowns: [(key: String, remove: @Sendable (inout HostFacts) -> Void)] = [
    ("memory.visible", { $0.memory = MemoryFacts() }),
    ("pagefile", { $0.pagefiles = .absent("pagefile") }),
    (
      "crash-control.type",
      {
        $0.crashControl.type = .absent("crash-control.type")
        // Of a version that is known, a type that is not set has its default.
        $0.build = .absent("build")
      }
    ),
    ("volume.boot", { $0.eachVolume { $0.isBoot = nil } }),
    ("volume.free", { $0.eachVolume { $0.free = .absent("volume.free") } }),
    ("host", { $0.unreadable = "a.toml:3: '5' is not a size" }),
  ]

  @Test(
    "without the facts that it needs there is no script, and it names them", arguments: unknowns.map(\.key))
  func missing(key: String) throws {
    let unknown = try #require(Self.unknowns.first { $0.key == key })
    let plan = Self.host(free: 300_000).with(unknown.remove).fixed()
    guard case .factsMissing(let missing) = plan.outcome else {
      Issue.record("\(plan.answer)")
      return
    }
    #expect(missing.map(\.key).contains(key), "\(missing)")
    #expect(plan.answer.contains(key))
    #expect(plan.status == .unknown)
    #expect(FixScript(plan, made: noon) == nil)
  }

  @Test("what a page file takes now is not guessed: whether there is room for more is then unknown")
  func allocated() {
    let host = Self.host(free: 49452 + 65537).with { $0.eachPagefile { $0.allocated = .absent("allocated") } }
    #expect(host.fixed().answer == "no script for HOST: facts are missing: pagefile.allocated")
    // Where the room suffices for all of it anew, it does not matter.
    let roomy = Self.host(free: 65836 + 65537).with {
      $0.eachPagefile { $0.allocated = .absent("allocated") }
    }
    #expect(roomy.fixed().steps.count == 1)
  }

  @Test("what no script changes stays in it, and is said")
  func remains() {
    let host = Self.host(free: 300_000).with {
      $0.platform.writeSpeed = .known(.mebibytes(100))
      $0.platform.watchdog = .known(30)
    }
    let plan = host.fixed()
    #expect(plan.steps.count == 1)
    #expect(plan.remaining.map(\.rule) == ["VIR-ASR"])
    #expect(plan.status == .critical)
    #expect(plan.answer == "HOST: this script changes what a script can; what stays: VIR-ASR")
    let alone = HostFacts.windows(memory: .gibibytes(64), pagefile: 65836).with {
      $0.platform = host.platform
    }
    #expect(alone.fixed().status == .critical)
    #expect(alone.fixed().answer.hasPrefix("no script can fix HOST: "))
    #expect(alone.fixed().remaining.map(\.rule) == ["VIR-ASR"])
  }

  @Test("a finding that is borne needs no script")
  func accepted() {
    let acceptance = Acceptance(
      host: "HOST", rule: "SIZ-*", reason: "ordered", until: noon.date, shortfall: .gibibytes(64))
    let plan = fix(Self.host(free: 300_000), wanted: Wanted(.complete), acceptances: [acceptance], now: noon)
    #expect(plan.outcome == .nothingToDo)
  }
}

extension HostFacts {
  func fixed(_ want: Want = .complete, by: DumpWriter = .guest) -> FixPlan {
    fix(self, wanted: Wanted(want, by: by), now: noon)
  }
}
