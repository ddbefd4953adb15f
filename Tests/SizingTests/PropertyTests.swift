import Sizing
import Testing

/// What must be so of every host, tried on many.
@Suite struct PropertyTests {
  static let hosts: [HostFacts] = {
    var random = SeededGenerator(seed: 20_260_302)
    return (0..<160).map { _ in HostFacts.random(&random) }
  }()

  static let wants: [Want] = [.complete, .asConfigured, .kernel, .report, .small]

  /// Takes each fact away that a host can have.
  static let removals: [(name: String, remove: @Sendable (inout HostFacts) -> Void)] = [
    ("memory.visible", { $0.memory.visible = .absent("memory.visible") }),
    ("memory.installed", { $0.memory.installed = .absent("memory.installed") }),
    ("memory.maximum", { $0.memory.maximum = .absent("memory.maximum") }),
    ("build", { $0.build = .absent("build") }),
    ("product", { $0.product = .absent("product") }),
    ("domain-joined", { $0.domainJoined = .absent("domain-joined") }),
    ("arch", { $0.architecture = .absent("arch") }),
    ("volume", { $0.volumes = .absent("volume") }),
    ("pagefile", { $0.pagefiles = .absent("pagefile") }),
    ("swap", { $0.swap = .absent("swap") }),
    ("volume.boot", { $0.eachVolume { $0.isBoot = nil } }),
    ("volume.size", { $0.eachVolume { $0.size = .absent("size") } }),
    ("volume.free", { $0.eachVolume { $0.free = .absent("free") } }),
    ("pagefile.management", { $0.eachPagefile { $0.management = .absent("management") } }),
    ("pagefile.initial", { $0.eachPagefile { $0.initial = .absent("initial") } }),
    ("pagefile.maximum", { $0.eachPagefile { $0.maximum = .absent("maximum") } }),
    ("pagefile.allocated", { $0.eachPagefile { $0.allocated = .absent("allocated") } }),
    ("swap.size", { $0.eachSwap { $0.size = .absent("size") } }),
    ("swap.on-boot-volume", { $0.eachSwap { $0.onBootVolume = .absent("on-boot-volume") } }),
    ("type", { $0.crashControl.type = .absent("type") }),
    ("dump-file", { $0.crashControl.dumpFile = .absent("dump-file") }),
    ("dedicated-dump-file", { $0.crashControl.dedicatedDumpFile = .absent("dedicated-dump-file") }),
    ("dump-file-size", { $0.crashControl.dumpFileSize = .absent("dump-file-size") }),
    ("ignore-pagefile-size", { $0.crashControl.ignorePagefileSize = .absent("ignore-pagefile-size") }),
    ("overwrite", { $0.crashControl.overwrite = .absent("overwrite") }),
    ("always-keep", { $0.crashControl.alwaysKeep = .absent("always-keep") }),
    ("existing-dump", { $0.crashControl.existingDump = .absent("existing-dump") }),
  ]

  @Test("taking a fact away never makes an answer yes, nor a host well (P4)", arguments: removals.map(\.name))
  func unknownIsAnAnswer(name: String) throws {
    let removal = try #require(Self.removals.first { $0.name == name })
    // A value absent from a registry that was read has its default, which is no fact taken away.
    for host in Self.hosts where !host.crashControl.wasRead {
      let less = host.with(removal.remove)
      for want in Self.wants {
        let before = host.assessed(want)
        let after = less.assessed(want)
        if before.holdsComplete != .yes { #expect(after.holdsComplete != .yes, "\(host)") }
        // What is not configured for a type cannot be asked about another, so the question must stay the
        // same.
        if want == .asConfigured, name == "type" { continue }
        if before.canWrite != .yes { #expect(after.canWrite != .yes, "\(want) \(host)") }
        if before.canSave != .yes { #expect(after.canSave != .yes, "\(want) \(host)") }
        if before.status == .critical || before.status == .unknown {
          #expect(after.status != .ok, "\(want) \(host)")
        }
      }
    }
  }

  @Test("with nothing known no answer is yes, whatever is wanted", arguments: Want.allCases)
  func nothingKnown(want: Want) {
    for os in HostFacts.OperatingSystem.allCases {
      let found = HostFacts(name: "BARE", source: "test", os: os).assessed(want)
      #expect(found.holdsComplete != .yes)
      #expect(found.canWrite != .yes)
      #expect(found.status == (want == .none ? .ok : .unknown))
    }
  }

  @Test("more page file never makes a host worse")
  func morePagefile() {
    var random = SeededGenerator(seed: 7)
    for host in Self.hosts {
      let extra = Bytes.mebibytes(UInt64.random(in: 1...600_000, using: &random))
      let more = host.with {
        $0.eachPagefile {
          $0.initial = $0.initial.map { $0 + extra }
          $0.maximum = $0.maximum.map { $0 + extra }
          $0.allocated = $0.allocated.map { $0 + extra }
        }
        $0.eachSwap { $0.size = $0.size.map { $0 + extra } }
        $0.eachVolume { $0.size = $0.size.map { $0 + extra + extra } }
      }
      for want in Self.wants {
        let before = host.assessed(want)
        let after = more.assessed(want)
        // `report` turns a critical finding into a warning, which counts for less than a fact that is
        // missing.
        if want != .report || !after.rules.contains("FACTS-MISSING") {
          #expect(after.status <= before.status, "\(want) \(host)")
        }
        #expect(rank(after.holdsComplete) >= rank(before.holdsComplete), "\(host)")
        #expect(rank(after.canWrite) >= rank(before.canWrite), "\(want) \(host)")
      }
    }
  }

  @Test("more free space never makes a host worse")
  func moreFreeSpace() {
    for host in Self.hosts {
      let more = host.with { $0.eachVolume { $0.free = $0.free.map { $0 + .gibibytes(7) } } }
      for want in Self.wants {
        let before = host.assessed(want)
        let after = more.assessed(want)
        // A warning that is sure counts for less than a fact that begins to matter only once there is room.
        if !after.rules.contains("FACTS-MISSING") {
          #expect(after.status <= before.status, "\(want) \(host)")
        }
        #expect(rank(after.canSave) >= rank(before.canSave), "\(want) \(host)")
      }
    }
  }

  @Test("more memory never needs less")
  func moreMemory() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<5000 {
      let ram = UInt64.random(in: 0...(1 << UInt64.random(in: 1...61, using: &random)), using: &random)
      let some = SizeFigures(ram: Bytes(clamping: ram))
      let more = SizeFigures(ram: Bytes(clamping: ram + UInt64.random(in: 1...(1 << 40), using: &random)))
      #expect(some.required <= more.required)
      #expect(some.recommended <= more.recommended)
      #expect(some.exact <= more.exact)
      #expect(some.advised <= more.advised)
      for (few, many) in zip(some.needs, more.needs) {
        #expect(few.atLeast <= many.atLeast)
        #expect(few.atMost <= many.atMost)
        #expect(few.atLeast <= few.atMost)
      }
    }
    for host in Self.hosts {
      let more = host.with {
        $0.memory.visible = $0.memory.visible.map { $0 + .mebibytes(64) }
        $0.memory.installed = $0.memory.installed.map { $0 + .mebibytes(64) }
      }
      #expect(rank(more.assessed().holdsComplete) <= rank(host.assessed().holdsComplete), "\(host)")
    }
  }

  @Test("the status is the worst finding, or unknown where a fact is missing, and never hides an answer")
  func statusIsWorstFinding() {
    for host in Self.hosts {
      for want in Self.wants {
        let found = host.assessed(want)
        let worst = found.findings.map(\.severity).max()
        let isMissing = found.rules.contains("FACTS-MISSING")
        switch found.status {
        case .critical: #expect(worst == .critical)
        case .unknown: #expect(isMissing && worst != .critical)
        case .warning: #expect(!isMissing && worst == .warning)
        case .ok: #expect(!isMissing && (worst ?? .notice) == .notice)
        }
        if found.canWrite == .no {
          #expect(found.status == (want == .report ? found.status : .critical), "\(want) \(host)")
          #expect((worst ?? .notice) >= .warning, "\(want) \(host)")
        }
        if found.os == .windows, found.canSave == .no {
          #expect((worst ?? .notice) >= .warning, "\(want) \(host)")
        }
        #expect(found.findings.map(\.severity) == found.findings.map(\.severity).sorted(by: >))
      }
    }
  }

  @Test("yes means that nothing is short, and no that something is")
  func shortfall() {
    for host in Self.hosts {
      let found = host.assessed()
      if found.holdsComplete == .yes { #expect(found.shortfall == .known(.zero), "\(host)") }
      if found.holdsComplete == .no, let shortfall = found.shortfall.value {
        #expect(shortfall > .zero, "\(host)")
      }
    }
  }

  @Test("the advised size, once set, leaves no size rule anything to say")
  func adviceIsEnough() throws {
    let sizes: Set = [
      "SIZ-COMPLETE-MIN", "SIZ-COMPLETE-REC", "SIZ-ADVICE", "SIZ-INITIAL-NOT-MAX", "SIZ-ONE-FILE", "DDF-SIZE",
      "PGF-NONE", "PGF-BOOT-REQUIRED", "PGF-SYSMANAGED", "PGF-TEMP", "SIZ-KERNEL-WORST", "SIZ-SMALL-MIN",
    ]
    var tried = 0
    for host in Self.hosts where host.os == .windows {
      guard let advised = host.assessed().advised.value else { continue }
      tried += 1
      let changed = host.with {
        $0.volumes = .known([Volume(id: "C:", isBoot: true)])
        $0.crashControl.type = .known(.complete)
        if let file = $0.crashControl.dedicatedDumpFile.value, !file.isEmpty {
          $0.crashControl.dumpFileSize = .known(advised)
        }
        $0.pagefiles = .known([
          Pagefile(
            path: #"C:\pagefile.sys"#, management: .known(.custom), initial: .known(advised),
            maximum: .known(advised), allocated: .known(advised))
        ])
      }
      let found = changed.assessed()
      #expect(found.rules.isDisjoint(with: sizes), "\(found.findings.map(\.message))")
    }
    #expect(tried > 100)
  }

  @Test("an assessment is the same twice, and its messages are one safe line each")
  func messages() {
    for host in Self.hosts {
      var host = host
      host.eachPagefile { $0.path += "\u{1B}[31m\n\u{202E}x" }
      for want in Self.wants {
        let found = host.assessed(want)
        #expect(found == host.assessed(want))
        for finding in found.findings {
          #expect(finding.message == finding.message.asSafeText)
          #expect(finding.remedy == finding.remedy.asSafeText)
          #expect(!finding.message.isEmpty)
        }
      }
    }
  }

  @Test("the generator makes hosts of every kind")
  func generator() {
    let found = Self.hosts.map { $0.assessed(.asConfigured) }
    for answer in Answer.allCases {
      #expect(found.filter { $0.holdsComplete == answer }.count > 10, "\(answer)")
      #expect(found.filter { $0.canWrite == answer }.count > 10, "\(answer)")
      #expect(found.filter { $0.canSave == answer }.count > 10, "\(answer)")
    }
    for status in Status.allCases { #expect(found.filter { $0.status == status }.count > 1, "\(status)") }
  }

  private func rank(_ answer: Answer) -> Int {
    switch answer {
    case .no: 0
    case .unknown: 1
    case .yes: 2
    }
  }
}

extension HostFacts {
  mutating func eachVolume(_ change: (inout Volume) -> Void) {
    volumes = volumes.map {
      $0.map { volume in
        var volume = volume; change(&volume); return volume
      }
    }
  }

  mutating func eachPagefile(_ change: (inout Pagefile) -> Void) {
    pagefiles = pagefiles.map {
      $0.map { file in
        var file = file; change(&file); return file
      }
    }
  }

  mutating func eachSwap(_ change: (inout SwapArea) -> Void) {
    swap = swap.map {
      $0.map { area in
        var area = area; change(&area); return area
      }
    }
  }
}
