import Testing

@testable import Sizing

/// The arithmetic that `check --explain` shows.
@Suite struct ExplanationTests {
  private func megabytes(_ found: HostExplanation, _ name: String) -> UInt64? {
    let term = found.terms.first { $0.name == name }
    return term?.value.value.map { Bytes(clamping: $0).mebibytesRoundedUp }
  }

  private func explained(_ host: HostFacts, _ want: Want = .complete, by: DumpWriter = .guest)
    -> HostExplanation
  {
    explain(host, wanted: Wanted(want, by: by), now: Example.now)
  }

  /// The sample of the reference, section 11.3.
  static var sample: HostFacts {
    var host = HostFacts(name: "SQL07", source: "dump-facts.json", os: .windows)
    host.collected = .known(.example)
    host.given = FactGroups.all.subtracting([FactGroups(.swap), FactGroups(.platform), FactGroups(.kdump)])
    host.build = .known(20348)
    host.product = .known(.server)
    host.domainJoined = .known(true)
    host.architecture = .known("64-bit")
    host.memory.visible = .known(Bytes(clamping: 67_073_264 << 10))
    host.memory.installed = .known(Bytes(clamping: 68_719_476_736))
    host.memory.source = "TotalVisibleMemorySize"
    host.volumes = .known([
      Volume(
        id: "C:", isBoot: true, size: .known(Bytes(clamping: 136_365_211_648)),
        free: .known(Bytes(clamping: 41_231_686_041)))
    ])
    host.pagefiles = .known([
      Pagefile(
        path: #"C:\pagefile.sys"#, management: .known(.custom), initial: .known(.mebibytes(16384)),
        maximum: .known(.mebibytes(81920)), allocated: .known(.mebibytes(16384)), isTemporary: .known(false))
    ])
    host.crashControl.wasRead = true
    host.crashControl.type = .known(.complete)
    host.crashControl.overwrite = .known(true)
    host.crashControl.dumpFile = .known(#"%SystemRoot%\MEMORY.DMP"#)
    host.crashControl.existingDump = .known(nil)
    host.events = [Event(time: .example.advanced(bySeconds: -111_600), provider: "volmgr", id: 49, data: [])]
    return host
  }

  @Test("what keeps a rule from judging is told in safe words, whatever a path holds")
  func safeReasons() {
    let path = "\u{1B}]0;x\u{07}\u{202E}"
    let swap = SwapArea(
      path: "/dev/\(path)", size: .known(.gibibytes(64)), onBootVolume: .unknown(because: "nobody looked"))
    var windows = Self.sample
    windows.volumes = .unknown(because: "nobody looked")
    windows.pagefiles = .known([
      Pagefile(
        path: "D:\\\(path)", management: .known(.custom), initial: .known(.gibibytes(64)),
        maximum: .known(.gibibytes(64)), allocated: .known(.gibibytes(64)), isTemporary: .known(false))
    ])
    for host in [HostFacts.linux(memory: .gibibytes(32), swap: [swap]), windows] {
      let reasons = explained(host).undecided.map(\.reason)
      #expect(!reasons.isEmpty)
      for reason in reasons { #expect(reason == reason.asSafeText) }
    }
  }

  @Test("the sample of the reference gives its figures to the MB, each once")
  func sampleFigures() {
    let found = explained(Self.sample)
    let expected: [(String, UInt64)] = [
      ("memory", 65502), ("installed_memory", 65536), ("required", 65503), ("recommended", 65793),
      ("published_100", 65636), ("safe", 65836), ("exact", 65795), ("advised", 65836), ("initial", 16384),
      ("maximum", 81920), ("allocated", 16384), ("backing", 16384), ("shortfall", 49119), ("free", 39322),
      ("left_free", 0), ("boot_volume_size", 130_048),
    ]
    for (name, value) in expected { #expect(megabytes(found, name) == value, "\(name)") }
    #expect(Set(found.terms.map(\.name)).count == found.terms.count)
    #expect(found.terms.first { $0.name == "write_time" }?.value == .known(656))
    #expect(found.terms.first { $0.name == "write_time" }?.formula.contains("assumed") == true)
  }

  @Test("the sample of the reference gets the verdict that stands beside it")
  func sampleVerdict() throws {
    let found = assess(Self.sample, wanted: Wanted(.complete), now: Example.now)
    #expect(found.status == .critical)
    #expect(found.canWrite == .no)
    #expect(found.canSave == .no)
    let first = try #require(found.findings.first)
    #expect(first.rule == "SIZ-INITIAL-NOT-MAX")
    #expect(first.numbers.contains(FindingNumber("maximum_bytes", .mebibytes(81920))))
    #expect(found.advised == .known(.mebibytes(65836)))
    // 65836 - 16384 MB is what growing alone takes, more than the 39322 MB that are free.
    let remedy = first.remedy
    #expect(remedy.contains("65836 MB"))
    #expect(found.finding("EXT-SAME-VOLUME")?.message.contains("39321 MB free") == true)
    #expect(found.finding("EVT-NOT-CONFIGURED")?.severity == .warning)
  }

  @Test("every rule that a term names is a rule or a note")
  func rules() {
    var hosts = [Self.sample]
    for rule in RuleTable.rules { hosts += [rule.speaks.facts, rule.silent.facts] }
    for host in hosts {
      for want in Want.allCases {
        for by in DumpWriter.allCases {
          let found = explained(host, want, by: by)
          #expect(Set(found.terms.map(\.name)).count == found.terms.count)
          for term in found.terms {
            #expect(!term.formula.isEmpty)
            if let rule = term.rule {
              #expect(RuleTable.rule(rule) != nil || RuleTable.note(rule) != nil, "\(rule)")
            }
          }
        }
      }
    }
  }

  @Test("terms add up: required is memory and 1 MB, the shortfall is what is required less what counts (W12)")
  func sums() {
    for host in PropertyTests.hosts {
      let found = explained(host)
      guard let memory = megabytes(found, "memory") else { continue }
      #expect(megabytes(found, "required") == memory + 1)
      if let counts = found.terms.first(where: { $0.name == "backing" })?.value.value,
        let short = found.terms.first(where: { $0.name == "shortfall" })?.value.value,
        let required = found.terms.first(where: { $0.name == "required" })?.value.value,
        host.assessed().holdsComplete != .yes
      {
        #expect(short == (required > counts ? required - counts : 0), "\(host)")
      }
      if let advised = megabytes(found, "advised") {
        let others = ["recommended", "safe", "exact"].compactMap { megabytes(found, $0) }
        #expect(others.max() == advised)
      }
    }
  }

  @Test("each group says where it comes from and how old it is")
  func groups() throws {
    var host = Self.sample
    host.taken = [
      .memory: FactOrigin(
        source: "facts/libvirt/SQL07.json", collected: .known(Example.now.advanced(bySeconds: -40 * 86_400)))
    ]
    host.given.remove(FactGroups(.memory))
    let groups = explained(host).groups
    #expect(groups.map(\.group) == [.os, .memory, .volumes, .pagefiles, .crashControl, .events])
    let memory = try #require(groups.first { $0.group == .memory })
    #expect(memory.isStale && memory.age == 40 * 86_400)
    #expect(memory.origin.source == "facts/libvirt/SQL07.json")
    #expect(groups.filter(\.isStale).count == 1)
    let volumes = try #require(groups.first { $0.group == .volumes })
    #expect(volumes.age == Int64(10_800))
  }

  @Test("what could not be judged is said, with what is missing")
  func undecided() {
    var host = Self.sample
    host.memory = MemoryFacts()
    let undecided = explained(host).undecided
    #expect(
      undecided.contains { $0.rule == "SIZ-COMPLETE-MIN" && $0.reason == "memory.visible is not given" })
    #expect(undecided.allSatisfy { !$0.reason.isEmpty })
  }
}
