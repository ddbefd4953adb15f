import Sizing

/// What a host runs on and serves as, what it logged, and which of its dumps is kept.
extension HostFacts {
  /// Adds what may be so of any host, `missing` percent of it unknown.
  mutating func addSurroundings(_ random: inout SeededGenerator, missing: Int) {
    addPlatform(&random, missing: missing)
    roles = random.maybe(
      random.pick([
        [], [], ["hyper-v"], ["exchange-2019"], ["exchange-2013"], ["domain-controller"],
        ["dfs-r", "hyper-v"],
      ]), "roles", missing: missing)
    collected = random.maybe(.random(daysAgo: 50, &random), "collected", missing: missing)
    if random.chance(50) { given = .all }
    memory.dynamic = random.maybe(random.chance(20), "memory.dynamic", missing: missing)
    events = (0..<random.pick([0, 0, 1, 2, 4])).map { _ in .random(&random) }
    newestKeptDump = random.maybe(
      random.chance(60) ? .random(&random, of: memory, missing: missing) : nil, "kept", missing: 40)
    guard os == .windows else { return }
    if case .known(var existing?) = crashControl.existingDump {
      existing.written = random.maybe(.random(daysAgo: 60, &random), "written", missing: missing)
      crashControl.existingDump = .known(existing)
    }
    crashControl.dumpFilters = random.maybe(
      random.pick([["dumpfve.sys"], [], ["other.sys"]]), "crash-control.dump-filters", missing: missing)
    crashControl.encryption = random.maybe(
      random.chance(15), "crash-control.encryption", missing: missing)
    crashControl.guarded = random.maybe(random.chance(5), "crash-control.guarded", missing: missing)
    eachVolume {
      $0.bitlocker = random.maybe(random.chance(20), "bitlocker", missing: missing)
      if $0.isBoot == true {
        $0.kind = random.maybe(random.pick([.fixed, .fixed, .fixed, .dynamic]), "kind", missing: missing)
      }
    }
  }

  private mutating func addPlatform(_ random: inout SeededGenerator, missing: Int) {
    platform.kind = random.maybe(
      random.pick(["kvm", "hyper-v", "vmware", "physical", "azure"]), "platform.kind", missing: missing)
    platform.writeSpeed = random.maybe(
      .mebibytes(random.pick([0, 10, 100, 500, 2000])), "platform.write-speed", missing: missing + 30)
    platform.watchdog = random.maybe(
      random.pick([0, 0, 30, 600, 86_400]), "platform.watchdog", missing: missing + 30)
    platform.watchdogModel = random.maybe(
      random.pick(["", "i6300esb", "itco"]), "platform.watchdog-model", missing: missing + 30)
    platform.watchdogAction = random.maybe(
      random.pick(["reset", "poweroff", "none"]), "platform.watchdog-action", missing: missing + 30)
    platform.heartbeat = random.maybe(random.chance(15), "platform.heartbeat", missing: missing + 30)
    platform.panicDevice = random.maybe(
      random.pick(["none", "none", "", "pvpanic", "isa", "hyperv"]), "platform.panic-device",
      missing: missing + 30)
    platform.onCrash = random.maybe(
      random.pick([
        "destroy", "restart", "preserve", "rename-restart", "coredump-destroy", "coredump-restart", "odd",
      ]), "platform.on-crash", missing: missing)
    let whole = memory.visible.value?.mebibytesRoundedUp ?? 4096
    platform.dumpFree = random.maybe(
      .mebibytes(UInt64.random(in: 0...(whole * 2 + 2), using: &random)), "platform.dump-free",
      missing: missing)
  }
}

extension Timestamp {
  fileprivate static func random(daysAgo days: Int64, _ random: inout SeededGenerator) -> Timestamp {
    noon.advanced(bySeconds: -Int64.random(in: -3600...(days * 86_400), using: &random))
  }
}

extension Event {
  fileprivate static func random(_ random: inout SeededGenerator) -> Event {
    let (provider, ids, data) = random.pick([
      ("volmgr", [44, 45, 46, 47, 48, 49, 156, 161, 162, 163, 164], []),
      (
        "Microsoft-Windows-WER-SystemErrorReporting", [1001, 1008, 1018], ["0x000000d1 (0x0, 0x0, 0x0, 0x0)"]
      ),
      ("Microsoft-Windows-Kernel-Power", [41], ["209"]), ("Microsoft-Windows-Kernel-Power", [41], ["0"]),
      ("Microsoft-Windows-Subsys-SMSS", [12], []), ("somebody", [1, 41, 1001], ["nothing"]),
    ])
    return Event(
      time: .random(daysAgo: 60, &random), provider: provider, id: random.pick(ids), data: data)
  }
}

extension DeliveredDump {
  fileprivate static func random(
    _ random: inout SeededGenerator, of memory: MemoryFacts, missing: Int
  ) -> DeliveredDump {
    let has = memory.visible.value ?? .gibibytes(4)
    return DeliveredDump(
      crashed: random.maybe(.random(daysAgo: 60, &random), "crashed", missing: missing),
      type: random.maybe(
        random.pick([.complete, .complete, .kernel, .active, .small]), "type", missing: missing),
      memory: random.maybe(random.pick([has, has, has + .gibibytes(1)]), "memory", missing: missing))
  }
}
