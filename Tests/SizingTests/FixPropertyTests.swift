import Sizing
import Testing

/// What must be so of every plan, tried on many hosts.
@Suite("every plan to fix a host") struct FixPropertyTests {
  /// Hosts of which everything is known, tight in different ways, and as many of which some facts are missing.
  static let hosts: [HostFacts] = {
    var random = SeededGenerator(seed: 20_261_122)
    return (0..<60).map { _ in HostFacts.randomTight(&random) }
      + (0..<25).map { _ in HostFacts.random(&random) }
  }()

  static let wants: [Want] = [.complete, .asConfigured, .kernel, .active, .automatic, .small, .report]

  /// What a script changes: none of these may stay where there is a script.
  static let changeable: Set = [
    "TYP-DECODE", "SIZ-COMPLETE-MIN", "SIZ-COMPLETE-REC", "SIZ-INITIAL-NOT-MAX", "SIZ-SMALL-MIN",
    "SIZ-KERNEL-WORST", "PGF-NONE", "PGF-BOOT-REQUIRED", "PGF-TEMP", "PGF-SYSMANAGED", "DDF-SIZE",
    "DDF-WHERE",
    "EXT-SAME-VOLUME", "EXT-OTHER-VOLUME", "EXT-OVERWRITE-0", "EXT-25GB", "FACTS-MISSING",
  ]

  @Test("does what it says once it is carried out", arguments: wants)
  func isEnough(want: Want) {
    var counts: [String: Int] = [:]
    // `report` is for the machine that asks, and that runs Linux.
    for host in Self.hosts where want != .report || host.os == .linux {
      let plan = host.fixed(want)
      #expect(plan.before == host.assessed(want))
      switch plan.outcome {
      case .nothingToDo:
        counts["nothing", default: 0] += 1
        #expect(plan.before.status == .ok, "\(host)")
      case .script(let steps, let after):
        counts["script", default: 0] += 1
        #expect(!steps.isEmpty)
        var changed = host
        for step in steps {
          guard let next = apply(step.change, to: changed) else {
            Issue.record("\(step) on \(host)")
            break
          }
          changed = next
        }
        let found = changed.assessed(want)
        #expect(found == after)
        #expect(found.status != .unknown, "\(found.findings.map(\.message))")
        #expect((found.status == .ok) == plan.remaining.isEmpty)
        #expect(Set(plan.remaining.map(\.rule)).isDisjoint(with: Self.changeable), "\(plan.remaining)")
        if want == .complete {
          // What the host runs on may still stop it, and that no script on the host changes.
          #expect(changed.with { $0.platform = Platform() }.assessed(want).canWrite == .yes)
          #expect(found.canWrite != .no || !plan.remaining.isEmpty)
          #expect(host.os == .linux || found.canSave == .yes, "\(steps) \(host)")
        }
        #expect(changed.fixed(want).steps.isEmpty, "a second plan: \(changed.fixed(want).answer)")
      case .enlarge(let volume, let more, _):
        counts["enlarge", default: 0] += 1
        #expect(more > .zero)
        let enough = host.enlarged(volume, by: more).fixed(want)
        // What no script changes stays, however large the volume.
        let rest =
          if case .notByScript(let findings) = enough.outcome { Set(findings.map(\.rule)) } else {
            Set<String>()
          }
        #expect(
          enough.outcome == .nothingToDo || !enough.steps.isEmpty
            || !rest.isEmpty && rest.isDisjoint(with: Self.changeable), "\(enough.answer): \(host)")
        let less = host.enlarged(volume, by: more.less(.mebibytes(1))).fixed(want)
        if case .enlarge = less.outcome {} else { Issue.record("\(less.answer): \(host)") }
      case .notByScript(let findings):
        counts["not by script", default: 0] += 1
        #expect(!findings.isEmpty && plan.before.status != .ok)
        #expect(
          Set(findings.map(\.rule)).isDisjoint(with: Self.changeable.subtracting(Self.mayStay(host, want))),
          "\(findings) \(host)")
      case .factsMissing(let missing):
        counts["missing", default: 0] += 1
        #expect(!missing.isEmpty)
      }
    }
    if want == .complete {
      for kind in ["nothing", "script", "enlarge", "missing"] {
        #expect(counts[kind, default: 0] > 0, "the generator makes too few: \(counts)")
      }
    }
  }

  /// A type that this Windows does not have is no script's to set.
  private static func mayStay(_ host: HostFacts, _ want: Want) -> Set<String> {
    switch want {
    case .active where host.build.value ?? .max < 10240, .automatic where host.build.value ?? .max < 9200:
      changeable
    default: []
    }
  }

  /// Reckoned here by itself: files laid on volumes, then the dump beside them.
  @Test("leaves no volume with more on it than it holds", arguments: wants)
  func fits(want: Want) throws {
    // Of these every fact is given.
    for host in Self.hosts.prefix(60) {
      let plan = host.fixed(want)
      guard !plan.steps.isEmpty else { continue }
      var free: [String: Int64] = [:]
      for volume in host.volumes.value ?? [] { free[volume.id] = volume.free.value.map { Int64($0.count) } }
      func volume(of path: String) -> String { host.os == .linux ? "/" : String(path.prefix(2)) }
      for step in plan.steps {
        switch step.change {
        case .setPagefile(let path, let size):
          let present = host.pagefiles.value?.first {
            $0.path.lowercased() == path.lowercased() || $0.path.hasPrefix("?:")
          }
          let taken = present?.isTemporary.value == true ? 0 : present?.allocated.value?.count ?? 0
          free[volume(of: path)]? -= max(0, Int64(size.count) - Int64(taken))
        case .setDedicatedDumpFile(let path, let size):
          let isPresent = host.crashControl.dedicatedDumpFile.value?.lowercased() == path.lowercased()
          let taken = isPresent ? host.crashControl.dumpFileSize.value?.count ?? 0 : 0
          free[volume(of: path)]? -= max(0, Int64(size.count) - Int64(taken))
        case .addSwapFile(_, let size): free["/"]? -= Int64(size.count)
        default: continue
        }
        let left = try #require(free[volume(of: step.change.path ?? "")])
        #expect(left >= 0, "\(plan.steps) \(host)")
      }
      guard host.os == .windows, plan.type == .complete, case .script(_, let after) = plan.outcome,
        let changed = apply(plan.steps, to: host), let memory = after.memory.value
      else { continue }
      let file = changed.crashControl.dumpFile.value ?? #"%SystemRoot%\MEMORY.DMP"#
      let target = file.hasPrefix("%") ? "C:" : volume(of: file)
      let dump = Int64(memory.mebibytesRoundedUp + 1) << 20
      var credit: Int64 = 0
      if changed.crashControl.overwrite.value ?? true,
        case .known(let old?) = changed.crashControl.existingDump
      {
        credit = Int64(old.size.value?.count ?? 0)
      }
      #expect(try #require(free[target]) + credit >= dump, "\(plan.steps) \(host)")
    }
  }

  @Test("asks for as much room as the remedy that a person reads, and for none where that asks for none")
  func remedies() {
    var asked = 0
    for host in Self.hosts where host.os == .windows {
      let plan = host.fixed(.complete)
      let asking = plan.before.askingFix(about: host, wanted: Wanted(.complete), now: noon)
      let remedies = asking.findings.filter { $0.severity != .notice }.map(\.remedy)
      for remedy in remedies where remedy.hasPrefix("enlarge") {
        switch plan.outcome {
        case .enlarge(let volume, let more, let steps):
          asked += 1
          #expect(remedy.hasPrefix("enlarge \(volume) by \(more.asTyped)"), "\(remedy): \(plan.answer)")
          for step in steps { #expect(remedy.contains(step.change.sentence)) }
        case .script: Issue.record("\(remedy): \(plan.answer)")
        case .nothingToDo, .notByScript, .factsMissing: continue
        }
      }
      #expect(asking.findings.map(\.rule) == plan.before.findings.map(\.rule))
    }
    #expect(asked > 5)
  }

  @Test("names rules that are explained, and what it says is one safe line")
  func words() {
    for host in Self.hosts {
      for want in Self.wants {
        let plan = host.fixed(want)
        #expect(plan.answer == plan.answer.asSafeText)
        for step in plan.steps {
          #expect(RuleTable.rule(step.rule) != nil || step.rule == "PGF-DISABLE-AUTO-FIRST", "\(step)")
          #expect(step.change.sentence == step.change.sentence.asSafeText)
        }
        #expect(plan == host.fixed(want))
      }
    }
  }
}

extension HostFacts {
  fileprivate func enlarged(_ volume: String, by more: Bytes) -> HostFacts {
    with {
      $0.eachVolume {
        guard $0.isBoot == true else { return }
        $0.free = $0.free.map { $0 + more }
        $0.size = $0.size.map { $0 + more }
      }
    }
  }

  /// A host of which every fact is given, with room for about a dump or two here or there.
  fileprivate static func randomTight(_ random: inout SeededGenerator) -> HostFacts {
    let memory = UInt64.random(in: 1...131_072, using: &random)
    func room() -> Bytes { .mebibytes(memory * UInt64.random(in: 0...300, using: &random) / 100) }
    if random.chance(10) {
      return .linux(memory: .mebibytes(memory), swap: []).with {
        $0.volumes = .known([
          Volume(id: "/", isBoot: true, size: .known(.gibibytes(900)), free: .known(room()))
        ])
      }
    }
    if random.chance(10) {
      // Well as it is, but perhaps for what it runs on.
      var host = HostFacts.windows(memory: .mebibytes(memory), pagefile: memory + 400)
      if random.chance(50) { host.addSurroundings(&random, missing: 0) }
      return host
    }
    var host = HostFacts.windows(memory: .mebibytes(memory), pagefile: 16)
    host.build = .known(random.pick([7601, 9600, 17763, 20348]))
    host.product = .known(random.pick([.server, .client]))
    host.domainJoined = .known(random.chance(50))
    host.memory.installed = .known(.mebibytes(memory + UInt64.random(in: 0...64, using: &random)))
    let size = UInt64.random(in: 1...(memory * 2), using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: host.pagefiles = .known([])
    case 1: host.pagefiles = .known([.custom(#"D:\pagefile.sys"#, size)])
    case 2: host.pagefiles = .known([.system(#"C:\pagefile.sys"#, allocated: size)])
    case 3:
      var file = Pagefile.system(#"?:\pagefile.sys"#, allocated: size)
      file.management = .known(.automatic)
      host.pagefiles = .known([file])
    case 4:
      var file = Pagefile.system(#"C:\pagefile.sys"#, allocated: size)
      file.isTemporary = .known(true)
      host.pagefiles = .known([file])
    default: host.pagefiles = .known([.custom(#"C:\pagefile.sys"#, size, maximum: size * 2)])
    }
    var volumes = [Volume(id: "C:", isBoot: true, size: .known(.gibibytes(2000)), free: .known(room()))]
    for id in ["D:", "E:"].prefix(Int.random(in: 0...2, using: &random)) {
      volumes.append(
        Volume(
          id: id, isBoot: false, size: .known(.gibibytes(2000)), free: .known(room()),
          kind: .known(random.pick([.fixed, .fixed, .removable, .clustered]))))
    }
    host.volumes = .known(volumes)
    host.crashControl.type = .known(random.pick(DumpType.allCases))
    if random.chance(20) {
      host.crashControl.dedicatedDumpFile = .known(random.pick([#"C:\dd.sys"#, #"D:\dd.sys"#]))
      host.crashControl.dumpFileSize = .known(.mebibytes(size / 2 + 1))
    }
    if random.chance(20), volumes.count > 1 { host.crashControl.dumpFile = .known(#"D:\MEMORY.DMP"#) }
    host.crashControl.overwrite = .known(random.chance(70))
    host.crashControl.ignorePagefileSize = .known(random.chance(10))
    if random.chance(30) {
      host.crashControl.existingDump = .known(
        CrashControl.ExistingDump(size: .known(.mebibytes(memory / 2)), written: .absent("written")))
    }
    // As many without, of which nothing but their sizes decides.
    if random.chance(50) { host.addSurroundings(&random, missing: 0) }
    return host
  }
}
