/// The numbers of one host, gathered in the order in which they are worked out.
struct Terms {
  private let situation: Situation
  private(set) var terms: [HostExplanation.Term] = []

  init(_ situation: Situation) { self.situation = situation }

  mutating func addAll() {
    addMemory()
    guard situation.writer != .hypervisor else { return addHypervisor() }
    addNeed()
    addBacking()
    if situation.facts.os == .windows { addSaving() }
    if situation.facts.os == .linux, situation.facts.origin(of: .kdump) != nil { addKdump() }
    addTime()
  }

  private mutating func addKdump() {
    let kdump = situation.facts.kdump
    add("crash_kernel", kdump.reserved, "reserved for the crash kernel", "LNX-CRASHKERNEL")
    guard kdump.target.value == .file || kdump.target.value == .raw else { return }
    add(
      "kdump_at_most", situation.facts.memory.visible.map(JudgedKdump.worst),
      "a dump by kdump at most: RAM + 25 bytes a page + 1 MB", "LNX-KDUMP-ROOM")
    if let left = kdump.leftFree.value, left > .zero {
      add("kdump_left_free", left, "must be left free, or the dump is deleted again", "LNX-KDUMP-ROOM")
    }
    add(
      "kdump_free", kdump.free, "free for root at kdump's target, \(situation.kdump.place)",
      "LNX-KDUMP-ROOM")
  }

  private mutating func add(_ name: String, _ size: Fact<Bytes>, _ formula: String, _ rule: String? = nil) {
    terms.append(
      HostExplanation.Term(name: name, value: size.map(\.count), unit: .bytes, formula: formula, rule: rule))
  }

  private mutating func add(_ name: String, _ size: Bytes, _ formula: String, _ rule: String? = nil) {
    add(name, .known(size), formula, rule)
  }

  private mutating func add(_ name: String, seconds: UInt64, _ formula: String, _ rule: String? = nil) {
    terms.append(
      HostExplanation.Term(name: name, value: .known(seconds), unit: .seconds, formula: formula, rule: rule))
  }

  private mutating func addMemory() {
    let memory = situation.facts.memory
    add(
      "memory", memory.visible,
      "RAM: what the operating system can use, from \((memory.source ?? "memory.visible").asSafeText)",
      "MEM-VISIBLE")
    if memory.installed.value != nil {
      add(
        "installed_memory", memory.installed, "installed, for advice the larger of both", "MEM-CONSERVATIVE")
    }
    if memory.maximum.value != nil {
      let isDynamic = memory.dynamic.value == true
      add("maximum_memory", memory.maximum, "the most it could have", isDynamic ? "VIR-DYNMEM" : "MEM-HOTADD")
    }
  }

  private mutating func addNeed() {
    add("required", situation.memory.required, "RAM rounded up to whole MB + 1 MB", "SIZ-COMPLETE-MIN")
    guard situation.target == .complete else {
      guard let need = situation.need else { return }
      let type = situation.target.rawValue
      add("least", need.atLeast, "the least that a \(type) dump takes", "SIZ-SMALL-MIN")
      if let typical = need.typical {
        add("usual", typical, "what it usually takes: RAM / 3, at most 40 GB", "SIZ-KERNEL-WORST")
      }
      if need.atMost > need.atLeast {
        add("ceiling", need.atMost, "the most that it takes, by the published ceilings", "SIZ-KERNEL-WORST")
      }
      return
    }
    guard situation.facts.os == .windows, let memory = situation.memory.forAdvice.value else { return }
    let figures = SizeFigures(ram: memory)
    let ram = memory == situation.memory.counting.value ? "RAM" : "installed"
    add(
      "published_100", .mebibytes(memory.mebibytesRoundedUp + 100),
      "\(ram) + 100 MB, another source's minimum")
    add("recommended", figures.recommended, "\(ram) + 257 MB: header and driver data", "SIZ-COMPLETE-REC")
    add("safe", figures.safe, "\(ram) + 300 MB: support's recommendation", "SIZ-COMPLETE-SAFE")
    add("exact", figures.exact, "\(ram) + 256 MB + bitmap of pages", "SIZ-COMPLETE-BITMAP")
    add("advised", figures.advised, "the largest of these", "SIZ-ADVICE")
  }

  private mutating func addBacking() {
    let backing = situation.backing
    let facts = situation.facts
    switch backing.shown?.kind {
    case .dedicatedDumpFile?:
      add("dump_file_size", facts.crashControl.dumpFileSize, "DumpFileSize of \(shownPath)", "DDF-SIZE")
    case .swap?:
      if let total = backing.totalSwap {
        add("swap_total", total, "all swap on the boot volume", "SIZ-ONE-FILE")
      }
    case .pagefile?: addPagefile()
    case .hypervisor?, .some(.none), nil: break
    }
    if let size = situation.bootVolume.value?.size.value, backing.shown?.kind != .dedicatedDumpFile {
      add(
        "boot_volume_size", size,
        "\(situation.bootVolume.value?.shownName ?? ""), which no file there exceeds")
    }
    if let bytes = backing.shown?.bytes {
      add(
        "backing", bytes.map { Swift.min($0, backing.atMost ?? $0) }, "counts: \(counting)",
        facts.os == .linux || facts.pagefiles.value?.count ?? 0 > 1 ? "SIZ-ONE-FILE" : nil)
    }
    add("shortfall", situation.shortfall, "required less what counts")
  }

  private mutating func addPagefile() {
    let backing = situation.backing
    guard let file = backing.pagefile else { return }
    if backing.management == .custom {
      add("initial", file.initial, "\(shownPath) at boot", "SIZ-INITIAL-NOT-MAX")
      if file.maximum.value != nil { add("maximum", file.maximum, "its maximum, which does not count") }
    }
    add(
      "allocated", file.allocated, "\(shownPath) now",
      backing.management == .custom ? "REG-REBOOT" : "PGF-SYSMANAGED")
    if backing.management != .custom, let most = backing.atMost {
      add("could_have", most, "free + allocated - 1024 MB, which nothing guarantees", "PGF-SYSMANAGED")
    }
  }

  private mutating func addSaving() {
    guard situation.savesByName, let need = situation.need else { return }
    let dump = situation.target == .complete ? need.atMost : need.typical ?? need.atLeast
    let isKnownTerm = situation.target == .complete || need.typical != nil
    if !isKnownTerm { add("dump", dump, "the dump, at least") }
    if let target = situation.saving.target {
      add("free", target.volume.free, "free on \(target.volume.shownName), for the dump", savingRule)
      if target.credit > .zero {
        add(
          "existing_dump", target.credit, "the dump that is overwritten gives its room back", "EXT-FREE-CHECK"
        )
      }
      if let free = target.volume.free.value {
        add("left_free", (free + target.credit).less(dump), "free once the dump is saved")
      }
    }
    if let temporary = situation.saving.temporary {
      add(
        "free_for_temporary", temporary.volume.free,
        "free on \(temporary.volume.shownName), for the temporary file", "EXT-OTHER-VOLUME")
    }
    if situation.facts.product.value == .client, situation.facts.domainJoined.value == false,
      situation.facts.crashControl.alwaysKeep.value != true
    {
      add(
        "kept_above", JudgedSaving.keepThreshold, "must be left free, or Windows deletes the dump", "EXT-25GB"
      )
    }
  }

  private var savingRule: String {
    if situation.saving.isSameVolume == false { return "EXT-OTHER-VOLUME" }
    return situation.hasDedicatedDumpFile ? "DDF-SPACE-BOTH" : "EXT-SAME-VOLUME"
  }

  private mutating func addTime() {
    guard let time = situation.platform.writeTime, situation.target.rank > DumpType.small.rank else { return }
    let speed = "\(time.megabytesPerSecond) MB/s" + (time.isAssumed ? ", assumed" : "")
    add("write_time", seconds: time.atMost, "writing it at \(speed)", "EXT-TIME")
    if let watchdog = situation.facts.platform.watchdog.value, watchdog > 0 {
      add("watchdog", seconds: UInt64(watchdog), "until the watchdog resets", "VIR-ASR")
    }
    if situation.facts.platform.heartbeat.value == true {
      add(
        "heartbeat", seconds: JudgedPlatform.heartbeatSeconds, "until the cluster restarts it",
        "VIR-CLUSTER-HB")
    }
  }

  private mutating func addHypervisor() {
    guard let need = situation.platform.hypervisorNeed else { return }
    add("required", need, "all the memory that the guest was given + 1 MB", "VIR-HYPERVISOR-ROOM")
    add(
      "dump_free", situation.facts.platform.dumpFree, "free where the hypervisor writes",
      "VIR-HYPERVISOR-ROOM")
  }

  private var shownPath: String { (situation.backing.shown?.path ?? "the backing file").asSafeText }

  private var counting: String {
    switch situation.backing.shown?.kind {
    case .pagefile? where situation.backing.management == .custom:
      return situation.facts.ignoresPagefileSize
        ? "what it has now, IgnorePagefileSize being set" : "the smaller of initial and allocated"
    case .pagefile?: return "what it has now"
    case .dedicatedDumpFile?: return "the dedicated dump file alone"
    case .swap?: return "the largest swap area on the boot volume, \(shownPath)"
    case .hypervisor?: return "the hypervisor's"
    case .some(.none), nil: return "nothing"
    }
  }
}
