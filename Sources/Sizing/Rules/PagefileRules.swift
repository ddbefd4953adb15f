/// Whether there is a page file that can back a dump at all.
enum PagefileRules {
  static let rules = [none, bootRequired, temporary, systemManaged]

  private static let none = Rule(
    id: "PGF-NONE",
    title: "there is a page file",
    severity: .critical,
    needs: ["pagefile", "crash-control.dedicated-dump-file"],
    validity: .windows,
    why: """
      While the machine is down the file system is not there; Windows writes the dump into disk blocks that \
      it claimed at boot, and those are a page file's or a dedicated dump file's. With neither, volmgr logs \
      event 46 at every boot and nothing is written.
      """,
    formula: "speaks if the list of page files is empty and no dedicated dump file is set",
    worked: "pagefile = [] on a host with 64 GiB: no dump of any type, not even a small one",
    remedy: "make a page file of the advised size on the boot volume",
    source: Source.event46,
    confidence: .high,
    speaks: Example("no page file at all") { $0.pagefiles = .known([]) },
    silent: Example("no page file, but a dedicated dump file") {
      $0.pagefiles = .known([])
      $0.crashControl.dedicatedDumpFile = .known(#"C:\dedicated.sys"#)
      $0.crashControl.dumpFileSize = .known(.mebibytes(65836))
    },
    judge: { situation in
      if situation.hasDedicatedDumpFile { return .silent }
      guard let files = situation.facts.pagefiles.value else {
        return .unknown(because: situation.facts.pagefiles.reason ?? "")
      }
      guard files.isEmpty else { return .silent }
      return .speaks(
        Rule.Remark(
          situation.cannotWrite, "there is no page file, so no dump can be written",
          remedy: situation.backingRemedy, numbers: situation.sizeNumbers))
    })

  private static let bootRequired = Rule(
    id: "PGF-BOOT-REQUIRED",
    title: "a page file is on the boot volume",
    severity: .critical,
    needs: ["pagefile", "volume.boot", "crash-control.dedicated-dump-file"],
    validity: .windows,
    why: """
      Without a dedicated dump file Windows writes a dump only into the page file of the boot volume, the \
      one that holds %SystemRoot%. A page file moved to another drive, to save space or for speed, switches \
      off dumps of every type.
      """,
    formula: "speaks if no page file is on the boot volume and no dedicated dump file is set",
    worked: "page file of 131072 MB on P:, none on C:, 64 GiB of memory: nothing is written",
    remedy: "make a page file of the advised size on the boot volume; those on other volumes may stay",
    source: Source.recoveryOptions,
    confidence: .high,
    speaks: Example("a large page file on P:, none on C:") {
      $0.pagefiles = .known([.fixed(#"P:\pagefile.sys"#, megabytes: 131_072)])
    },
    silent: Example("page files on P: and C:") {
      $0.pagefiles = .known([
        .fixed(#"P:\pagefile.sys"#, megabytes: 16384), .fixed(#"C:\pagefile.sys"#, megabytes: 65836),
      ])
    },
    judge: { situation in
      let facts = situation.facts
      if situation.hasDedicatedDumpFile { return .silent }
      guard let files = facts.pagefiles.value else { return .unknown(because: facts.pagefiles.reason ?? "") }
      guard let boot = situation.bootVolume.value else {
        return .unknown(because: situation.bootVolume.reason ?? "")
      }
      guard !files.isEmpty, files.allSatisfy({ facts.isOnBootVolume($0.path) == false }) else {
        return .silent
      }
      let paths = files.prefix(3).map(\.path.asSafeText).joined(separator: ", ")
      return .speaks(
        Rule.Remark(
          situation.cannotWrite,
          "no page file is on the boot volume \(boot.shownName), so no dump can be written; \(paths) "
            + "cannot back one",
          remedy: situation.backingRemedy, numbers: situation.sizeNumbers))
    })

  private static let temporary = Rule(
    id: "PGF-TEMP",
    title: "the page file is a permanent one",
    severity: .critical,
    needs: ["pagefile.temporary"],
    validity: .windows,
    why: """
      Where Windows finds no page file that it can use it makes a small temporary one for this boot, and \
      says so in Win32_PageFileUsage.TempPageFile. It holds no dump and is a sign that the page file that \
      was configured could not be made.
      """,
    formula: "speaks if the boot volume's page file is temporary and no dedicated dump file is set",
    worked: "C:\\pagefile.sys, temporary, 2048 MB: counts as none",
    remedy: "configure a page file of the advised size on the boot volume",
    source: Source.pageFileUsage,
    confidence: .high,
    speaks: Example("Windows runs on a temporary page file") {
      var file = Pagefile.systemManaged(#"C:\pagefile.sys"#, allocated: 2048)
      file.isTemporary = .known(true)
      $0.pagefiles = .known([file])
    },
    silent: Example("a permanent page file") { _ in },
    judge: { situation in
      guard !situation.hasDedicatedDumpFile, let file = situation.backing.pagefile,
        file.isTemporary == .known(true)
      else { return .silent }
      return .speaks(
        Rule.Remark(
          situation.cannotWrite,
          "\(file.path.asSafeText) is a temporary page file, made by Windows for want of a permanent one",
          remedy: situation.backingRemedy, numbers: situation.sizeNumbers))
    })

  private static let systemManaged = Rule(
    id: "PGF-SYSMANAGED",
    title: "the page file of a complete dump has a fixed size",
    severity: .warning,
    needs: ["pagefile.management", "pagefile.allocated", "volume.free"],
    validity: .windows,
    why: """
      Windows sizes a system-managed page file at start-up by its history, by memory and by the dump \
      setting, and only if space allows: at most three times memory, then an eighth of the volume, and never \
      into its last GB. What it has today it may not have at the next boot, and growth may come too late for \
      the crash.
      """,
    formula: "can_hold = free + allocated - 1024 MB >= RAM + 1 MB; even then it is not guaranteed",
    worked: """
      32 GiB of memory, C: of 64 GiB with 40 GiB free, 4864 MB allocated: 44800 MB could be had, 32769 MB \
      are needed, nothing guarantees it
      """,
    remedy: "take the page file off automatic and set initial and maximum to the advised size",
    source: Source.pageFileSize,
    confidence: .high,
    speaks: Example("system-managed, complete wanted") {
      $0.pagefiles = .known([.systemManaged(#"C:\pagefile.sys"#, allocated: 9088)])
    },
    silent: Example("system-managed, kernel wanted and configured", .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.pagefiles = .known([.systemManaged(#"C:\pagefile.sys"#, allocated: 66_000)])
    },
    judge: { situation in
      guard situation.target == .complete, !situation.hasDedicatedDumpFile else { return .silent }
      guard let management = situation.backing.management, let file = situation.backing.pagefile else {
        return situation.backing.pagefile.map { .unknown(because: $0.management.reason ?? "") } ?? .silent
      }
      guard management != .custom, file.isTemporary != .known(true) else { return .silent }
      let now =
        file.allocated.value.map { "it has \($0.mebibytesRoundedDown) MB now" } ?? "its size is not given"
      let said: String
      switch situation.holdsComplete {
      case .yes: said = "and may have less at the next boot"
      case .no: said = "and the volume cannot give it enough"
      case .unknown: said = "and that it grows to RAM + 1 MB is not guaranteed"
      }
      return .speaks(
        Rule.Remark(
          .warning, "Windows decides the size of \(file.path.asSafeText): \(now), \(said)",
          remedy: situation.backingRemedy, numbers: situation.sizeNumbers))
    })
}

extension Situation {
  /// Whether a dedicated dump file is known to be set.
  var hasDedicatedDumpFile: Bool { backing.shown?.kind == .dedicatedDumpFile }
}
