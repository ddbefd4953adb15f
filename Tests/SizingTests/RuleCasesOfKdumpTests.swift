import Testing

@testable import Sizing

extension RuleCase {
  /// A Linux host at a boundary.
  static func linux(
    _ rule: String, _ text: String, _ expected: Expected, _ want: Want = .complete,
    _ change: @escaping @Sendable (inout HostFacts) -> Void
  ) -> RuleCase {
    RuleCase(
      rule: rule, kind: .boundary, text: text, expected: expected, example: .linux(text, want, change))
  }

  /// A Linux host of which something is not known.
  static func linuxWithout(
    _ rule: String, _ text: String, _ expected: Expected = .unknown, _ want: Want = .complete,
    _ change: @escaping @Sendable (inout HostFacts) -> Void
  ) -> RuleCase {
    RuleCase(
      rule: rule, kind: .missing, text: text, expected: expected, example: .linux(text, want, change))
  }
}

extension HostFacts {
  /// Nothing was ever set up.
  fileprivate mutating func bare() {
    kdump.isLoaded = .known(false)
    kdump.reserved = .known(.zero)
    kdump.crashkernel = .known("")
  }

  fileprivate mutating func notLoaded() { kdump.isLoaded = .known(false) }

  fileprivate mutating func without(crashkernel text: String, reserved: Fact<Bytes> = .known(.zero)) {
    kdump.isLoaded = .known(false)
    kdump.crashkernel = .known(text)
    kdump.reserved = reserved
  }
}

@Suite("rules about kdump") struct RuleCasesOfKdumpTests {
  static let setUp: [RuleCase] = [
    .linux("LNX-SWAP-YARDSTICK", "no swap at all", .speaks(.notice)) { $0.swap = .known([]) },
    .linux("LNX-SWAP-YARDSTICK", "only a report is wanted", .speaks(.notice), .report) { _ in },
    .linuxWithout("LNX-SWAP-YARDSTICK", "swap") { $0.swap = .absent("swap") },

    .linux("LNX-KDUMP-NONE", "nothing was set up", .speaks(.warning)) { $0.bare() },
    .linux("LNX-KDUMP-NONE", "only a report is wanted", .speaks(.notice), .report) { $0.bare() },
    .linux("LNX-KDUMP-NONE", "whatever it is configured to write", .speaks(.warning), .asConfigured) {
      $0.bare()
    },
    .linux("LNX-KDUMP-NONE", "not installed", .speaks(.warning)) {
      $0.bare()
      $0.kdump.isInstalled = .known(false)
    },
    .linux("LNX-KDUMP-NONE", "a person switched the service on", .silent) {
      $0.bare()
      $0.kdump.tools = .known(.kdumpTools)
    },
    .linux("LNX-KDUMP-NONE", "a person did not", .speaks) {
      $0.bare()
      $0.kdump.tools = .known(.kdumpTools)
      $0.kdump.isEnabled = .known(false)
    },
    .linux("LNX-KDUMP-NONE", "crashkernel= alone is a wish", .silent) {
      $0.bare()
      $0.kdump.crashkernel = .known("1")
    },
    .linux("LNX-KDUMP-NONE", "fadump is registered", .silent) {
      $0.bare()
      $0.kdump.firmware = .known(.registered)
    },
    .linuxWithout("LNX-KDUMP-NONE", "loaded") {
      $0.bare(); $0.kdump.isLoaded = .absent("kdump.loaded")
    },
    .linuxWithout("LNX-KDUMP-NONE", "crashkernel") {
      $0.bare()
      $0.kdump.crashkernel = .absent("kdump.crashkernel")
    },
    .linuxWithout("LNX-KDUMP-NONE", "fadump, where nothing is loaded") {
      $0.bare()
      $0.kdump.firmware = .absent("kdump.fadump")
    },

    .linux("LNX-CRASHKERNEL", "a byte is reserved", .silent) {
      $0.without(crashkernel: "512M", reserved: .known(Bytes(clamping: 1)))
    },
    .linux("LNX-CRASHKERNEL", "none is", .speaks(.warning)) { $0.without(crashkernel: "512M") },
    .linux("LNX-CRASHKERNEL", "none is, in a report", .speaks(.warning), .report) {
      $0.without(crashkernel: "512M")
    },
    .linux("LNX-CRASHKERNEL", "a word that only old RHEL knows", .speaks(.warning)) {
      $0.without(crashkernel: "auto")
    },
    .linux("LNX-CRASHKERNEL", "nothing on the command line, and a service switched on", .speaks(.warning)) {
      $0.without(crashkernel: "")
      $0.kdump.tools = .known(.kdumpTools)
    },
    .linux("LNX-CRASHKERNEL", "nothing was meant", .silent) { $0.bare() },
    .linux("LNX-CRASHKERNEL", "fadump has the memory", .silent) {
      $0.without(crashkernel: "512M")
      $0.kdump.firmware = .known(.registered)
    },
    .linuxWithout("LNX-CRASHKERNEL", "what is reserved") {
      $0.without(crashkernel: "512M", reserved: .absent("kdump.reserved"))
    },
    .linuxWithout("LNX-CRASHKERNEL", "what is reserved, and no range fits", .speaks) {
      $0.without(crashkernel: "1G-2G:64M", reserved: .absent("kdump.reserved"))
    },
    .linuxWithout("LNX-CRASHKERNEL", "memory") {
      $0.without(crashkernel: "512M")
      $0.memory = MemoryFacts()
    },

    .linux("LNX-KDUMP-LOADED", "not loaded", .speaks(.warning)) { $0.notLoaded() },
    .linux("LNX-KDUMP-LOADED", "not loaded, in a report", .speaks(.warning), .report) { $0.notLoaded() },
    .linux("LNX-KDUMP-LOADED", "switched off by name, in a report", .speaks(.notice), .report) {
      $0.notLoaded()
      $0.kdump.isEnabled = .known(false)
    },
    .linux("LNX-KDUMP-LOADED", "switched off by name, and a dump is wanted", .speaks(.warning)) {
      $0.notLoaded()
      $0.kdump.isEnabled = .known(false)
    },
    .linux("LNX-KDUMP-LOADED", "no memory to load into", .silent) { $0.without(crashkernel: "512M") },
    .linux("LNX-KDUMP-LOADED", "fadump enabled and not registered", .speaks(.warning)) {
      $0.bare()
      $0.kdump.firmware = .known(.enabled)
      $0.kdump.reserved = .known(.gibibytes(4))
    },
    .linuxWithout("LNX-KDUMP-LOADED", "loaded") { $0.kdump.isLoaded = .absent("kdump.loaded") },

    .linux("LNX-KEXEC-DISABLED", "set after loading", .speaks(.notice)) {
      $0.kdump.isLoadingDisabled = .known(true)
    },
    .linux("LNX-KEXEC-DISABLED", "set before", .speaks(.warning), .report) {
      $0.notLoaded()
      $0.kdump.isLoadingDisabled = .known(true)
    },
    .linux("LNX-KEXEC-DISABLED", "nothing was meant", .silent) {
      $0.bare()
      $0.kdump.isLoadingDisabled = .known(true)
    },
    .linuxWithout("LNX-KEXEC-DISABLED", "the setting") {
      $0.kdump.isLoadingDisabled = .absent("kdump.kexec-load-disabled")
    },
  ]

  /// 64 GiB are 2^24 pages, of 25 bytes each 400 MB.
  static let worst: UInt64 = 65536 + 400 + 1

  static let targets: [RuleCase] = [
    .linux("LNX-KDUMP-TARGET", "a partition", .silent) { $0.kdump.target = .known(.raw) },
    .linux("LNX-KDUMP-TARGET", "memory", .speaks(.warning), .report) { $0.kdump.target = .known(.memory) },
    .linux("LNX-KDUMP-TARGET", "nowhere", .speaks(.warning), .report) { $0.kdump.target = .known(.none) },
    .linux("LNX-KDUMP-TARGET", "another machine", .speaks(.notice)) { $0.kdump.target = .known(.nfs) },
    .linux("LNX-KDUMP-TARGET", "of what is switched off nothing is said", .silent) {
      $0.notLoaded()
      $0.kdump.isEnabled = .known(false)
      $0.kdump.target = .known(.memory)
    },
    .linuxWithout("LNX-KDUMP-TARGET", "target") { $0.kdump.target = .absent("kdump.target") },

    .linux("LNX-KDUMP-ROOM", "a MB too little", .speaks(.warning)) {
      $0.kdump.free = .known(.mebibytes(worst - 1))
    },
    .linux("LNX-KDUMP-ROOM", "just enough", .silent) { $0.kdump.free = .known(.mebibytes(worst)) },
    .linux("LNX-KDUMP-ROOM", "just enough, but for what must be left free", .speaks(.warning)) {
      $0.kdump.free = .known(.mebibytes(worst))
      $0.kdump.leftFree = .known(.mebibytes(1))
    },
    .linux("LNX-KDUMP-ROOM", "every page is kept, in a report", .speaks(.warning), .report) {
      $0.kdump.free = .known(.mebibytes(worst - 1))
    },
    .linux("LNX-KDUMP-ROOM", "pages are left out, in a report", .speaks(.notice), .report) {
      $0.kdump.free = .known(.mebibytes(worst - 1))
      $0.kdump.level = .known(31)
    },
    .linux("LNX-KDUMP-ROOM", "pages are left out, and all are wanted", .speaks(.warning)) {
      $0.kdump.free = .known(.mebibytes(worst - 1))
      $0.kdump.level = .known(31)
    },
    .linux("LNX-KDUMP-ROOM", "another machine's room is not this one's", .silent) {
      $0.kdump.free = .known(.zero)
      $0.kdump.target = .known(.ssh)
    },
    .linuxWithout("LNX-KDUMP-ROOM", "free") { $0.kdump.free = .absent("kdump.free") },
    .linuxWithout("LNX-KDUMP-ROOM", "memory") { $0.memory = MemoryFacts() },
    .linuxWithout("LNX-KDUMP-ROOM", "the level: no reason to call it usual", .speaks(.notice), .report) {
      $0.kdump.free = .known(.zero)
      $0.kdump.level = .absent("kdump.dump-level")
    },

    .linux("LNX-KDUMP-LEVEL", "level 0", .silent) { $0.kdump.level = .known(0) },
    .linux("LNX-KDUMP-LEVEL", "level 1: zeros are told without being there", .silent) { _ in },
    .linux("LNX-KDUMP-LEVEL", "level 2", .speaks(.warning)) { $0.kdump.level = .known(2) },
    .linux("LNX-KDUMP-LEVEL", "level 31, in a report", .speaks(.notice), .report) {
      $0.kdump.level = .known(31)
    },
    .linux("LNX-KDUMP-LEVEL", "level 31, as configured", .speaks(.notice), .asConfigured) {
      $0.kdump.level = .known(31)
    },
    .linuxWithout("LNX-KDUMP-LEVEL", "level") { $0.kdump.level = .absent("kdump.dump-level") },

    .linux("LNX-KDUMP-FAILURE", "a server, and a shell", .silent) {
      $0.kdump.target = .known(.ssh)
      $0.kdump.failureAction = .known("shell")
    },
    .linux("LNX-KDUMP-FAILURE", "a directory, and reboot", .silent) { _ in },
    .linux("LNX-KDUMP-FAILURE", "a server, and poweroff", .speaks(.notice)) {
      $0.kdump.target = .known(.ssh)
      $0.kdump.failureAction = .known("poweroff")
    },
    .linuxWithout("LNX-KDUMP-FAILURE", "the action") {
      $0.kdump.target = .known(.ssh)
      $0.kdump.failureAction = .absent("kdump.failure-action")
    },
  ]

  static let panics: [RuleCase] = [
    .linux("LNX-PANIC-OOPS", "nothing was meant", .silent) {
      $0.bare()
      $0.kdump.panicsOnOops = .known(false)
    },
    .linux("LNX-PANIC-OOPS", "0", .speaks(.notice)) { $0.kdump.panicsOnOops = .known(false) },
    .linuxWithout("LNX-PANIC-OOPS", "the setting") { $0.kdump.panicsOnOops = .absent("kdump.panic-on-oops") },
    .linux("LNX-PANIC-HANG", "only hung tasks panic", .silent) {
      $0.kdump.panicsOnSoftLockup = .known(false)
      $0.kdump.panicsOnHungTask = .known(true)
      $0.kdump.panicsOnUnknownNMI = .known(false)
    },
    .linux("LNX-PANIC-HANG", "nothing panics", .speaks(.notice)) {
      $0.kdump.panicsOnSoftLockup = .known(false)
      $0.kdump.panicsOnUnknownNMI = .known(false)
    },
    .linuxWithout("LNX-PANIC-HANG", "whether an NMI panics") {
      $0.kdump.panicsOnSoftLockup = .known(false)
      $0.kdump.panicsOnUnknownNMI = .absent("kdump.unknown-nmi-panic")
    },
    .linux("LNX-POST-NOTIFIERS", "set", .speaks(.notice)) { $0.kdump.runsNotifiersFirst = .known(true) },
    .linux("LNX-POST-NOTIFIERS", "not set", .silent) { _ in },
    .linuxWithout("LNX-POST-NOTIFIERS", "the setting") {
      $0.kdump.runsNotifiersFirst = .absent("kdump.post-notifiers")
    },
  ]

  @Test(
    "at its boundary and with facts missing a rule says what it should", arguments: setUp + targets + panics)
  func verdict(row: RuleCase) throws { try row.check() }

  @Test("whatever is wrong with kdump, it is a warning at most, and a host without it stays ok in a report")
  func atMost() {
    for row in Self.setUp + Self.targets + Self.panics {
      for want in [Want.report, .complete, .asConfigured] {
        let found = assess(row.example.facts, wanted: Wanted(want), now: Example.now)
        let worst = found.findings.filter { $0.rule.hasPrefix("LNX-") }.map(\.severity).max()
        #expect(worst ?? .notice <= .warning, "\(row) \(want)")
        #expect(
          HostJudge(now: Example.now).standing(of: row.example.facts, wanted: Wanted(want))
            == Standing(found), "\(row) \(want)")
      }
    }
    let bare = Example.linux("") { $0.bare() }.facts
    #expect(assess(bare, wanted: Wanted(.report), now: Example.now).status == .ok)
    #expect(assess(bare, wanted: Wanted(.complete), now: Example.now).status == .warning)
  }

  @Test("a host of which nothing says anything about kdump is judged as it was")
  func notGiven() {
    var host = Example.linux("").facts
    host.kdump = KdumpFacts()
    host.given.remove(FactGroups(.kdump))
    let found = assess(host, wanted: Wanted(.complete), now: Example.now)
    #expect(found.status == .ok)
    #expect(found.findings.map(\.rule) == ["LNX-SWAP-YARDSTICK"])
    let explained = explain(host, wanted: Wanted(.complete), now: Example.now)
    #expect(explained.settings.isEmpty)
    #expect(
      explained.undecided.contains { $0.rule == "LNX-KDUMP-NONE" && $0.reason == "kdump.loaded is not given" }
    )
  }
}
