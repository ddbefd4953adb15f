/// What crashes and dumps say, beside what the settings do.
enum CrashRules {
  static let rules = [noDump, atRisk, otherType, largerMemory]

  private static let noDump = Rule(
    id: "EVT-CRASH-NO-DUMP",
    title: "a dump came of every crash",
    severity: .warning,
    needs: ["event"],
    validity: .windows,
    scope: .everybody,
    why: """
      Kernel-Power 41 with a bug check code says that the host crashed; 1001 follows once a dump is saved. A \
      41 with a code and no 1001 is a dump that was not saved. A crash of which nothing has come here a while \
      later is a dump that stayed behind, or is gone.
      """,
    formula: """
      speaks if 41 has a code and no 1001 follows; or if the newest dump kept here is of an earlier crash, \
      and the event is more than 6 hours old
      """,
    worked: "41 with 209 (0xD1) at 02:11, no 1001: nothing was saved",
    remedy:
      "look for the dump on the host at once; then for what kept it from being written, saved or copied",
    source: Source.event41,
    confidence: .high,
    speaks: Example("41 with 209 and no 1001") {
      $0.events = [Event(time: .example, provider: "Microsoft-Windows-Kernel-Power", id: 41, data: ["209"])]
    },
    silent: Example("41 with 209, then 1001, and the dump is here") {
      $0.events = [
        Event(time: .example, provider: "Microsoft-Windows-Kernel-Power", id: 41, data: ["209"]),
        .saved(0xD1),
      ]
      $0.newestKeptDump = .known(
        KeptDump(
          crashed: .known(.example.advanced(bySeconds: -900)), type: .known(.complete),
          memory: .known(.mebibytes(65501))))
    },
    judge: { situation in
      guard let crash = situation.events.crash else { return .silent }
      let code = crash.code.map { ", bug check 0x\(String($0, radix: 16, uppercase: true))" } ?? ""
      let numbers = crash.code.map { [FindingNumber("bugcheck_code", $0)] } ?? []
      let kept = situation.facts.newestKeptDump
      if case .known(let dump) = kept, situation.isDump(dump, ofCrashSeen: crash.logged) { return .silent }
      guard crash.isSaved else {
        return .speaks(
          Rule.Remark(
            .warning, "the host crashed before \(crash.logged)\(code), and no dump was saved",
            remedy: "see what kept it from being written or saved: the other findings, and volmgr's events",
            numbers: numbers))
      }
      guard case .known = kept else { return .unknown(because: kept.reason ?? "") }
      guard let now = situation.now else { return .unknown(because: "the time of judgement is not given") }
      // A dump of that size takes its time on the way.
      guard now > crash.logged.advanced(bySeconds: Situation.secondsOnTheWay) else { return .silent }
      return .speaks(
        Rule.Remark(
          .warning, "the host crashed before \(crash.logged)\(code), and no dump of it has come here",
          remedy: "fetch \(situation.dumpFileName) from the host before the next crash replaces it",
          numbers: numbers))
    })

  private static let atRisk = Rule(
    id: "EXT-AT-RISK",
    title: "the dump on the host is kept here too",
    severity: .warning,
    needs: ["crash-control.existing-dump"],
    validity: .windows,
    why: """
      A dump under the one name that the next crash takes is safe only once it is somewhere else. Where it is \
      newer than anything that is kept here, the next crash replaces evidence that nobody has.
      """,
    formula: """
      speaks if existing-dump.written is later than the newest kept dump's crash by more than an hour and \
      twice the time that writing takes
      """,
    worked: "MEMORY.DMP of 1 March on the host, the newest here of 3 February: at risk",
    remedy: "copy the dump to its dump directory now",
    source: Source.dumpOptions,
    confidence: .inferred,
    speaks: Example("a dump of today on the host, one of last month here") {
      $0.crashControl.existingDump = .known(
        CrashControl.ExistingDump(size: .known(.mebibytes(65502)), written: .known(.example)))
      $0.newestKeptDump = .known(
        KeptDump(
          crashed: .known(.example.advanced(bySeconds: -30 * 86_400)), type: .known(.complete),
          memory: .known(.mebibytes(65501))))
    },
    silent: Example("the same dump here") {
      $0.crashControl.existingDump = .known(
        CrashControl.ExistingDump(size: .known(.mebibytes(65502)), written: .known(.example)))
      $0.newestKeptDump = .known(
        KeptDump(
          crashed: .known(.example.advanced(bySeconds: -900)), type: .known(.complete),
          memory: .known(.mebibytes(65501))))
    },
    judge: { situation in
      let existing = situation.facts.crashControl.existingDump
      guard case .known(let found) = existing else { return .unknown(because: existing.reason ?? "") }
      guard let found else { return .silent }
      let kept = situation.facts.newestKeptDump
      guard case .known(let dump) = kept else { return .unknown(because: kept.reason ?? "") }
      guard let written = found.written.value else { return .unknown(because: found.written.reason ?? "") }
      if let dump, dump.crashed.value == nil { return .unknown(because: dump.crashed.reason ?? "") }
      if situation.isDump(dump, ofCrashSeen: written) || dump?.crashed.value.map({ $0 > written }) == true {
        return .silent
      }
      let here =
        dump?.crashed.value.map { "the newest kept here is of \($0)" } ?? "none of this host is kept here"
      return .speaks(
        Rule.Remark(
          .warning, "the dump of \(written) on the host is not kept here: \(here)",
          remedy: "copy \(situation.dumpFileName) to its dump directory before the next crash replaces it",
          numbers: found.size.value.map { [FindingNumber("existing_dump_bytes", $0)] } ?? []))
    })

  private static let otherType = Rule(
    id: "TYP-DELIVERED",
    title: "the last dump is of the type that is configured",
    severity: .warning,
    needs: ["crash-control.type"],
    validity: .windows,
    why: """
      What came is the proof of what is configured. A kernel dump from a host that is set to complete says \
      that the setting was changed without a restart, or that Windows fell back for want of room.
      """,
    formula: "speaks if rank(type of the newest kept dump) < rank(configured)",
    worked: "set to complete, and the newest dump is a kernel dump",
    remedy: "restart the host if its setting is newer than that; else see what kept it from a larger dump",
    source: Source.dumpOptions,
    confidence: .inferred,
    speaks: Example("set to complete, and a kernel dump came") {
      $0.newestKeptDump = .known(
        KeptDump(
          crashed: .known(.example.advanced(bySeconds: -900)), type: .known(.kernel),
          memory: .known(.mebibytes(65501))))
    },
    silent: Example("set to complete, and a complete dump came") {
      $0.newestKeptDump = .known(
        KeptDump(
          crashed: .known(.example.advanced(bySeconds: -900)), type: .known(.complete),
          memory: .known(.mebibytes(65501))))
    },
    judge: { situation in
      let kept = situation.facts.newestKeptDump
      guard case .known(let dump) = kept else { return .unknown(because: kept.reason ?? "") }
      guard let dump else { return .silent }
      guard let configured = situation.configured.value else {
        return .unknown(because: situation.configured.reason ?? "")
      }
      guard let type = dump.type.value else { return .unknown(because: dump.type.reason ?? "") }
      guard type.rank < configured.rank else { return .silent }
      // Of an old crash the settings of today say little.
      if let now = situation.now, let crashed = dump.crashed.value,
        crashed < now.advanced(bySeconds: -JudgedEvents.window)
      {
        return .silent
      }
      let crashed = dump.crashed.value.map { " of \($0)" } ?? ""
      return .speaks(
        Rule.Remark(
          .warning,
          "the dump\(crashed) is a \(type.rawValue) one, and the host is set to \(configured.rawValue)",
          remedy: "restart the host if it was set so after that crash; else make room for the larger dump"))
    })

  private static let largerMemory = Rule(
    id: "FACTS-STALE-MEMORY",
    title: "the facts name no less memory than the last dump has",
    severity: .warning,
    needs: ["memory.visible", "memory.installed"],
    validity: .everywhere,
    scope: .everybody,
    why: """
      A dump's header says how much memory the host had when it crashed. If that is more than its facts say, \
      and the facts are not newer than the crash, memory was added and nobody told: every size that was \
      worked out from them is too small.
      """,
    formula: "speaks if memory in the newest kept dump > max(visible, installed), the facts not being newer",
    worked: "facts of February say 64 GiB, the dump of March has 128 GiB: size for 128",
    remedy: "collect the facts of the host again",
    source: Source.ours,
    confidence: .inferred,
    speaks: Example("128 GiB in a dump, 64 GiB in older facts") {
      $0.newestKeptDump = .known(
        KeptDump(
          crashed: .known(.example.advanced(bySeconds: 60)), type: .known(.complete),
          memory: .known(.gibibytes(128))))
    },
    silent: Example("the same in both") {
      $0.newestKeptDump = .known(
        KeptDump(
          crashed: .known(.example.advanced(bySeconds: 60)), type: .known(.complete),
          memory: .known(.mebibytes(65501))))
    },
    judge: { situation in
      let kept = situation.facts.newestKeptDump
      guard case .known(let dump) = kept else { return .unknown(because: kept.reason ?? "") }
      guard let dump else { return .silent }
      guard let memory = dump.memory.value else { return .unknown(because: dump.memory.reason ?? "") }
      guard let said = situation.memory.forAdvice.value else {
        return .unknown(because: situation.memory.forAdvice.reason ?? "")
      }
      guard memory.mebibytesRoundedUp > said.mebibytesRoundedUp else { return .silent }
      if let collected = situation.facts.origin(of: .memory)?.collected.value,
        let crashed = dump.crashed.value,
        collected > crashed
      {
        return .silent
      }
      return .speaks(
        Rule.Remark(
          .warning,
          "the host had \(memory.asTyped) of memory when it crashed, its facts say \(said.asTyped)",
          remedy: "collect the facts again: at \(memory) a complete dump takes "
            + SizeFigures(ram: memory).required.asTyped,
          numbers: [FindingNumber("dump_memory_bytes", memory), FindingNumber("memory_bytes", said)]))
    })
}

extension Situation {
  /// How long after a crash a dump may still be on its way here.
  static let secondsOnTheWay: Int64 = 6 * 3600

  /// Whether that dump is of the crash of which the host wrote something down at that time.
  ///
  /// The header has the time of the crash; file and event come with the next start, after all of memory was
  /// written and, to another volume, copied. Clocks differ by minutes.
  fileprivate func isDump(_ dump: KeptDump?, ofCrashSeen seen: Timestamp) -> Bool {
    guard let crashed = dump?.crashed.value else { return false }
    let writing = Int64(clamping: platform.writeTime?.atMost ?? 0)
    let (twice, overflow) = writing.multipliedReportingOverflow(by: 2)
    return crashed <= seen.advanced(bySeconds: 300)
      && crashed >= seen.advanced(bySeconds: -3600).advanced(bySeconds: overflow ? 0 : -twice)
  }
}
