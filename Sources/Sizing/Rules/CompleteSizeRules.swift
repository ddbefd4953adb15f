/// Whether the backing file is large enough for a complete dump.
enum CompleteSizeRules {
  static let rules = [initialNotMaximum, completeMinimum, completeRecommended, oneFile]

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
        let file = situation.backing.pagefile, situation.backing.management == .custom,
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
          "\(has.mebibytesRoundedDown) MB hold RAM + 1 MB, but driver data may be cut below "
            + recommended.asTyped,
          remedy: situation.hasDedicatedDumpFile ? situation.dedicatedRemedy : situation.backingRemedy,
          numbers: situation.sizeNumbers + [FindingNumber("recommended_bytes", recommended)]))
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
      "the page file on \(backingVolumeName) holds RAM + 1 MB: no; "
      + "\(has.mebibytesRoundedDown) MB count, \(needed) are needed\(short)"
  }

  /// How to get swap on the boot volume that holds memory.
  fileprivate var swapRemedy: String {
    guard let required = memory.required.value else { return "" }
    let volume = backingVolumeName
    // The first page of a swap area is its header (mkswap(8)) and does not count, so one MB goes on top.
    let size = required + .mebibytes(1)
    let add = "add one swap area of at least \(size.asTyped) on \(volume)"
    guard let free = bootVolume.value?.free.value, free < size else { return add }
    return
      "\(volume) has \(free.mebibytesRoundedDown) MB free: "
      + "enlarge it by \(size.less(free).asTyped), then \(add)"
  }
}
