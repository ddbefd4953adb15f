/// Whether the crash code can write where the backing file is.
enum StorageRules {
  static let rules = [place, typeMismatch, failed, stack, deviceGone]

  private static let place = Rule(
    id: "DDF-WHERE",
    title: "the dedicated dump file is on a local fixed volume",
    severity: .critical,
    needs: ["crash-control.dedicated-dump-file", "volume.kind"],
    validity: .vistaOnwards,
    why: """
      While the machine is down only a copy of the disk driver runs. It reaches a local fixed volume that is \
      there early in boot, on a second partition or a SAN too; not a network share, a removable disk, a disk \
      of a cluster or a set that Windows puts together of several.
      """,
    formula: "speaks if the volume of DedicatedDumpFile is removable, network, clustered or dynamic",
    worked: "DedicatedDumpFile E:\\dd.sys on a cluster disk: no dump, whatever its size",
    remedy: "put the dedicated dump file on a local fixed volume",
    source: Source.dedicated,
    confidence: .high,
    speaks: Example("a dedicated dump file on a cluster disk") {
      $0.crashControl.dedicatedDumpFile = .known(#"E:\dd.sys"#)
      $0.crashControl.dumpFileSize = .known(.mebibytes(65836))
      $0.volumes = .known([
        Volume(id: "C:", isBoot: true, size: .known(.gibibytes(256)), free: .known(.gibibytes(120))),
        Volume(
          id: "E:", isBoot: false, size: .known(.gibibytes(500)), free: .known(.gibibytes(400)),
          kind: .known(.clustered)),
      ])
    },
    silent: Example("a dedicated dump file on a fixed disk") {
      $0.crashControl.dedicatedDumpFile = .known(#"E:\dd.sys"#)
      $0.crashControl.dumpFileSize = .known(.mebibytes(65836))
      $0.volumes = .known([
        Volume(id: "C:", isBoot: true, size: .known(.gibibytes(256)), free: .known(.gibibytes(120))),
        Volume(
          id: "E:", isBoot: false, size: .known(.gibibytes(500)), free: .known(.gibibytes(400)),
          kind: .known(.fixed)),
      ])
    },
    judge: { situation in
      guard situation.hasDedicatedDumpFile, let path = situation.backing.shown?.path else { return .silent }
      guard let kind = situation.backing.refused else {
        let volume = situation.facts.volume(ofPath: path)
        return volume?.kind.value == nil
          ? .unknown(
            because: volume.map { MissingFact("volume.kind", because: $0.kind.reason).sentence }
              ?? "the volume of \(path.asSafeText) is not given")
          : .silent
      }
      let size = situation.sizeToSet.map { " with DumpFileSize \($0.asTyped)" } ?? ""
      return .speaks(
        Rule.Remark(
          situation.cannotWrite,
          "the dedicated dump file \(path.asSafeText) is on a \(kind.rawValue) volume, which the crash code "
            + "cannot write to",
          remedy: "set DedicatedDumpFile to a file on a local fixed volume\(size) and restart",
          numbers: situation.sizeNumbers))
    })

  private static let typeMismatch = Rule(
    id: "DDF-TYPE-MISMATCH",
    title: "the dedicated dump file holds more than a small dump",
    severity: .critical,
    needs: ["crash-control.dedicated-dump-file", "crash-control.dump-file-size"],
    validity: .vistaOnwards,
    why: """
      Guides to tuning set a dedicated dump file of 2 MB with IgnorePagefileSize, to get rid of event 49. It \
      takes the page file's place, so every dump but a small one fails; a kernel dump takes 50 MB at the very \
      least.
      """,
    formula: "speaks if DumpFileSize < 50 MB (2 MB for a small dump), the dump being less than complete",
    worked: "DumpFileSize 2, CrashDumpEnabled 2: no kernel dump is written",
    remedy: "set DumpFileSize to the advised size, or delete DedicatedDumpFile",
    source: Source.dedicated,
    confidence: .inferred,
    speaks: Example("2 MB for a kernel dump", .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.crashControl.dedicatedDumpFile = .known(#"C:\dd.sys"#)
      $0.crashControl.dumpFileSize = .known(.mebibytes(2))
    },
    silent: Example("RAM + 128 MB for a kernel dump", .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.crashControl.dedicatedDumpFile = .known(#"C:\dd.sys"#)
      $0.crashControl.dumpFileSize = .known(.mebibytes(65629))
    },
    judge: { situation in
      guard situation.hasDedicatedDumpFile, situation.target != .complete, situation.target != .none,
        situation.backing.refused == nil
      else { return .silent }
      return situation.judgeLeast(remedy: situation.dedicatedRemedy) { most, _ in
        "the dedicated dump file has \(most.mebibytesRoundedDown) MB, which hold no "
          + "\(situation.target.rawValue) dump"
      }
    })

  private static let failed = Rule(
    id: "DDF-FAIL",
    title: "Windows could set up the dedicated dump file",
    severity: .warning,
    needs: ["event"],
    validity: .vistaOnwards,
    why: """
      Where the dedicated dump file cannot be made, because of its path, of room, or of a device that does \
      not take one, volmgr logs event 164 or 48 at boot, and dumps go nowhere.
      """,
    formula: "speaks if volmgr logged 48 or 164 in the 30 days before the facts were collected",
    worked: "164 at every boot: DedicatedDumpFile names a folder that is not there",
    remedy: "correct DedicatedDumpFile, make the room, or delete the value",
    source: Source.messages,
    confidence: .high,
    speaks: Example("event 164") { $0.events = [.volmgr(164)] },
    silent: Example("no such event") { $0.events = [.volmgr(162)] },
    judge: { situation in
      guard let event = situation.events.directFailed else { return .silent }
      return .speaks(
        Rule.Remark(
          .warning, "Windows could not set up the dedicated dump file (volmgr \(event.id), \(event.time))",
          remedy: "correct the path of DedicatedDumpFile or make room for it, and restart"))
    })

  private static let stack = Rule(
    id: "STO-STACK",
    title: "the page file's disk takes dumps",
    severity: .warning,
    needs: ["volume.kind", "volume.boot"],
    validity: .windows,
    why: """
      Dumps bypass file system, volume manager and the ordinary disk stack: a copy of the disk's miniport \
      writes raw sectors. Sets that Windows puts together itself (dynamic disks, software RAID), and remote \
      or removable disks, are refused there.
      """,
    formula: "speaks if the boot volume is removable, network, clustered or dynamic and backs the dump",
    worked: "C: mirrored by Windows itself: event 48 or 49 at boot",
    remedy: "boot from a plain disk or hardware RAID, or set a dedicated dump file on one",
    source: Source.filters,
    confidence: .high,
    speaks: Example("the boot volume on a dynamic disk") {
      $0.volumes = .known([
        Volume(
          id: "C:", isBoot: true, size: .known(.gibibytes(256)), free: .known(.gibibytes(120)),
          kind: .known(.dynamic))
      ])
    },
    silent: Example("the boot volume on a fixed disk") {
      $0.volumes = .known([
        Volume(
          id: "C:", isBoot: true, size: .known(.gibibytes(256)), free: .known(.gibibytes(120)),
          kind: .known(.fixed))
      ])
    },
    judge: { situation in
      guard situation.asked != .none, !situation.hasDedicatedDumpFile else { return .silent }
      guard let boot = situation.bootVolume.value else {
        return .unknown(because: situation.bootVolume.reason ?? "")
      }
      guard let kind = boot.kind.value else {
        return .unknown(because: MissingFact("volume.kind", because: boot.kind.reason).sentence)
      }
      guard kind != .fixed else { return .silent }
      return .speaks(
        Rule.Remark(
          .warning,
          "\(boot.shownName) is a \(kind.rawValue) volume, which Windows may refuse to write a dump to",
          remedy:
            "set a dedicated dump file on a local fixed disk, and look for events 48 and 49 after a restart"))
    })

  private static let deviceGone = Rule(
    id: "EVT-DEVICE-GONE",
    title: "the disk that was claimed for dumps is still there",
    severity: .warning,
    needs: ["event"],
    validity: .windows,
    why: """
      Windows claims a disk for dumps at boot. If it is removed, or its letter changes, dumps are switched \
      off and volmgr logs event 156.
      """,
    formula: "speaks if volmgr logged 156 in the 30 days before the facts were collected",
    worked: "156 after a disk was detached: no dump until the next restart",
    remedy: "restart, so that Windows claims a disk that is there",
    source: Source.messages,
    confidence: .high,
    speaks: Example("event 156") { $0.events = [.volmgr(156)] },
    silent: Example("no such event") { $0.events = [.volmgr(162)] },
    judge: { situation in
      guard let event = situation.events.deviceGone else { return .silent }
      return .speaks(
        Rule.Remark(
          .warning, "the disk that was claimed for dumps was removed (volmgr 156, \(event.time))",
          remedy: "restart the host, so that Windows claims a disk that is there"))
    })
}
