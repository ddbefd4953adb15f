/// Whether the backing file is large enough.
enum SizeRules {
  static let rules = [
    initialNotMaximum, completeMinimum, completeRecommended, least, kernelWorst, oneFile, advice, huge,
  ]

  private static let initialNotMaximum = Rule(
    id: "SIZ-INITIAL-NOT-MAX",
    title: "the page file starts at no less than memory",
    severity: .critical,
    needs: [
      "memory.visible", "pagefile.management", "pagefile.initial", "crash-control.ignore-pagefile-size",
    ],
    validity: .vistaOnwards,
    why: """
      At boot Windows compares memory with the initial size of a page file of custom size. If that is \
      smaller it refuses a kernel or complete dump outright and logs event 49; how far the file may grow, or \
      has grown since, does not count. IgnorePagefileSize lifts the check, not the need.
      """,
    formula: """
      speaks if the type is complete or kernel, the size is custom, initial < ⌈RAM⌉ in MB, \
      IgnorePagefileSize is not 1 and no dedicated dump file is set
      """,
    worked: """
      initial 16384 MB, maximum 81920 MB, 65502 MB of memory: refused, 49118 MB short of memory at boot
      """,
    remedy: "set initial as well as maximum to the advised size",
    source: Source.notGenerated,
    confidence: .high,
    speaks: Example("16 GiB that may grow to 80") {
      $0.pagefiles = .known([
        Pagefile(
          path: #"C:\pagefile.sys"#, management: .known(.custom), initial: .known(.mebibytes(16384)),
          maximum: .known(.mebibytes(81920)), allocated: .known(.mebibytes(16384)), isTemporary: .known(false)
        )
      ])
    },
    silent: Example("starts at the advised size") { _ in },
    judge: { situation in
      guard situation.target == .complete || situation.target == .kernel, !situation.hasDedicatedDumpFile,
        let file = situation.backing.pagefile, file.management == .known(.custom),
        file.isTemporary != .known(true), !situation.facts.ignoresPagefileSize
      else { return .silent }
      guard let initial = file.initial.value else { return .unknown(because: file.initial.reason ?? "") }
      guard let memory = situation.memory.counting.value else {
        return .unknown(because: situation.memory.counting.reason ?? "")
      }
      guard initial.mebibytesRoundedDown < memory.mebibytesRoundedUp else { return .silent }
      var message =
        "\(file.path.asSafeText) starts at \(initial.mebibytesRoundedDown) MB, less than the "
        + "\(memory.mebibytesRoundedUp) MB of memory"
      if let maximum = file.maximum.value, maximum > initial {
        message += " (its maximum of \(maximum.mebibytesRoundedDown) MB does not count)"
      }
      var numbers = situation.sizeNumbers + [FindingNumber("initial_bytes", initial)]
      if let maximum = file.maximum.value { numbers.append(FindingNumber("maximum_bytes", maximum)) }
      // For kernel dumps on Windows 8 and later one source of 2008 stands alone.
      let severity = situation.target == .complete ? situation.cannotWrite : .warning
      return .speaks(Rule.Remark(severity, message, remedy: situation.backingRemedy, numbers: numbers))
    })

  private static let completeMinimum = Rule(
    id: "SIZ-COMPLETE-MIN",
    title: "the backing file holds RAM + 1 MB",
    severity: .critical,
    needs: ["memory.visible", "volume.boot", "pagefile"],
    validity: .everywhere,
    why: """
      A complete dump is all the memory that the operating system uses, behind a header; files are sized in \
      whole MB, so one MB more than memory is the least that holds it. Below that Windows refuses to write \
      the dump. Memory that firmware keeps for itself is not in the dump and does not count. On Linux swap \
      on the boot volume is measured by the same yardstick.
      """,
    formula: "required = (⌈RAM / 1 MB⌉ + 1) MB; speaks if backing < required",
    worked: """
      67073264 KB of memory are 65501.2 MB, rounded up 65502; 65503 MB are needed; 16384 MB are 49119 MB \
      short
      """,
    remedy: """
      set initial and maximum of the boot volume's page file to the advised size; on Linux add swap on the \
      boot volume
      """,
    source: Source.completeDump,
    confidence: .high,
    speaks: Example("1 MB less than RAM + 1 MB") {
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 65501)])
    },
    silent: Example("exactly RAM + 1 MB") {
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 65502)])
    },
    judge: { situation in
      guard situation.target == .complete, !situation.hasDedicatedDumpFile else { return .silent }
      switch situation.holdsComplete {
      case .yes: return .silent
      case .unknown:
        return .unknown(
          because: situation.missing.first?.reason ?? "what the page file will have is not guaranteed")
      case .no: break
      }
      // No page file where one must be is said by PGF-NONE and PGF-BOOT-REQUIRED.
      if situation.facts.os == .windows, situation.backing.shown?.kind == Backing.Kind.none { return .silent }
      return .speaks(
        Rule.Remark(
          situation.cannotWrite, situation.tooSmall,
          remedy: situation.facts.os == .linux ? situation.swapRemedy : situation.backingRemedy,
          numbers: situation.sizeNumbers))
    })

  private static let completeRecommended = Rule(
    id: "SIZ-COMPLETE-REC",
    title: "the backing file leaves room for what drivers add",
    severity: .warning,
    needs: ["memory.visible", "volume.boot", "pagefile"],
    validity: .windows8Onwards64,
    why: """
      Besides memory and its header a dump takes up to 256 MB that drivers add at the crash. Between RAM + 1 \
      MB and RAM + 257 MB memory itself fits, but that data, or the bitmap that current versions write, may \
      be cut.
      """,
    formula: "recommended = RAM + 257 MB; speaks if RAM + 1 MB <= backing < recommended",
    worked: "65501 MB of memory: from 65502 MB to 65757 MB a warning, from 65758 MB none",
    remedy: "set initial and maximum to the advised size",
    source: Source.dumpOptions,
    confidence: .high,
    speaks: Example("RAM + 256 MB") {
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 65757)])
    },
    silent: Example("RAM + 257 MB") {
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 65758)])
    },
    judge: { situation in
      guard situation.target == .complete else { return .silent }
      guard let memory = situation.memory.counting.value else {
        return .unknown(because: situation.memory.counting.reason ?? "")
      }
      let recommended = SizeFigures(ram: memory).recommended
      guard situation.holdsComplete == .yes, situation.backing.atLeast < recommended else { return .silent }
      let has = situation.backing.atLeast
      return .speaks(
        Rule.Remark(
          .warning,
          "\(has.mebibytesRoundedDown) MB hold RAM + 1 MB, but driver data may be cut below \(recommended.asTyped)",
          remedy: situation.hasDedicatedDumpFile ? situation.dedicatedRemedy : situation.backingRemedy,
          numbers: situation.sizeNumbers + [FindingNumber("recommended_bytes", recommended)]))
    })

  private static let least = Rule(
    id: "SIZ-SMALL-MIN",
    title: "the backing file holds 2 MB",
    severity: .critical,
    needs: ["pagefile"],
    validity: .windows,
    why: """
      A small dump takes 64 or 256 KB, and sources want between 64 KB and 2 MB of page file for it; every \
      other dump takes more.
      """,
    formula: "speaks if backing < 2 MB",
    worked: "page file of 1 MB: no dump of any type is certain",
    remedy: "set initial and maximum of the boot volume's page file to at least 2 MB",
    source: Source.dumpOptions,
    confidence: .high,
    speaks: Example("a page file of 1 MB, small wanted and configured", .small) {
      $0.crashControl.type = .known(.small)
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 1)])
    },
    silent: Example("a page file of 2 MB, small wanted and configured", .small) {
      $0.crashControl.type = .known(.small)
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 2)])
    },
    judge: { situation in
      guard situation.target != .complete, situation.backing.shown?.kind != Backing.Kind.none else {
        return .silent
      }
      guard let most = situation.backing.atMost else {
        return .unknown(because: situation.backing.missing.first?.reason ?? "the size is not known")
      }
      guard most < .mebibytes(2) else { return .silent }
      return .speaks(
        Rule.Remark(
          situation.cannotWrite, "the backing file on \(situation.backingVolumeName) is smaller than 2 MB",
          remedy: situation.hasDedicatedDumpFile ? situation.dedicatedRemedy : situation.backingRemedy,
          numbers: situation.sizeNumbers))
    })

  private static let kernelWorst = Rule(
    id: "SIZ-KERNEL-WORST",
    title: "the backing file holds the largest kernel dump there can be",
    severity: .warning,
    needs: ["memory.visible", "pagefile"],
    validity: .windows,
    why: """
      How large a kernel, automatic or active dump becomes depends on the memory in use at the crash and \
      cannot be read from settings. Sources give a usual size and a ceiling: at the ceiling it certainly \
      fits, below the usual size it may well not.
      """,
    formula: """
      ceiling RAM + 128 MB (32-bit: 2064 MB); usual RAM / 3, at most 40 GB; a warning below the usual size \
      of a page file of fixed size, a notice between the two
      """,
    worked: "64 GiB of memory: 65664 MB hold every kernel dump, 21846 MB a usual one",
    remedy: "set initial and maximum to the ceiling, or accept the risk",
    source: Source.recoveryOptions,
    confidence: .high,
    speaks: Example("kernel wanted, 8 GiB for 64 GiB of memory", .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 8192)])
    },
    silent: Example("RAM + 128 MB", .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 65629)])
    },
    judge: { situation in
      guard [.kernel, .automatic, .active].contains(situation.target) else { return .silent }
      guard let need = situation.need else {
        return .unknown(because: situation.memory.counting.reason ?? "")
      }
      guard let has = situation.backing.shown?.bytes.value else {
        return .unknown(because: situation.backing.missing.first?.reason ?? "")
      }
      guard has >= need.atLeast, has < need.atMost else { return .silent }
      let isFixed = situation.backing.management == .custom || situation.hasDedicatedDumpFile
      let isBelowUsual = need.typical.map { has < $0 } ?? false
      var message =
        "\(has.mebibytesRoundedDown) MB may not hold the \(situation.target.rawValue) dump: at most it takes \(need.atMost.asTyped)"
      if let typical = need.typical { message += ", usually \(typical.mebibytesRoundedUp) MB" }
      return .speaks(
        Rule.Remark(
          isFixed && isBelowUsual ? .warning : .notice, message,
          remedy: situation.hasDedicatedDumpFile ? situation.dedicatedRemedy : situation.backingRemedy,
          numbers: situation.sizeNumbers + [FindingNumber("ceiling_bytes", need.atMost)]))
    })

  private static let oneFile = Rule(
    id: "SIZ-ONE-FILE",
    title: "one file on the boot volume holds the whole dump",
    severity: .notice,
    needs: ["memory.visible", "volume.boot", "pagefile"],
    validity: .everywhere,
    why: """
      Only the page file of the boot volume backs a dump; files on other volumes never add to it, and of \
      several on the boot volume the largest counts. Of a Linux host the largest swap area on the boot \
      volume counts, since nothing proves that a dump could be spread over several.
      """,
    formula: """
      usable = the largest page file on the boot volume; speaks if it is too small and the sum of all is not
      """,
    worked: "C: 32768 MB, D: 65536 MB, 64 GiB of memory: 32768 MB count, although the sum is 98304 MB",
    remedy: "give the page file of the boot volume the advised size",
    source: Source.dumpOptions,
    confidence: .high,
    speaks: Example("half on C:, half on D:") {
      $0.pagefiles = .known([
        .fixed(#"C:\pagefile.sys"#, megabytes: 40000), .fixed(#"D:\pagefile.sys"#, megabytes: 40000),
      ])
    },
    silent: Example("all of it on C:") { _ in },
    judge: { situation in
      guard situation.target == .complete, !situation.hasDedicatedDumpFile else { return .silent }
      guard let required = situation.memory.required.value else {
        return .unknown(because: situation.memory.required.reason ?? "")
      }
      guard situation.holdsComplete == .no, let largest = situation.backing.shown?.bytes.value,
        largest < required
      else { return .silent }
      let total: Bytes
      if let swap = situation.backing.totalSwap {
        total = swap
      } else {
        let sizes =
          situation.facts.pagefiles.value?.compactMap { $0.allocated.value ?? $0.initial.value } ?? []
        guard sizes.count > 1 else { return .silent }
        total = sizes.reduce(.zero, +)
      }
      guard total >= required else { return .silent }
      let what = situation.facts.os == .linux ? "swap areas on the boot volume" : "page files of all volumes"
      return .speaks(
        Rule.Remark(
          .notice,
          "the \(what) have \(total.mebibytesRoundedDown) MB together, but they never add up: "
            + "\(largest.mebibytesRoundedDown) MB count",
          numbers: situation.sizeNumbers + [FindingNumber("total_bytes", total)]))
    })

  private static let advice = Rule(
    id: "SIZ-ADVICE",
    title: "the backing file has the size that all sources agree is enough",
    severity: .notice,
    needs: ["memory.visible", "memory.installed", "pagefile"],
    validity: .windows8Onwards64,
    why: """
      Microsoft's documents name four margins above memory: 1, 100, 257 and 300 MB. On very large machines \
      the page bitmap of current dumps outgrows them all. The largest of them satisfies every one.
      """,
    formula: """
      advised = max(RAM + 257 MB, RAM + 300 MB, RAM + 256 MB + 4 KB-rounded(8256 + pages / 8)), RAM being \
      the larger of visible and installed
      """,
    worked: "64 GiB: max(65793, 65836, 65795) = 65836 MB; 2 TiB: max(2097409, 2097452, 2097473) = 2097473 MB",
    remedy: "set initial and maximum to the advised size",
    source: Source.stopErrors,
    confidence: .high,
    speaks: Example("1 MB less than advised") {
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 65800)])
    },
    silent: Example("as advised") { _ in },
    judge: { situation in
      guard situation.target == .complete else { return .silent }
      guard let advised = situation.memory.advised.value else {
        return .unknown(because: situation.memory.advised.reason ?? "")
      }
      guard let has = situation.backing.shown?.bytes.value else {
        return .unknown(because: situation.backing.missing.first?.reason ?? "the backing file is not known")
      }
      let counts = Swift.min(has, situation.backing.atMost ?? has)
      guard counts < advised else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice,
          "\(advised.asTyped) are advised for a complete dump, and the backing file has \(counts.mebibytesRoundedDown) MB",
          remedy: situation.hasDedicatedDumpFile ? situation.dedicatedRemedy : situation.backingRemedy,
          numbers: situation.sizeNumbers + [FindingNumber("advised_bytes", advised)]))
    })

  private static let huge = Rule(
    id: "SIZ-HUGE",
    title: "above 32 GB a smaller dump may serve better",
    severity: .notice,
    needs: ["memory.visible"],
    validity: .windows8Onwards64,
    why: """
      Above 32 GB Microsoft's support prefers an automatic dump with a system-managed page file to a \
      complete dump: the host stands still until all of memory is written. Active dumps, from Windows 10 and \
      Server 2016, leave out what is no help.
      """,
    formula: "speaks if RAM > 32 GB and the dump is complete",
    worked: "1 TiB at 100 MB/s takes 10485 s, at 500 MB/s 2097 s",
    remedy: "keep complete where user-mode memory is needed; else set automatic or active",
    source: Source.stopErrors,
    confidence: .high,
    speaks: Example("64 GiB, complete") { _ in },
    silent: Example("32 GiB, complete") { $0.memory.visible = .known(.gibibytes(32)) },
    judge: { situation in
      guard situation.target == .complete else { return .silent }
      guard let memory = situation.memory.counting.value else {
        return .unknown(because: situation.memory.counting.reason ?? "")
      }
      guard memory > .gibibytes(32) else { return .silent }
      let seconds = SizeFigures(ram: memory).writeSeconds(megabytesPerSecond: 100)
      return .speaks(
        Rule.Remark(
          .notice,
          "writing \(memory) takes about \(minutes(seconds)) min at 100 MB/s, and the host is down until then",
          remedy: "if user-mode memory is not needed, an automatic or active dump is smaller",
          numbers: [FindingNumber("memory_bytes", memory), FindingNumber("write_seconds", seconds)]))
    })

  private static func minutes(_ seconds: UInt64) -> UInt64 { (seconds + 30) / 60 }
}

extension Situation {
  /// What SIZ-COMPLETE-MIN says: the answer, and by how much.
  fileprivate var tooSmall: String {
    let short = shortfall.value.map { ", short by \($0.mebibytesRoundedUp) MB" } ?? ""
    if facts.os == .linux { return "swap on \(backingVolumeName) holds RAM + 1 MB: no\(short)" }
    let needed = memory.required.value?.asTyped ?? "RAM + 1 MB"
    guard let size = backing.shown?.bytes.value else {
      let most = backing.atMost.map { "at most \($0.mebibytesRoundedDown) MB" } ?? "too little"
      return "the page file on \(backingVolumeName) can have \(most) and \(needed) are needed"
    }
    let has = Swift.min(size, backing.atMost ?? size)
    return
      "the page file on \(backingVolumeName) holds RAM + 1 MB: no; it counts for \(has.mebibytesRoundedDown) MB, "
      + "\(needed) are needed\(short)"
  }

  /// How to get swap on the boot volume that holds memory.
  fileprivate var swapRemedy: String {
    guard let required = memory.required.value else { return "" }
    let volume = backingVolumeName
    let add = "add one swap area of at least \(required.asTyped) on \(volume)"
    guard let free = bootVolume.value?.free.value, free < required else { return add }
    return
      "\(volume) has \(free.mebibytesRoundedDown) MB free: enlarge it by \(required.less(free).asTyped), then \(add)"
  }
}
