import Testing

@testable import Sizing

/// Every rule at its boundary, and with facts missing; that it speaks and stays silent stands in the table itself.
@Suite struct RuleCasesTests {
  static let month: Int64 = 30 * 86_400

  static let sizes: [RuleCase] = [
    .at("SIZ-COMPLETE-MIN", "65501 MB", .speaks(.critical)) { $0.page(65501) },
    .at("SIZ-COMPLETE-MIN", "65502 MB", .silent) { $0.page(65502) },
    .at("SIZ-COMPLETE-MIN", "65501 MB, only a report is wanted", .speaks(.warning), .report) {
      $0.page(65501)
    },
    .without("SIZ-COMPLETE-MIN", "memory", .unknown) { $0.memory = MemoryFacts() },
    .at("SIZ-COMPLETE-REC", "65757 MB", .speaks(.warning)) { $0.page(65757) },
    .at("SIZ-COMPLETE-REC", "65758 MB", .silent) { $0.page(65758) },
    .at("SIZ-COMPLETE-REC", "65757 MB on Windows 7", .silent) {
      $0.page(65757)
      $0.build = .known(7601)
    },
    .without("SIZ-COMPLETE-REC", "memory", .unknown) { $0.memory = MemoryFacts() },
    .at("SIZ-INITIAL-NOT-MAX", "starts at 65500 MB", .speaks(.critical)) {
      $0.page(65500) { $0.maximum = .known(.gibibytes(128)) }
    },
    .at("SIZ-INITIAL-NOT-MAX", "starts at 65501 MB", .silent) { $0.page(65501) },
    .at("SIZ-INITIAL-NOT-MAX", "starts too small for a kernel dump's check", .speaks(.warning), .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.page(65500)
    },
    .without("SIZ-INITIAL-NOT-MAX", "initial", .unknown) {
      $0.page(65836) { $0.initial = .absent("initial") }
    },
    .at("SIZ-ONE-FILE", "65501 MB together", .silent) {
      $0.pagefiles = .known([.fixed(#"C:\p.sys"#, megabytes: 40000), .fixed(#"D:\p.sys"#, megabytes: 25501)])
    },
    .at("SIZ-ONE-FILE", "65502 MB together", .speaks(.notice)) {
      $0.pagefiles = .known([.fixed(#"C:\p.sys"#, megabytes: 40000), .fixed(#"D:\p.sys"#, megabytes: 25502)])
    },
    .without("SIZ-ONE-FILE", "memory", .unknown) { $0.memory = MemoryFacts() },
    .at("SIZ-SMALL-MIN", "49 MB for a kernel dump", .speaks(.critical), .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.page(49)
    },
    .at("SIZ-SMALL-MIN", "50 MB for a kernel dump", .silent, .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.page(50)
    },
    .without("SIZ-SMALL-MIN", "page files and volumes", .unknown, .small) {
      $0.crashControl.type = .known(.small)
      $0.pagefiles = .absent("pagefile")
      $0.volumes = .absent("volume")
    },
    .at("SIZ-KERNEL-WORST", "65628 MB", .speaks(.notice), .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.page(65628)
    },
    .at("SIZ-KERNEL-WORST", "65629 MB", .silent, .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.page(65629)
    },
    .at("SIZ-KERNEL-WORST", "less than a third of memory", .speaks(.warning), .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.page(21833)
    },
    .at("SIZ-KERNEL-WORST", "a third of memory", .speaks(.notice), .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.page(21834)
    },
    .without("SIZ-KERNEL-WORST", "memory", .unknown, .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.memory = MemoryFacts()
    },
    .at("SIZ-TRUNCATED", "65501 MB", .speaks(.warning)) {
      $0.crashControl.ignorePagefileSize = .known(true)
      $0.page(65501)
    },
    .at("SIZ-TRUNCATED", "65502 MB", .silent) {
      $0.crashControl.ignorePagefileSize = .known(true)
      $0.page(65502)
    },
    .without("SIZ-TRUNCATED", "memory", .unknown) {
      $0.crashControl.ignorePagefileSize = .known(true)
      $0.memory = MemoryFacts()
    },
    .at("SIZ-ADVICE", "65800 MB", .speaks(.notice)) { $0.page(65800) },
    .at("SIZ-ADVICE", "65801 MB", .silent) { $0.page(65801) },
    .without("SIZ-ADVICE", "memory", .unknown) { $0.memory = MemoryFacts() },
    .at("SIZ-HUGE", "32 GiB", .silent) { $0.memory.visible = .known(.gibibytes(32)) },
    .at("SIZ-HUGE", "32 GiB and a byte", .speaks(.notice)) {
      $0.memory.visible = .known(Bytes(clamping: 32 << 30 + 1))
    },
    .without("SIZ-HUGE", "memory", .unknown) { $0.memory = MemoryFacts() },
    .at("MEM-CONSERVATIVE", "a byte more installed", .speaks(.notice)) {
      $0.memory.installed = .known(Bytes(clamping: Bytes.mebibytes(65501).count + 1))
    },
    .at("MEM-CONSERVATIVE", "less installed than visible", .silent) {
      $0.memory.installed = .known(.gibibytes(1))
    },
    .without("MEM-CONSERVATIVE", "installed", .unknown) { $0.memory.installed = .absent("memory.installed") },
    .at("MEM-BCD-CAP", "5 % less a MB", .silent) { $0.memory.installed = .known(.mebibytes(68948)) },
    .at("MEM-BCD-CAP", "a MB more than 5 %", .speaks(.notice)) {
      $0.memory.installed = .known(.mebibytes(68949))
    },
    .without("MEM-BCD-CAP", "installed", .unknown) { $0.memory.installed = .absent("memory.installed") },
    .at("MEM-32BIT", "4096 MB", .silent) { $0.old(4096) },
    .at("MEM-32BIT", "4097 MB", .speaks(.notice)) { $0.old(4097) },
    .at("MEM-32BIT", "a server", .silent) {
      $0.old(8192)
      $0.product = .known(.server)
    },
    .without("MEM-32BIT", "product", .unknown) {
      $0.old(8192)
      $0.product = .absent("product")
    },
    .at("MEM-HOTADD", "65536 MB at most", .silent) { $0.memory.maximum = .known(.mebibytes(65536)) },
    .at("MEM-HOTADD", "65537 MB at most", .speaks(.notice)) { $0.memory.maximum = .known(.mebibytes(65537)) },
    .without("MEM-HOTADD", "page files", .unknown) {
      $0.memory.maximum = .known(.gibibytes(128))
      $0.pagefiles = .absent("pagefile")
    },
  ]

  static let pagefiles: [RuleCase] = [
    .at("PGF-NONE", "one of no size", .silent) { $0.page(0) },
    .without("PGF-NONE", "page files", .unknown) { $0.pagefiles = .absent("pagefile") },
    .at("PGF-BOOT-REQUIRED", "a tiny one on C: beside a large one on P:", .silent) {
      $0.pagefiles = .known([.fixed(#"P:\p.sys"#, megabytes: 99999), .fixed(#"c:\p.sys"#, megabytes: 1)])
    },
    .without("PGF-BOOT-REQUIRED", "volumes", .unknown) { $0.volumes = .absent("volume") },
    .at("PGF-TEMP", "a temporary one on D:", .silent) {
      var temporary = Pagefile.systemManaged(#"D:\pagefile.sys"#, allocated: 2048)
      temporary.isTemporary = .known(true)
      $0.pagefiles = .known([temporary, .fixed(#"C:\pagefile.sys"#, megabytes: 65836)])
    },
    .without("PGF-TEMP", "whether it is", .silent) {
      $0.page(65836) { $0.isTemporary = .absent("temporary") }
    },
    .at("PGF-SYSMANAGED", "has enough now", .speaks(.warning)) {
      $0.pagefiles = .known([.systemManaged(#"C:\pagefile.sys"#, allocated: 70000)])
    },
    .without("PGF-SYSMANAGED", "management and initial", .unknown) {
      $0.page(65836) {
        $0.management = .absent("management")
        $0.initial = .absent("initial")
      }
    },
    .at("PGF-LIMIT-ARCH", "4094 MB of memory, 32-bit", .silent) { $0.old(4094) },
    .at("PGF-LIMIT-ARCH", "4095 MB of memory, 32-bit", .speaks(.notice)) { $0.old(4095) },
    .at("PGF-LIMIT-ARCH", "16 TB less 1 MB", .silent) {
      $0.memory.visible = .known(.mebibytes((16 << 20) - 1))
    },
    .at("PGF-LIMIT-ARCH", "16 TB", .speaks(.notice)) { $0.memory.visible = .known(.mebibytes(16 << 20)) },
    .without("PGF-LIMIT-ARCH", "memory", .unknown) { $0.memory = MemoryFacts() },
    .at("PGF-UI-2TB", "2 TiB", .silent) {
      $0.page(16384)
      $0.boot { $0.size = .known(.gibibytes(2048)) }
    },
    .at("PGF-UI-2TB", "2 TiB and 1 MB", .speaks(.notice)) {
      $0.page(16384)
      $0.boot { $0.size = .known(.mebibytes(2048 << 10 + 1)) }
    },
    .without("PGF-UI-2TB", "the size", .unknown) {
      $0.page(16384)
      $0.boot { $0.size = .absent("size") }
    },
    .at("PGF-FIRST-ONLY", "D: first, C: of a fixed size", .silent) {
      $0.pagefiles = .known([
        .systemManaged(#"D:\p.sys"#, allocated: 4096), .fixed(#"C:\p.sys"#, megabytes: 65836),
      ])
    },
    .without("PGF-FIRST-ONLY", "page files", .unknown) { $0.pagefiles = .absent("pagefile") },
    .at("PGF-AUTO-4WEEKS", "65500 MB", .speaks(.notice), .automatic) {
      $0.crashControl.type = .known(.automatic)
      $0.pagefiles = .known([.systemManaged(#"C:\p.sys"#, allocated: 65500)])
    },
    .at("PGF-AUTO-4WEEKS", "65501 MB", .silent, .automatic) {
      $0.crashControl.type = .known(.automatic)
      $0.pagefiles = .known([.systemManaged(#"C:\p.sys"#, allocated: 65501)])
    },
    .without("PGF-AUTO-4WEEKS", "memory", .unknown, .automatic) {
      $0.crashControl.type = .known(.automatic)
      $0.pagefiles = .known([.systemManaged(#"C:\p.sys"#, allocated: 9322)])
      $0.memory = MemoryFacts()
    },
    .at("PGF-GROW-LATE", "may grow by 1 MB", .speaks(.notice), .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.page(8192) { $0.maximum = .known(.mebibytes(8193)) }
    },
    .at("PGF-GROW-LATE", "starts at the most that the dump can take", .silent, .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.page(65629) { $0.maximum = .known(.mebibytes(99999)) }
    },
    .without("PGF-GROW-LATE", "maximum", .unknown, .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.page(8192) { $0.maximum = .absent("maximum") }
    },
    .at("PGF-ROLES", "Hyper-V on 2012 R2, fixed size", .speaks(.notice)) {
      $0.roles = .known(["Hyper-V"])
      $0.build = .known(9600)
    },
    .at("PGF-ROLES", "Hyper-V on a later build", .silent) {
      $0.roles = .known(["hyper-v"])
      $0.build = .known(9601)
    },
    .without("PGF-ROLES", "roles", .unknown) { $0.pagefiles = .known([]) },
    .at("PGF-EXCHANGE", "a role that only begins so", .silent) { $0.roles = .known(["exchanger"]) },
    .at("PGF-EXCHANGE", "no version said", .speaks(.notice)) { $0.roles = .known(["exchange"]) },
    .without("PGF-EXCHANGE", "roles", .unknown) { _ in },
    .at("REG-REBOOT", "1 MB less than it starts with", .speaks(.notice)) {
      $0.page(65836) { $0.allocated = .known(.mebibytes(65835)) }
    },
    .at("REG-REBOOT", "beyond its maximum", .speaks(.notice)) {
      $0.page(65836) { $0.allocated = .known(.mebibytes(65837)) }
    },
    .at("REG-REBOOT", "between initial and maximum", .silent) {
      $0.page(65836) {
        $0.maximum = .known(.mebibytes(70000))
        $0.allocated = .known(.mebibytes(70000))
      }
    },
    .without("REG-REBOOT", "allocated", .unknown) { $0.page(65836) { $0.allocated = .absent("allocated") } },
  ]

  static let dedicated: [RuleCase] = [
    .at("DDF-WHAT", "an empty path", .silent) { $0.dedicated("", nil) },
    .without("DDF-WHAT", "whether there is one", .silent) {
      $0.crashControl.wasRead = false
      $0.crashControl.dedicatedDumpFile = .absent("crash-control.dedicated-dump-file")
    },
    .at("DDF-SIZE", "65501 MB", .speaks(.critical)) { $0.dedicated(65501) },
    .at("DDF-SIZE", "65502 MB", .silent) { $0.dedicated(65502) },
    .without("DDF-SIZE", "the size", .unknown) { $0.dedicated(nil) },
    .at("DDF-WHERE", "a share", .speaks(.critical)) { $0.dedicated(#"\\nas\dumps\dd.sys"#, 65836) },
    .at("DDF-WHERE", "a share, as the kernel names it", .speaks(.critical)) {
      $0.dedicated(#"\\?\UNC\nas\dumps\dd.sys"#, 65836)
    },
    .at("DDF-WHERE", "a removable disk", .speaks(.critical)) {
      $0.dedicated(65836)
      $0.boot { $0.kind = .known(.removable) }
    },
    .without("DDF-WHERE", "what the volume lies on", .unknown) { $0.dedicated(65836) },
    .at("DDF-TYPE-MISMATCH", "49 MB for a kernel dump", .speaks(.critical), .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.dedicated(49)
    },
    .at("DDF-TYPE-MISMATCH", "50 MB for a kernel dump", .silent, .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.dedicated(50)
    },
    .without("DDF-TYPE-MISMATCH", "size and volumes", .unknown, .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.volumes = .absent("volume")
      $0.dedicated(nil)
    },
    .at("DDF-FAIL", "48, 30 days before", .speaks(.warning)) {
      $0.events = [.logged("volmgr", 48, secondsBefore: month)]
    },
    .at("DDF-FAIL", "a second more", .silent) {
      $0.events = [.logged("volmgr", 48, secondsBefore: month + 1)]
    },
    .without("DDF-FAIL", "events", .silent) { _ in },
    .at("STO-STACK", "a disk of a cluster", .speaks(.warning)) { $0.boot { $0.kind = .known(.clustered) } },
    .at("STO-STACK", "a dedicated file elsewhere takes the dump", .silent) {
      $0.boot { $0.kind = .known(.dynamic) }
      $0.dedicated(#"D:\dd.sys"#, 65836)
    },
    .without("STO-STACK", "what the volume lies on", .unknown) { _ in },
  ]

  @Test(
    "at its boundary and with facts missing a rule says what it should",
    arguments: sizes + pagefiles + dedicated)
  func verdict(row: RuleCase) throws { try row.check() }
}

extension RuleCase {
  func check() throws {
    let rule = try #require(RuleTable.rule(self.rule))
    let verdict = rule.verdict(Situation(example.facts, wanted: example.wanted, now: Example.now))
    switch (expected, verdict) {
    case (.silent, .silent): break
    case (.unknown, .unknown(let reason)): #expect(!reason.isEmpty)
    case (.speaks(let severity), .speaks(let remark)):
      if let severity { #expect(remark.severity == severity) }
      #expect(remark.message == remark.message.asSafeText)
    default: Issue.record("\(verdict) instead of \(expected)")
    }
  }
}

extension HostFacts {
  fileprivate mutating func dedicated(_ megabytes: UInt64?) { dedicated(#"C:\dd.sys"#, megabytes) }
}
