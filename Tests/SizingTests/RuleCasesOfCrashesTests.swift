import Testing

@testable import Sizing

/// The rules of platforms, saving, events and crashes, at their boundaries and with facts missing.
@Suite struct RuleCasesOfCrashesTests {
  static let month: Int64 = 30 * 86_400
  static let power = "Microsoft-Windows-Kernel-Power"
  static let reporting = "Microsoft-Windows-WER-SystemErrorReporting"

  static let platforms: [RuleCase] = [
    .at("VIR-KVM-PANIC", "coredump-destroy stops the guest too", .speaks(.critical)) {
      $0.platform.panicDevice = .known("hyperv")
      $0.platform.onCrash = .known("coredump-destroy")
    },
    .at("VIR-KVM-PANIC", "preserve", .speaks(.critical)) {
      $0.platform.panicDevice = .known("HyperV")
      $0.platform.onCrash = .known("preserve")
    },
    .at("VIR-KVM-PANIC", "another device", .silent) {
      $0.platform.panicDevice = .known("pvpanic")
      $0.platform.onCrash = .known("destroy")
    },
    .at("VIR-KVM-PANIC", "the hypervisor is to write", .silent, by: .hypervisor) {
      $0.platform.panicDevice = .known("hyperv")
      $0.platform.onCrash = .known("coredump-restart")
    },
    .without("VIR-KVM-PANIC", "on-crash", .unknown) { $0.platform.panicDevice = .known("hyperv") },
    .without("VIR-KVM-PANIC", "a word that is libvirt's", .unknown) {
      $0.platform.panicDevice = .known("hyperv")
      $0.platform.onCrash = .known("shrug")
    },
    .without("VIR-KVM-PANIC", "the device", .silent) { $0.platform.onCrash = .known("destroy") },
    .at("VIR-KVM-NO-DUMP", "preserve", .speaks(.notice), by: .hypervisor) {
      $0.platform.panicDevice = .known("hyperv")
      $0.platform.onCrash = .known("preserve")
    },
    .at("VIR-KVM-NO-DUMP", "no panic device", .speaks(.critical), by: .hypervisor) {
      $0.platform.panicDevice = .known("none")
      $0.platform.onCrash = .known("coredump-restart")
    },
    .without("VIR-KVM-NO-DUMP", "on-crash", .unknown, by: .hypervisor) {
      $0.platform.panicDevice = .known("hyperv")
    },
    .at("VIR-HYPERVISOR-ROOM", "65501 MB", .speaks(.critical), by: .hypervisor) {
      $0.platform.dumpFree = .known(.mebibytes(65501))
    },
    .at("VIR-HYPERVISOR-ROOM", "65502 MB", .silent, by: .hypervisor) {
      $0.platform.dumpFree = .known(.mebibytes(65502))
    },
    .without("VIR-HYPERVISOR-ROOM", "the room", .unknown, by: .hypervisor) { _ in },
    .at("VIR-ASR", "as long as writing takes", .silent) { $0.slow(200, watchdog: 328) },
    .at("VIR-ASR", "a second less", .speaks(.warning)) { $0.slow(200, watchdog: 327) },
    .at("VIR-ASR", "two seconds less", .speaks(.critical)) { $0.slow(200, watchdog: 326) },
    .at("VIR-ASR", "a kernel dump may be written in time", .speaks(.warning), .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.slow(200, watchdog: 60)
    },
    .at("VIR-ASR", "a watchdog of 0 is none", .silent) { $0.slow(200, watchdog: 0) },
    .without("VIR-ASR", "the speed", .speaks(.notice)) { $0.platform.watchdog = .known(60) },
    .without("VIR-ASR", "memory", .unknown) {
      $0.slow(200, watchdog: 60)
      $0.memory = MemoryFacts()
    },
    .without("VIR-ASR", "the watchdog", .silent) { $0.platform.writeSpeed = .known(.mebibytes(1)) },
    .at("VIR-CLUSTER-HB", "60 s", .silent) { $0.slow(1092, heartbeat: true) },
    .at("VIR-CLUSTER-HB", "61 s", .speaks(.warning)) { $0.slow(1091, heartbeat: true) },
    .at("VIR-CLUSTER-HB", "62 s", .speaks(.critical)) { $0.slow(1073, heartbeat: true) },
    .at("VIR-CLUSTER-HB", "nobody watches", .silent) { $0.slow(10, heartbeat: false) },
    .without("VIR-CLUSTER-HB", "the speed", .speaks(.notice)) { $0.platform.heartbeat = .known(true) },
    .without("VIR-CLUSTER-HB", "the heartbeat", .silent) { $0.platform.writeSpeed = .known(.mebibytes(1)) },
    .at("EXT-TIME", "60 s", .speaks(.notice)) { $0.slow(1110) },
    .at("EXT-TIME", "59 s", .silent) { $0.slow(1111) },
    .without("EXT-TIME", "the speed", .unknown) { _ in },
    .at("VIR-DYNMEM", "65835 MB at most", .silent) { $0.dynamic(65835) },
    .at("VIR-DYNMEM", "65836 MB at most", .speaks(.warning)) { $0.dynamic(65836) },
    .at("VIR-DYNMEM", "Hyper-V's own maximum", .speaks(.notice)) { $0.dynamic(1 << 20) },
    .without("VIR-DYNMEM", "the maximum", .unknown) { $0.memory.dynamic = .known(true) },
    .without("VIR-DYNMEM", "whether it is dynamic", .silent) { $0.memory.maximum = .known(.gibibytes(512)) },
    .at("VIR-HYPERV-HOST", "Server 2012 R2 knows no active dumps", .silent) {
      $0.roles = .known(["hyper-v"])
      $0.build = .known(9600)
    },
    .without("VIR-HYPERV-HOST", "roles", .unknown) { _ in },
    .at("VIR-AZURE-TEMP", "on both", .silent) {
      $0.platform.kind = .known("Azure")
      $0.pagefiles = .known([.fixed(#"D:\p.sys"#, megabytes: 9), .fixed(#"C:\p.sys"#, megabytes: 65836)])
    },
    .without("VIR-AZURE-TEMP", "page files", .silent) {
      $0.platform.kind = .known("azure")
      $0.pagefiles = .absent("pagefile")
    },
    .at("VIR-AZURE-LARGE", "65501 MB free", .speaks(.notice)) {
      $0.platform.kind = .known("Azure")
      $0.free(65501)
    },
    .at("VIR-AZURE-LARGE", "65502 MB free", .silent) {
      $0.platform.kind = .known("azure")
      $0.free(65502)
    },
    .without("VIR-AZURE-LARGE", "free space", .silent) {
      $0.platform.kind = .known("azure")
      $0.boot { $0.free = .absent("free") }
    },
    .at("VIR-DISK-SIZE", "80860 MB", .speaks(.notice)) {
      $0.platform.kind = .known("kvm")
      $0.boot { $0.size = .known(.mebibytes(80860)) }
    },
    .at("VIR-DISK-SIZE", "80861 MB", .silent) {
      $0.platform.kind = .known("kvm")
      $0.boot { $0.size = .known(.mebibytes(80861)) }
    },
    .at("VIR-DISK-SIZE", "a physical machine", .silent) {
      $0.platform.kind = .known("physical")
      $0.boot { $0.size = .known(.gibibytes(70)) }
    },
    .without("VIR-DISK-SIZE", "memory", .unknown) {
      $0.platform.kind = .known("kvm")
      $0.memory = MemoryFacts()
    },
  ]

  static let saving: [RuleCase] = [
    .at("EXT-SAME-VOLUME", "65501 MB free", .speaks(.warning)) { $0.free(65501) },
    .at("EXT-SAME-VOLUME", "65502 MB free", .silent) { $0.free(65502) },
    .at("EXT-SAME-VOLUME", "an event confirms it", .speaks(.critical)) {
      $0.free(65501)
      $0.events = [.logged("volmgr", 162)]
    },
    .without("EXT-SAME-VOLUME", "free space", .unknown) { $0.boot { $0.free = .absent("free") } },
    .at("DDF-SPACE-BOTH", "65501 MB free", .speaks(.warning)) {
      $0.dedicated(#"C:\dd.sys"#, 65836)
      $0.free(65501)
    },
    .at("DDF-SPACE-BOTH", "65502 MB free", .silent) {
      $0.dedicated(#"C:\dd.sys"#, 65836)
      $0.free(65502)
    },
    .without("DDF-SPACE-BOTH", "free space", .unknown) {
      $0.dedicated(#"C:\dd.sys"#, 65836)
      $0.boot { $0.free = .absent("free") }
    },
    .at("EXT-OTHER-VOLUME", "65501 MB free on C:", .speaks(.warning)) { $0.dumpOnD(65501, 99999) },
    .at("EXT-OTHER-VOLUME", "65501 MB free on D:", .speaks(.warning)) { $0.dumpOnD(99999, 65501) },
    .at("EXT-OTHER-VOLUME", "65502 MB free on both", .silent) { $0.dumpOnD(65502, 65502) },
    .without("EXT-OTHER-VOLUME", "free space of D:", .unknown) { $0.dumpOnD(99999, nil) },
    .at("EXT-OVERWRITE-0", "of a small dump it does not matter", .silent, .small) {
      $0.crashControl.type = .known(.small)
      $0.crashControl.overwrite = .known(false)
      $0.crashControl.existingDump = .known(.init(size: .absent("size"), written: .absent("written")))
    },
    .at("EXT-OVERWRITE-0", "an event confirms it", .speaks(.critical)) {
      $0.crashControl.overwrite = .known(false)
      $0.crashControl.existingDump = .known(.init(size: .absent("size"), written: .absent("written")))
      $0.events = [.logged("Microsoft-Windows-Subsys-SMSS", 12)]
    },
    .without("EXT-OVERWRITE-0", "whether a dump is there", .unknown) {
      $0.crashControl.overwrite = .known(false)
      $0.crashControl.existingDump = .absent("crash-control.existing-dump")
    },
    .at("EXT-OVERWRITE-1", "a small dump replaces nothing", .silent, .small) {
      $0.crashControl.type = .known(.small)
    },
    .without("EXT-OVERWRITE-1", "Overwrite", .unknown) {
      $0.crashControl.wasRead = false
      $0.crashControl.overwrite = .absent("crash-control.overwrite")
    },
    .at("EXT-25GB", "1 MB less than 25 GB besides the dump", .speaks(.warning)) {
      $0.product = .known(.client)
      $0.domainJoined = .known(false)
      $0.free(65502 + 25600 - 1)
    },
    .at("EXT-25GB", "25 GB besides the dump", .silent) {
      $0.product = .known(.client)
      $0.domainJoined = .known(false)
      $0.free(65502 + 25600)
    },
    .at("EXT-25GB", "an event confirms it", .speaks(.critical)) {
      $0.product = .known(.client)
      $0.domainJoined = .known(false)
      $0.free(66000)
      $0.events = [.logged(reporting, 1018)]
    },
    .without("EXT-25GB", "product", .unknown) {
      $0.product = .absent("product")
      $0.domainJoined = .absent("domain-joined")
      $0.free(80000)
    },
    .at("ROT-DUMPFILE-TRICK", "five digits", .silent) {
      $0.crashControl.dumpFile = .known(#"D:\2026030\M12345.DMP"#)
    },
    .at("ROT-DUMPFILE-TRICK", "six digits", .speaks(.notice)) {
      $0.crashControl.dumpFile = .known(#"C:\M123456.DMP"#)
    },
    .without("ROT-DUMPFILE-TRICK", "the dump file", .silent) { _ in },
  ]

  static let crashes: [RuleCase] = [
    .at("EVT-CRASH-NO-DUMP", "a code of 0 is a power cut", .silent) {
      $0.events = [.logged(power, 41, ["0"])]
    },
    .at("EVT-CRASH-NO-DUMP", "a code without 1001", .speaks(.warning)) {
      $0.events = [.logged(power, 41, ["1"])]
    },
    .at("EVT-CRASH-NO-DUMP", "a code without 1001, but the dump is here", .silent) {
      $0.events = [.logged(power, 41, ["209"])]
      $0.kept(secondsBefore: 600)
    },
    .at("EVT-CRASH-NO-DUMP", "1001 six hours ago, no dump here", .silent) {
      $0.events = [.logged(reporting, 1001, secondsBefore: 3 * 3600)]
      $0.newestKeptDump = .known(nil)
    },
    .at("EVT-CRASH-NO-DUMP", "a second more", .speaks(.warning)) {
      $0.events = [.logged(reporting, 1001, secondsBefore: 3 * 3600 + 1)]
      $0.newestKeptDump = .known(nil)
    },
    .at("EVT-CRASH-NO-DUMP", "the hypervisor writes, and nothing came", .speaks(.warning), by: .hypervisor) {
      $0.events = [.logged("BugCheck", 1001, secondsBefore: 86_400)]
      $0.newestKeptDump = .known(nil)
    },
    .without("EVT-CRASH-NO-DUMP", "what is kept here", .unknown) { $0.events = [.logged(reporting, 1001)] },
    .without("EVT-CRASH-NO-DUMP", "events", .silent) { $0.newestKeptDump = .known(nil) },
    // 65502 MB at the assumed 100 MB/s are 656 s.
    .at("EXT-AT-RISK", "an hour and twice the writing later", .silent) {
      $0.crashControl.existingDump = .known(.init(size: .absent("size"), written: .known(.example)))
      $0.kept(secondsBefore: 3600 + 2 * 656)
    },
    .at("EXT-AT-RISK", "a second more", .speaks(.warning)) {
      $0.crashControl.existingDump = .known(.init(size: .absent("size"), written: .known(.example)))
      $0.kept(secondsBefore: 3600 + 2 * 656 + 1)
    },
    .at("EXT-AT-RISK", "a newer one is kept here", .silent) {
      $0.crashControl.existingDump = .known(.init(size: .absent("size"), written: .known(.example)))
      $0.kept(secondsBefore: -86_400)
    },
    .at("EXT-AT-RISK", "none is kept here", .speaks(.warning)) {
      $0.crashControl.existingDump = .known(.init(size: .absent("size"), written: .known(.example)))
      $0.newestKeptDump = .known(nil)
    },
    .without("EXT-AT-RISK", "what is kept here", .unknown) {
      $0.crashControl.existingDump = .known(.init(size: .absent("size"), written: .known(.example)))
    },
    .without("EXT-AT-RISK", "when it was written", .unknown) {
      $0.crashControl.existingDump = .known(.init(size: .absent("size"), written: .absent("written")))
      $0.kept(secondsBefore: 0)
    },
    .at("TYP-DELIVERED", "a kernel dump of a host set to automatic", .silent, .automatic) {
      $0.crashControl.type = .known(.automatic)
      $0.kept(secondsBefore: 0, .kernel)
    },
    .at("TYP-DELIVERED", "W23 an active dump of a host set to complete", .speaks(.warning)) {
      $0.kept(secondsBefore: 0, .active)
    },
    .at("TYP-DELIVERED", "of a crash long ago", .silent) { $0.kept(secondsBefore: month, .active) },
    .without("TYP-DELIVERED", "the type that is configured", .unknown) {
      $0.crashControl.wasRead = false
      $0.crashControl.type = .absent("crash-control.type")
      $0.kept(secondsBefore: 0, .kernel)
    },
    .at("FACTS-STALE-MEMORY", "W25 1 MB more in the dump", .speaks(.warning)) {
      $0.kept(secondsBefore: 0, megabytes: 65502)
    },
    .at("FACTS-STALE-MEMORY", "what is installed covers it", .silent) {
      $0.memory.installed = .known(.gibibytes(64))
      $0.kept(secondsBefore: 0, megabytes: 65536)
    },
    .at("FACTS-STALE-MEMORY", "facts that are newer than the crash", .silent) {
      $0.kept(secondsBefore: 1, megabytes: 131_072)
    },
    .without("FACTS-STALE-MEMORY", "memory", .unknown) {
      $0.memory = MemoryFacts()
      $0.kept(secondsBefore: 0)
    },
    .at("FACTS-STALE", "free space of exactly 7 days", .silent) {
      $0.collected = .known(Example.now.advanced(bySeconds: -7 * 86_400))
    },
    .at("FACTS-STALE", "a second more", .speaks(.warning)) {
      $0.collected = .known(Example.now.advanced(bySeconds: -7 * 86_400 - 1))
    },
    .at("FACTS-STALE", "no volumes are given, the rest 30 days", .silent) {
      $0.given = [FactGroups(.memory), FactGroups(.pagefiles)]
      $0.collected = .known(Example.now.advanced(bySeconds: -month))
    },
    .at("FACTS-STALE", "a second more than 30 days", .speaks(.warning)) {
      $0.given = [FactGroups(.memory), FactGroups(.pagefiles)]
      $0.collected = .known(Example.now.advanced(bySeconds: -month - 1))
    },
    .at("FACTS-STALE", "one group from a source of long ago", .speaks(.warning)) {
      $0.taken = [
        .memory: FactOrigin(source: "libvirt", collected: .known(Example.now.advanced(bySeconds: -month - 1)))
      ]
    },
    .at("FACTS-STALE", "a day in the future", .silent) {
      $0.collected = .known(Example.now.advanced(bySeconds: 86_400))
    },
    .at("FACTS-STALE", "a second more", .speaks(.warning)) {
      $0.collected = .known(Example.now.advanced(bySeconds: 86_401))
    },
    .without("FACTS-STALE", "when they were collected", .unknown) { $0.collected = .absent("collected") },
    .at("FACTS-MISSING", "what is installed proves that it fits", .silent) {
      $0.memory.visible = .absent("memory.visible")
    },
    .without("FACTS-MISSING", "page files", .speaks(.notice)) { $0.pagefiles = .absent("pagefile") },
  ]

  static let events: [RuleCase] =
    [
      ("EVT-NOT-CONFIGURED", 46), ("EVT-DUMP-WAITING", 47), ("EVT-DEVICE-GONE", 156),
      ("STO-DRIVER-BUGS", 163),
    ]
    .flatMap { rule, id -> [RuleCase] in
      [
        .at(rule, "30 days before", .speaks(.warning)) {
          $0.events = [.logged("volmgr", id, secondsBefore: month)]
        },
        .at(rule, "a second more", .silent) { $0.events = [.logged("volmgr", id, secondsBefore: month + 1)] },
        .at(rule, "somebody else's event", .silent) { $0.events = [.logged("disk", id)] },
        .without(rule, "events", .silent) { _ in },
      ]
    } + [
      .at("EVT-NOT-SAVED", "1001 at the same second", .silent) {
        $0.events = [.logged("volmgr", 162), .logged(reporting, 1001)]
      },
      .at("EVT-NOT-SAVED", "1001 a second before", .speaks(.warning)) {
        $0.events = [.logged("volmgr", 162), .logged(reporting, 1001, secondsBefore: 1)]
      },
      .without("EVT-NOT-SAVED", "events", .silent) { _ in },
      .at("EVT-DUMP-DELETED", "by its other number", .speaks(.warning)) {
        $0.events = [.logged(reporting, 1008)]
      },
      .without("EVT-DUMP-DELETED", "events", .silent) { _ in },
    ]

  static let others: [RuleCase] = [
    .at("TYP-DECODE", "active, complete wanted", .speaks(.critical)) {
      $0.crashControl.type = .known(.active)
    },
    .at("TYP-DECODE", "kernel, automatic wanted", .silent, .automatic) {
      $0.crashControl.type = .known(.kernel)
    },
    .without("TYP-DECODE", "the type", .unknown) {
      $0.crashControl.wasRead = false
      $0.crashControl.type = .absent("crash-control.type")
    },
    .at("TYP-AVAIL", "active on build 10239", .speaks(.warning), .asConfigured) {
      $0.crashControl.type = .known(.active)
      $0.build = .known(10239)
    },
    .at("TYP-AVAIL", "active on build 10240", .silent, .asConfigured) {
      $0.crashControl.type = .known(.active)
      $0.build = .known(10240)
    },
    .without("TYP-AVAIL", "the build", .unknown, .asConfigured) {
      $0.crashControl.type = .known(.automatic)
      $0.build = .absent("build")
    },
    .at("SEC-BITLOCKER", "its filter in capitals", .silent) {
      $0.boot { $0.bitlocker = .known(true) }
      $0.crashControl.dumpFilters = .known(["other.sys", "DUMPFVE.SYS"])
    },
    .without("SEC-BITLOCKER", "the filters", .unknown) { $0.boot { $0.bitlocker = .known(true) } },
    .at("SEC-DUMP-ENCRYPTION", "Windows 8.1 does not know it", .silent) {
      $0.crashControl.encryption = .known(true)
      $0.build = .known(9600)
    },
    .without("SEC-DUMP-ENCRYPTION", "the setting", .unknown) { _ in },
    .at("SEC-GUARDED", "not guarded", .silent) { $0.crashControl.guarded = .known(false) },
    .without("SEC-GUARDED", "encryption", .unknown) { $0.crashControl.guarded = .known(true) },
  ]

  @Test(
    "at its boundary and with facts missing a rule says what it should",
    arguments: platforms + saving + crashes + events + others)
  func verdict(row: RuleCase) throws { try row.check() }

  @Test("every rule is tried at its boundary and with facts missing", arguments: RuleTable.rules.map(\.id))
  func complete(id: String) {
    let all =
      RuleCasesTests.sizes + RuleCasesTests.pagefiles + RuleCasesTests.dedicated + Self.platforms
      + Self.saving
      + Self.crashes + Self.events + Self.others + RuleCasesOfKdumpTests.setUp
      + RuleCasesOfKdumpTests.targets + RuleCasesOfKdumpTests.panics
    #expect(all.contains { $0.rule == id && $0.kind == .boundary })
    #expect(all.contains { $0.rule == id && $0.kind == .missing })
  }
}

extension HostFacts {
  fileprivate mutating func slow(_ megabytes: UInt64, watchdog: Int? = nil, heartbeat: Bool? = nil) {
    platform.writeSpeed = .known(.mebibytes(megabytes))
    if let watchdog { platform.watchdog = .known(watchdog) }
    if let heartbeat { platform.heartbeat = .known(heartbeat) }
  }

  fileprivate mutating func dynamic(_ megabytes: UInt64) {
    memory.dynamic = .known(true)
    memory.maximum = .known(.mebibytes(megabytes))
  }

  fileprivate mutating func dumpOnD(_ free: UInt64, _ freeOnD: UInt64?) {
    crashControl.dumpFile = .known(#"D:\MEMORY.DMP"#)
    self.free(
      free,
      and: [
        Volume(
          id: "D:", isBoot: false, size: .known(.gibibytes(500)),
          free: freeOnD.map { .known(.mebibytes($0)) } ?? .absent("free"))
      ])
  }
}
