import Sizing
import Testing

/// Hosts on the edges of the rules, each with what has to come out.
@Suite struct VerdictTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    var want = Want.complete
    var host: HostFacts
    var holds: Answer?
    var write: Answer?
    var save: Answer?
    var status: Status?
    var speaks: [String] = []
    var silent: [String] = []
    var testDescription: String { name }
  }

  static let gib64 = Bytes.gibibytes(64)
  static let sound = HostFacts.windows(memory: gib64, pagefile: 65836)

  static let sizes: [Row] = [
    Row(
      name: "the page file as advised", host: sound, holds: .yes, write: .yes, save: .yes, status: .ok,
      silent: ["SIZ-ADVICE", "SIZ-COMPLETE-REC", "SIZ-COMPLETE-MIN", "FACTS-MISSING", "SIZ-INITIAL-NOT-MAX"]),
    Row(
      name: "W21 exactly RAM + 1 MB", host: .windows(memory: gib64, pagefile: 65537), holds: .yes,
      write: .yes,
      status: .warning, speaks: ["SIZ-COMPLETE-REC"], silent: ["SIZ-COMPLETE-MIN"]),
    Row(
      name: "W21 1 MB less", host: .windows(memory: gib64, pagefile: 65536), holds: .no, write: .no,
      status: .critical,
      speaks: ["SIZ-COMPLETE-MIN"], silent: ["SIZ-INITIAL-NOT-MAX", "SIZ-COMPLETE-REC"]),
    Row(
      name: "W21 2 MB less, below memory itself", host: .windows(memory: gib64, pagefile: 65535), holds: .no,
      status: .critical, speaks: ["SIZ-COMPLETE-MIN", "SIZ-INITIAL-NOT-MAX"]),
    Row(
      name: "W21 1 byte less",
      host: sound.with {
        let size = Fact.known(Bytes(clamping: Bytes.mebibytes(65537).count - 1))
        $0.pagefiles = .known([
          Pagefile(
            path: #"C:\pagefile.sys"#, management: .known(.custom), initial: size, maximum: size,
            allocated: size)
        ])
      }, holds: .no, status: .critical),
    Row(
      name: "W6 one byte of memory beyond a whole MB takes another MB",
      host: .windows(memory: Bytes(clamping: Bytes.gibibytes(64).count + 1), pagefile: 65537), holds: .no,
      status: .critical),
    Row(
      name: "W6 an odd number of bytes",
      host: .windows(memory: Bytes(clamping: 68_719_476_735), pagefile: 65537),
      holds: .yes),
    Row(
      name: "W22 RAM + 256 MB", host: .windows(memory: gib64, pagefile: 65792), holds: .yes, status: .warning,
      speaks: ["SIZ-COMPLETE-REC", "SIZ-ADVICE"]),
    Row(
      name: "W22 RAM + 257 MB", host: .windows(memory: gib64, pagefile: 65793), holds: .yes, status: .ok,
      speaks: ["SIZ-ADVICE"], silent: ["SIZ-COMPLETE-REC"]),
    Row(
      name: "W5 8192 against 16384", host: .windows(memory: .mebibytes(16384), pagefile: 8192), holds: .no,
      status: .critical),
    Row(
      name: "W5 9999 against 10000", host: .windows(memory: .mebibytes(10000), pagefile: 9999), holds: .no,
      status: .critical),
    Row(
      name: "W5 99999 against 100000", host: .windows(memory: .mebibytes(100_000), pagefile: 99999),
      holds: .no,
      status: .critical),
    Row(
      name: "W9 1.5 GB of page file hold 280 MB", host: .windows(memory: .mebibytes(280), pagefile: 1536),
      holds: .yes,
      write: .yes, save: .yes, status: .ok),
    Row(
      name: "W11 24 TiB as advised",
      host: .windows(
        memory: .gibibytes(24576), pagefile: SizeFigures(ram: .gibibytes(24576)).advised.mebibytesRoundedUp,
        free: .gibibytes(60000)
      ).with {
        $0.volumes = .known([
          Volume(
            id: "C:", isBoot: true, size: .known(.gibibytes(90000)), free: .known(.gibibytes(60000)))
        ])
      }, holds: .yes, status: .ok, silent: ["SIZ-ADVICE"]),
    Row(
      name: "a large maximum does not rescue",
      host: .windows(memory: gib64, pagefile: 16384, maximum: 131_072),
      holds: .no, status: .critical, speaks: ["SIZ-INITIAL-NOT-MAX", "SIZ-COMPLETE-MIN"]),
    Row(
      name: "nor does what it has grown to",
      host: sound.with {
        $0.pagefiles = .known([
          Pagefile(
            path: #"C:\pagefile.sys"#, management: .known(.custom), initial: .known(.mebibytes(16384)),
            maximum: .known(.mebibytes(131_072)), allocated: .known(.mebibytes(131_072)))
        ])
      }, holds: .no, status: .critical, speaks: ["SIZ-INITIAL-NOT-MAX"]),
    Row(
      name: "unless IgnorePagefileSize is set",
      host: sound.with {
        $0.crashControl.ignorePagefileSize = .known(true)
        $0.pagefiles = .known([
          Pagefile(
            path: #"C:\pagefile.sys"#, management: .known(.custom), initial: .known(.mebibytes(16384)),
            maximum: .known(.mebibytes(131_072)), allocated: .known(.mebibytes(131_072)))
        ])
      }, holds: .yes, status: .ok, silent: ["SIZ-INITIAL-NOT-MAX"]),
    Row(
      name: "set but not restarted: what the file has now is what a crash finds",
      host: sound.with {
        $0.pagefiles = .known([
          Pagefile(
            path: #"C:\pagefile.sys"#, management: .known(.custom), initial: .known(.mebibytes(65836)),
            maximum: .known(.mebibytes(65836)), allocated: .known(.mebibytes(16384)))
        ])
      }, holds: .no, status: .critical),
    Row(
      name: "sizes given as 0 0 are system-managed",
      host: sound.with {
        $0.pagefiles = .known([
          Pagefile(
            path: #"C:\pagefile.sys"#, management: .known(.custom), initial: .known(.zero),
            maximum: .known(.zero),
            allocated: .known(.mebibytes(9088)))
        ])
      }, holds: .unknown, status: .warning, speaks: ["PGF-SYSMANAGED"], silent: ["SIZ-INITIAL-NOT-MAX"]),
    Row(
      name: "firmware keeps 500 MB: what is visible decides, what is installed is advised",
      host: HostFacts.windows(memory: .mebibytes(65036), pagefile: 65293).with {
        $0.memory.installed = .known(gib64)
      }, holds: .yes, status: .ok, speaks: ["MEM-CONSERVATIVE", "SIZ-ADVICE"], silent: ["SIZ-COMPLETE-REC"]),
    Row(
      name: "kernel wanted and configured, RAM + 128 MB", want: .kernel,
      host: HostFacts.windows(memory: gib64, pagefile: 65664).with { $0.crashControl.type = .known(.kernel) },
      write: .yes, status: .ok, silent: ["SIZ-KERNEL-WORST"]),
    Row(
      name: "kernel wanted, complete configured: the complete one has to fit", want: .kernel,
      host: .windows(memory: gib64, pagefile: 30000), holds: .no, write: .no, status: .critical,
      speaks: ["SIZ-COMPLETE-MIN"]),
    Row(
      name: "automatic as configured, sized by Windows", want: .asConfigured,
      host: sound.with {
        $0.crashControl.type = .known(.automatic)
        $0.pagefiles = .known([.system(#"C:\pagefile.sys"#, allocated: 9322)])
      }, holds: .unknown, write: .unknown, status: .ok, speaks: ["SIZ-KERNEL-WORST"],
      silent: ["PGF-SYSMANAGED"]),
    Row(
      name: "switched off, as configured", want: .asConfigured,
      host: sound.with { $0.crashControl.type = .known(.none) }, holds: .yes, write: .no, status: .critical,
      speaks: ["TYP-DECODE"]),
    Row(
      name: "exempt", want: .none, host: .windows(memory: gib64, pagefile: 2), holds: .no, write: .unknown,
      status: .ok, silent: ["SIZ-COMPLETE-MIN"]),
  ]

  static let places: [Row] = [
    Row(
      name: "W8 a large page file on P:, none on the boot volume",
      host: sound.with { $0.pagefiles = .known([.custom(#"P:\pagefile.sys"#, 131_072)]) }, holds: .no,
      write: .no,
      status: .critical, speaks: ["PGF-BOOT-REQUIRED"], silent: ["PGF-NONE", "SIZ-COMPLETE-MIN"]),
    Row(
      name: "no page file", host: sound.with { $0.pagefiles = .known([]) }, holds: .no, write: .no,
      status: .critical, speaks: ["PGF-NONE"], silent: ["PGF-BOOT-REQUIRED"]),
    Row(
      name: "no page file disproves without any other fact",
      host: HostFacts(name: "BARE", source: "test", os: .windows).with { $0.pagefiles = .known([]) },
      holds: .no,
      write: .no, status: .critical, speaks: ["PGF-NONE"]),
    Row(
      name: "a boot volume smaller than memory disproves without the page file",
      host: HostFacts(name: "BARE", source: "test", os: .windows).with {
        $0.memory.visible = .known(gib64)
        $0.volumes = .known([Volume(id: "C:", isBoot: true, size: .known(.gibibytes(60)))])
      }, holds: .no, write: .no, status: .critical, speaks: ["SIZ-COMPLETE-MIN"]),
    Row(
      name: "page files that are all too small disprove without the boot volume",
      host: sound.with {
        $0.volumes = .absent("volume")
        $0.pagefiles = .known([.custom(#"C:\pagefile.sys"#, 4096), .custom(#"D:\pagefile.sys"#, 8192)])
      }, holds: .no, status: .critical),
    Row(
      name: "the largest of several on the boot volume, never the sum",
      host: sound.with {
        $0.pagefiles = .known([.custom(#"C:\pagefile.sys"#, 40000), .custom(#"c:\page2.sys"#, 40000)])
      }, holds: .no, status: .critical, speaks: ["SIZ-ONE-FILE"]),
    Row(
      name: "one of several on the boot volume is enough",
      host: sound.with {
        $0.pagefiles = .known([.custom(#"C:\page2.sys"#, 4000), .custom(#"c:\pagefile.sys"#, 65836)])
      }, holds: .yes, status: .ok, silent: ["SIZ-ONE-FILE"]),
    Row(
      name: "drive letters in any case, NT paths too",
      host: sound.with { $0.pagefiles = .known([.custom(#"\??\c:\PAGEFILE.SYS"#, 65836)]) }, holds: .yes,
      status: .ok),
    Row(
      name: "automatic on all drives counts as the boot volume's",
      host: sound.with {
        $0.pagefiles = .known([
          Pagefile(
            path: #"?:\pagefile.sys"#, management: .known(.automatic), initial: .absent("initial"),
            maximum: .absent("maximum"), allocated: .known(.mebibytes(70000)))
        ])
      }, holds: .yes, status: .warning, speaks: ["PGF-SYSMANAGED"]),
    Row(
      name: "no volume is known to be the boot volume",
      host: sound.with {
        $0.volumes = .known([
          Volume(id: "C:", isBoot: nil, size: .known(.gibibytes(900)), free: .known(.gibibytes(500)))
        ])
      }, holds: .unknown, write: .unknown, status: .unknown, speaks: ["FACTS-MISSING"]),
    Row(
      name: "W20 system-managed, 32 GB of memory, a volume of 64 GB",
      host: HostFacts.windows(memory: .gibibytes(32), pagefile: 0).with {
        $0.pagefiles = .known([.system(#"C:\pagefile.sys"#, allocated: 4864)])
        $0.volumes = .known([
          Volume(id: "C:", isBoot: true, size: .known(.gibibytes(64)), free: .known(.gibibytes(40)))
        ])
      }, holds: .unknown, write: .unknown, status: .warning, speaks: ["PGF-SYSMANAGED"],
      silent: ["FACTS-MISSING"]),
    Row(
      name: "system-managed, and the volume cannot give it enough",
      host: sound.with {
        $0.pagefiles = .known([.system(#"C:\pagefile.sys"#, allocated: 9088)])
        $0.volumes = .known([
          Volume(id: "C:", isBoot: true, size: .known(.gibibytes(80)), free: .known(.mebibytes(57472)))
        ])
      }, holds: .no, write: .no, status: .critical, speaks: ["PGF-SYSMANAGED", "SIZ-COMPLETE-MIN"]),
    Row(
      name: "1 MB more free, and it might",
      host: sound.with {
        $0.pagefiles = .known([.system(#"C:\pagefile.sys"#, allocated: 9088)])
        $0.volumes = .known([
          Volume(id: "C:", isBoot: true, size: .known(.gibibytes(80)), free: .known(.mebibytes(57473)))
        ])
      }, holds: .unknown, silent: ["SIZ-COMPLETE-MIN"]),
    Row(
      name: "a temporary page file counts as none",
      host: sound.with {
        var file = Pagefile.system(#"C:\pagefile.sys"#, allocated: 70000)
        file.isTemporary = .known(true)
        $0.pagefiles = .known([file])
      }, holds: .no, status: .critical, speaks: ["PGF-TEMP"]),
    Row(
      name: "a dedicated dump file replaces the page file",
      host: sound.with {
        $0.pagefiles = .known([])
        $0.crashControl.dedicatedDumpFile = .known(#"D:\dd.sys"#)
        $0.crashControl.dumpFileSize = .known(.mebibytes(65836))
      }, holds: .yes, write: .yes, status: .ok, speaks: ["DDF-WHAT"],
      silent: ["PGF-NONE", "PGF-BOOT-REQUIRED"]),
    Row(
      name: "one that is too small is not made up for by the page file",
      host: sound.with {
        $0.crashControl.dedicatedDumpFile = .known(#"D:\dd.sys"#)
        $0.crashControl.dumpFileSize = .known(.mebibytes(2))
      }, holds: .no, write: .no, status: .critical, speaks: ["DDF-SIZE"], silent: ["SIZ-COMPLETE-MIN"]),
    Row(
      name: "one whose size Windows chooses proves nothing",
      host: sound.with {
        $0.crashControl.dedicatedDumpFile = .known(#"D:\dd.sys"#)
        $0.crashControl.dumpFileSize = .known(.zero)
      }, holds: .unknown, status: .unknown, speaks: ["FACTS-MISSING"]),
    Row(
      name: "a dedicated file larger than its volume cannot be",
      host: sound.with {
        $0.crashControl.dedicatedDumpFile = .known(#"D:\dd.sys"#)
        $0.crashControl.dumpFileSize = .known(.mebibytes(65836))
        $0.volumes = .known(
          $0.volumes.value.map { $0 + [Volume(id: "d:", isBoot: false, size: .known(.gibibytes(10)))] } ?? [])
      }, holds: .no, status: .critical, speaks: ["DDF-SIZE"]),
  ]

  static let saving: [Row] = [
    Row(
      name: "exactly the dump's size is free",
      host: .windows(memory: gib64, pagefile: 65836, free: .mebibytes(65537)),
      save: .yes, status: .ok, silent: ["EXT-SAME-VOLUME"]),
    Row(
      name: "1 MB less is free", host: .windows(memory: gib64, pagefile: 65836, free: .mebibytes(65536)),
      save: .no,
      status: .warning, speaks: ["EXT-SAME-VOLUME"]),
    Row(
      name: "the old dump gives its room back",
      host: HostFacts.windows(memory: gib64, pagefile: 65836, free: .mebibytes(1)).with {
        $0.crashControl.existingDump = .known(
          CrashControl.ExistingDump(size: .known(.mebibytes(65536)), written: .absent("written")))
      }, save: .yes, status: .ok, silent: ["EXT-SAME-VOLUME"]),
    Row(
      name: "but not with Overwrite off",
      host: HostFacts.windows(memory: gib64, pagefile: 65836, free: .mebibytes(1)).with {
        $0.crashControl.overwrite = .known(false)
        $0.crashControl.existingDump = .known(
          CrashControl.ExistingDump(size: .known(.mebibytes(65536)), written: .absent("written")))
      }, save: .no, status: .warning, speaks: ["EXT-SAME-VOLUME", "EXT-OVERWRITE-0"],
      silent: ["EXT-OVERWRITE-1"]),
    Row(
      name: "Overwrite off and nobody knows whether a dump is there",
      host: sound.with {
        $0.crashControl.overwrite = .known(false)
        $0.crashControl.existingDump = .absent("crash-control.existing-dump")
      }, save: .unknown, status: .unknown, speaks: ["FACTS-MISSING"], silent: ["EXT-OVERWRITE-0"]),
    Row(
      name: "W24 the dump file on D:, and the boot volume full",
      host: sound.with {
        $0.crashControl.dumpFile = .known(#"d:\dumps\MEMORY.DMP"#)
        $0.volumes = .known([
          Volume(id: "C:", isBoot: true, size: .known(.gibibytes(100)), free: .known(.gibibytes(10))),
          Volume(id: "D:", isBoot: false, size: .known(.gibibytes(900)), free: .known(.gibibytes(500))),
        ])
      }, write: .yes, save: .no, status: .warning, speaks: ["EXT-OTHER-VOLUME"], silent: ["EXT-SAME-VOLUME"]),
    Row(
      name: "W24 room on both",
      host: sound.with {
        $0.crashControl.dumpFile = .known(#"d:\dumps\MEMORY.DMP"#)
        $0.volumes = .known([
          Volume(id: "C:", isBoot: true, size: .known(.gibibytes(200)), free: .known(.gibibytes(65))),
          Volume(id: "D:", isBoot: false, size: .known(.gibibytes(900)), free: .known(.gibibytes(65))),
        ])
      }, save: .yes, status: .ok),
    Row(
      name: "with a dedicated file only the dump file's volume needs room",
      host: sound.with {
        $0.crashControl.dedicatedDumpFile = .known(#"C:\dd.sys"#)
        $0.crashControl.dumpFileSize = .known(.mebibytes(65836))
        $0.crashControl.dumpFile = .known(#"D:\MEMORY.DMP"#)
        $0.volumes = .known([
          Volume(id: "C:", isBoot: true, size: .known(.gibibytes(100)), free: .known(.gibibytes(1))),
          Volume(id: "D:", isBoot: false, size: .known(.gibibytes(900)), free: .known(.gibibytes(65))),
        ])
      }, save: .yes, status: .ok),
    Row(
      name: "the dump file on a volume that nobody described",
      host: sound.with { $0.crashControl.dumpFile = .known(#"E:\MEMORY.DMP"#) }, save: .unknown,
      status: .unknown,
      speaks: ["FACTS-MISSING"]),
    Row(
      name: "a workgroup client keeps it only with 25 GB to spare",
      host: HostFacts.windows(memory: gib64, pagefile: 65836, free: .mebibytes(65537 + 25600 - 1)).with {
        $0.product = .known(.client)
        $0.domainJoined = .known(false)
      }, save: .no, status: .warning, speaks: ["EXT-25GB"]),
    Row(
      name: "with 25 GB to spare it does",
      host: HostFacts.windows(memory: gib64, pagefile: 65836, free: .mebibytes(65537 + 25600)).with {
        $0.product = .known(.client)
        $0.domainJoined = .known(false)
      }, save: .yes, status: .ok, silent: ["EXT-25GB"]),
    Row(
      name: "server or client unknown, and it would matter",
      host: HostFacts.windows(memory: gib64, pagefile: 65836, free: .mebibytes(70000)).with {
        $0.product = .absent("product")
        $0.domainJoined = .absent("domain-joined")
      }, save: .unknown, status: .unknown, speaks: ["FACTS-MISSING"]),
  ]

  static let linux: [Row] = [
    Row(
      name: "no swap, only asked to report", want: .report, host: .linux(memory: .gibibytes(24), swap: []),
      holds: .no,
      write: .no, status: .warning, speaks: ["SIZ-COMPLETE-MIN"], silent: ["PGF-NONE"]),
    Row(
      name: "no swap, complete wanted", host: .linux(memory: .gibibytes(24), swap: []), status: .critical,
      speaks: ["SIZ-COMPLETE-MIN"]),
    Row(
      name: "swap on another disk does not count", want: .report,
      host: .linux(
        memory: .gibibytes(4),
        swap: [SwapArea(path: "/dev/sdb1", size: .known(.gibibytes(64)), onBootVolume: .known(false))]),
      holds: .no, status: .warning),
    Row(
      name: "RAM + 1 MB on the boot volume", want: .report,
      host: .linux(
        memory: .gibibytes(4),
        swap: [SwapArea(path: "/swapfile", size: .known(.mebibytes(4097)), onBootVolume: .known(true))]),
      holds: .yes, write: .yes, status: .ok, silent: ["SIZ-COMPLETE-REC", "SIZ-ADVICE", "FACTS-MISSING"]),
    Row(
      name: "two areas that hold it only together", want: .report,
      host: .linux(
        memory: .gibibytes(4),
        swap: [
          SwapArea(path: "/swap1", size: .known(.mebibytes(3000)), onBootVolume: .known(true)),
          SwapArea(path: "/swap2", size: .known(.mebibytes(3000)), onBootVolume: .known(true)),
        ]), holds: .no, status: .warning, speaks: ["SIZ-ONE-FILE"]),
    Row(
      name: "an area of which nobody knows where it is might do", want: .report,
      host: .linux(
        memory: .gibibytes(4),
        swap: [
          SwapArea(
            path: "/dev/dm-1", size: .known(.gibibytes(8)), onBootVolume: .unknown(because: "no /sys")),
          SwapArea(path: "/swap", size: .known(.gibibytes(1)), onBootVolume: .known(true)),
        ]), holds: .unknown, status: .unknown, speaks: ["FACTS-MISSING"]),
    Row(
      name: "it is too small in any case", want: .report,
      host: .linux(
        memory: .gibibytes(4),
        swap: [
          SwapArea(
            path: "/dev/dm-1", size: .known(.gibibytes(2)), onBootVolume: .unknown(because: "no /sys")),
          SwapArea(path: "/swap", size: .known(.gibibytes(1)), onBootVolume: .known(true)),
        ]), holds: .no, status: .warning, silent: ["FACTS-MISSING"]),
    Row(
      name: "the area on the boot volume is enough in any case", want: .report,
      host: .linux(
        memory: .gibibytes(4),
        swap: [
          SwapArea(
            path: "/dev/dm-1", size: .known(.gibibytes(64)), onBootVolume: .unknown(because: "no /sys")),
          SwapArea(path: "/swap", size: .known(.gibibytes(5)), onBootVolume: .known(true)),
        ]), holds: .yes, status: .ok),
    Row(
      name: "swap could not be read", want: .report,
      host: HostFacts.linux(memory: .gibibytes(4), swap: []).with {
        $0.swap = .unknown(because: "/proc/swaps cannot be read: permission denied")
      }, holds: .unknown, status: .unknown, speaks: ["FACTS-MISSING"]),
  ]

  static let missing: [Row] = [
    Row(
      name: "W7 memory unknown", host: sound.with { $0.memory = MemoryFacts() }, holds: .unknown,
      write: .unknown,
      save: .unknown, status: .unknown, speaks: ["FACTS-MISSING"]),
    Row(
      name: "only what is installed is known, and it fits",
      host: sound.with { $0.memory.visible = .absent("memory.visible") }, holds: .yes, write: .yes,
      status: .ok),
    Row(
      name: "only what is installed is known, and it does not fit",
      host: HostFacts.windows(memory: gib64, pagefile: 65536).with {
        $0.memory.visible = .absent("memory.visible")
      },
      holds: .unknown, write: .unknown, status: .unknown, speaks: ["FACTS-MISSING"]),
    Row(
      name: "page files unknown", host: sound.with { $0.pagefiles = .absent("pagefile") }, holds: .unknown,
      status: .unknown),
    Row(
      name: "the type unknown",
      host: sound.with {
        $0.crashControl.wasRead = false
        $0.crashControl.type = .absent("crash-control.type")
      }, holds: .yes, write: .unknown, status: .unknown),
    Row(
      name: "the type absent from a registry that was read: automatic",
      want: .kernel, host: sound.with { $0.crashControl.type = .absent("crash-control.type") }, write: .yes,
      status: .ok),
    Row(
      name: "whether there is a dedicated dump file unknown",
      host: sound.with {
        $0.crashControl.wasRead = false
        $0.crashControl.dedicatedDumpFile = .absent("crash-control.dedicated-dump-file")
      }, holds: .unknown, write: .unknown, status: .unknown),
    Row(
      name: "free space unknown",
      host: sound.with {
        $0.volumes = .known([Volume(id: "C:", isBoot: true, size: .known(.gibibytes(900)))])
      },
      holds: .yes, write: .yes, save: .unknown, status: .unknown, speaks: ["FACTS-MISSING"]),
    Row(
      name: "nothing known but a name", host: HostFacts(name: "BARE", source: "test", os: .windows),
      holds: .unknown,
      write: .unknown, save: .unknown, status: .unknown, speaks: ["FACTS-MISSING"]),
    Row(
      name: "a host that could not be read",
      host: sound.with { $0.unreadable = "hosts.d/a.toml:3:1: bad size" },
      holds: .unknown, write: .unknown, save: .unknown, status: .unknown, speaks: ["FACTS-MISSING"]),
  ]

  @Test("each host gets its verdict", arguments: sizes + places + saving + linux + missing)
  func verdict(row: Row) {
    let found = row.host.assessed(row.want)
    if let holds = row.holds { #expect(found.holdsComplete == holds) }
    if let write = row.write { #expect(found.canWrite == write) }
    if let save = row.save { #expect(found.canSave == save) }
    if let status = row.status { #expect(found.status == status, "\(found.findings.map(\.message))") }
    for rule in row.speaks { #expect(found.rules.contains(rule), "\(rule) is silent") }
    for rule in row.silent { #expect(!found.rules.contains(rule), "\(found.finding(rule)?.message ?? "")") }
  }
}
