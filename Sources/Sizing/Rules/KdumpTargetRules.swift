/// Where kdump writes to, and how much of memory.
enum KdumpTargetRules {
  static let rules = [target, room, level, failure]

  private static let target = Rule(
    id: "LNX-KDUMP-TARGET",
    title: "kdump writes memory to where it stays",
    severity: .warning,
    needs: ["kdump.target", "kdump.loaded", "kdump.fadump"],
    validity: .linux,
    why: """
      A dump goes to a directory, a partition or a server. Where kdump is told to keep the log only \
      (KDUMP_DUMPFORMAT none, KDUMP_SKIP_VMCORE), or its directory lies in memory, there is no dump after the \
      restart. Whether a server answers at the crash, and has the room, no fact of this host tells.
      """,
    formula: "speaks if the target is none or in memory (a warning), or another machine (a notice)",
    worked: "target = \"ssh\", path = \"kdump@vault\": whether vault has the room is not known here",
    remedy: "name a directory of a local file system with room for all of memory",
    source: Source.kdumpUtils,
    confidence: .high,
    speaks: .linux("to a server") {
      $0.kdump.target = .known(.ssh)
      $0.kdump.path = .known("kdump@vault")
    },
    silent: .linux("to /var/crash"),
    judge: { situation in
      let kdump = situation.kdump
      if let aside = kdump.aside { return aside }
      guard let target = kdump.facts.target.value else {
        return .unknown(for: kdump.facts.target.missing("kdump.target"))
      }
      let remedy = kdump.distribution?.targetSetting ?? "set another target"
      switch target {
      case .file, .raw: return .silent
      case .none:
        return .speaks(
          Rule.Remark(.warning, "kdump is told to keep the kernel's log and no memory", remedy: remedy))
      case .memory:
        return .speaks(
          Rule.Remark(
            .warning, "\(kdump.place) lies in memory: a dump there is gone with the restart", remedy: remedy))
      case .nfs, .ssh, .ftp, .cifs:
        return .speaks(
          Rule.Remark(
            .notice, "the dump goes to \(kdump.place): whether that has room, and answers, is not known here",
            remedy: "see to room for all of memory there, and try a crash once"))
      }
    })

  private static let room = Rule(
    id: "LNX-KDUMP-ROOM",
    title: "the local target has room for all of memory",
    severity: .warning,
    needs: ["kdump.target", "kdump.free", "memory.visible", "kdump.dump-level"],
    validity: .linux,
    why: """
      How much a dump takes is known when it is written. The most is every page, none of which can be compressed, \
      with 24 bytes to describe each and two bits in the bitmaps; only room for that is proved to do. A dump level \
      above 1 leaves pages out, so that a dump is usually much smaller; but what the kernel itself uses at the \
      moment of a crash, which may be a leak, nobody knows. So less than the most is a notice there, and a warning \
      where every page is kept or a complete dump is wanted by name.
      """,
    formula: "speaks if free < RAM + 25 bytes for each page of 4 KiB + 1 MB + what must be left free",
    worked:
      "64 GiB: 65536 + 400 + 1 = 65937 MB; 50 GiB are free in /var/crash: too little for the worst case",
    remedy: "enlarge the file system, or let the dump go where there is room",
    source: Source.makedumpfile,
    confidence: .high,
    speaks: .linux("50 GiB are free") { $0.kdump.free = .known(.gibibytes(50)) },
    silent: .linux("200 GiB are free"),
    judge: { situation in
      let kdump = situation.kdump
      if let aside = kdump.aside { return aside }
      guard let target = kdump.facts.target.value else {
        return .unknown(for: kdump.facts.target.missing("kdump.target"))
      }
      guard target == .file || target == .raw else { return .silent }
      guard let memory = situation.facts.memory.visible.value else {
        return .unknown(for: situation.facts.memory.visible.missing("memory.visible"))
      }
      guard let free = kdump.facts.free.value else {
        return .unknown(for: kdump.facts.free.missing("kdump.free"))
      }
      let need = JudgedKdump.worst(of: memory) + (kdump.facts.leftFree.value ?? .zero)
      guard free < need else { return .silent }
      let level = kdump.facts.level.value
      let out = level.map(JudgedKdump.leftOut) ?? []
      let keepsAll = level != nil && out.isEmpty
      var message =
        "\(kdump.place) has \(free.mebibytesRoundedDown) MB, and a dump takes \(need.asTyped) at most"
      if let level, !out.isEmpty {
        message += "; usually much less, since level \(level) leaves out \(out.joined(separator: ", "))"
      }
      return .speaks(
        Rule.Remark(
          keepsAll ? .warning : situation.kdumpIsLess, message,
          remedy: out.isEmpty
            ? kdump.distribution?.targetSetting ?? "enlarge it, or let the dump go elsewhere"
            : "makedumpfile --mem-usage /proc/kcore counts what stays; enlarge it where that is too much",
          numbers: [FindingNumber("required_bytes", need), FindingNumber("free_bytes", free)]))
    })

  private static let level = Rule(
    id: "LNX-KDUMP-LEVEL",
    title: "the dump has all of memory in it",
    severity: .warning,
    needs: ["kdump.dump-level", "kdump.target", "kdump.loaded", "kdump.fadump"],
    validity: .linux,
    why: """
      makedumpfile -d LEVEL leaves kinds of pages out: 1 zero, 2 and 4 cache, 8 user data, 16 free pages. \
      Distributions set 31, which keeps little more than what the kernel uses: Windows calls that a kernel dump. \
      Where a complete one is wanted by name it is less than is wanted, so a warning; else it is good practice.
      """,
    formula: "speaks if the level has 2, 4, 8 or 16 in it",
    worked: "level 31: cache, private cache, user data, free pages are in no dump",
    remedy: "level 0 or 1 for a complete dump, and room for it",
    source: Source.makedumpfile,
    confidence: .high,
    speaks: .linux("level 31") { $0.kdump.level = .known(31) },
    silent: .linux("level 1"),
    judge: { situation in
      let kdump = situation.kdump
      if let aside = kdump.aside { return aside }
      // Where no memory is kept, LNX-KDUMP-TARGET says so.
      guard kdump.facts.target.value != KdumpFacts.Target.none else { return .silent }
      guard let level = kdump.facts.level.value else {
        return .unknown(for: kdump.facts.level.missing("kdump.dump-level"))
      }
      let out = JudgedKdump.leftOut(by: level)
      guard !out.isEmpty else { return .silent }
      return .speaks(
        Rule.Remark(
          situation.kdumpIsLess, "kdump's level \(level) leaves out \(out.joined(separator: ", "))",
          remedy: situation.kdumpIsLess == .notice
            ? "" : (kdump.distribution?.levelSetting ?? "makedumpfile -d LEVEL") + "; LEVEL is 1",
          numbers: [FindingNumber("dump_level", UInt64(clamping: level))]))
    })

  private static let failure = Rule(
    id: "LNX-KDUMP-FAILURE",
    title: "a dump that its server does not take is kept elsewhere",
    severity: .notice,
    needs: ["kdump.target", "kdump.failure-action", "kdump.loaded", "kdump.fadump"],
    validity: .linux,
    why: """
      Memory is there until the crash kernel restarts the machine. Where the dump goes to a server and that does \
      not answer, the action after a failure decides: by default it is the restart, and the dump is lost.
      """,
    formula: "speaks if the target is another machine and the action is none of dump_to_rootfs, shell, halt",
    worked: "target = \"nfs\", failure-action = \"reboot\": a server that is down costs the dump",
    remedy: "let the crash kernel write to the root file system where the server does not answer",
    source: Source.kdumpUtils,
    confidence: .high,
    speaks: .linux("a server, and reboot") { $0.kdump.target = .known(.nfs) },
    silent: .linux("a server, and the root file system") {
      $0.kdump.target = .known(.nfs)
      $0.kdump.failureAction = .known("dump_to_rootfs")
    },
    judge: { situation in
      let kdump = situation.kdump
      if let aside = kdump.aside { return aside }
      guard let target = kdump.facts.target.value else {
        return .unknown(for: kdump.facts.target.missing("kdump.target"))
      }
      guard target.isRemote else { return .silent }
      guard let action = kdump.facts.failureAction.value else {
        return .unknown(for: kdump.facts.failureAction.missing("kdump.failure-action"))
      }
      // Whoever stands still waits for a person, and memory with it.
      guard !["dump_to_rootfs", "shell", "halt"].contains(action) else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice,
          "where \(kdump.place) does not answer the dump is lost: the action is \(action.asSafeText)",
          remedy: kdump.distribution?.failureSetting ?? "keep it on the root file system instead"))
    })
}
