/// Whether a dump that was written becomes a file at the next boot.
enum SaveRules {
  static let rules = [sameVolume, dedicatedBoth, otherVolume, overwriteOff, deletion, overwriteOn]

  private static let sameVolume = Rule(
    id: "EXT-SAME-VOLUME",
    title: "the volume of page file and dump file has room for both",
    severity: .warning,
    needs: ["memory.visible", "volume.free", "crash-control.dump-file"],
    validity: .windows,
    why: """
      At the next boot the page file is renamed and becomes the dump, and a new page file is made beside it. \
      The volume needs room for both; where it has not, the dump is dropped before anybody sees it. An \
      existing dump that may be overwritten gives its room back.
      """,
    formula: "speaks if free + (Overwrite ? existing dump : 0) < size of the dump",
    worked: "64 GiB of memory, 39322 MB free on C:: 26181 MB short for the dump of 65503 MB",
    remedy: "free the room, or put a dedicated dump file and the dump on another fixed volume",
    source: Source.freeze,
    confidence: .high,
    speaks: Example("39322 MB free for a dump of 65502 MB") {
      $0.volumes = .known([
        Volume(id: "C:", isBoot: true, size: .known(.gibibytes(127)), free: .known(.mebibytes(39322)))
      ])
    },
    silent: Example("120 GiB free") { _ in },
    judge: { situation in
      guard situation.savesByName, situation.saving.isSameVolume != false, !situation.hasDedicatedDumpFile
      else { return .silent }
      return situation.room(situation.saving.target, holding: "the page file and the dump")
    })

  private static let dedicatedBoth = Rule(
    id: "DDF-SPACE-BOTH",
    title: "the volume of the dedicated dump file has room for the dump beside it",
    severity: .warning,
    needs: ["memory.visible", "volume.free", "crash-control.dedicated-dump-file", "crash-control.dump-file"],
    validity: .vistaOnwards,
    why: """
      A dedicated dump file stays where it is, so a volume that also takes the dump file must hold both: the \
      one for ever, and the copy that is made of it at the next boot.
      """,
    formula:
      "speaks if free (the dedicated file being there) + (Overwrite ? existing dump : 0) < size of the dump",
    worked: "D: of 100 GiB with a dedicated file of 65836 MB: 36564 MB are left for a dump of 65502 MB",
    remedy: "point DumpFile at another volume, or enlarge this one",
    source: Source.dedicated,
    confidence: .inferred,
    speaks: Example("dedicated file and dump on D:, 30 GiB free there") {
      $0.crashControl.dedicatedDumpFile = .known(#"D:\dd.sys"#)
      $0.crashControl.dumpFileSize = .known(.mebibytes(65836))
      $0.crashControl.dumpFile = .known(#"D:\MEMORY.DMP"#)
      $0.volumes = .known([
        Volume(id: "C:", isBoot: true, size: .known(.gibibytes(256)), free: .known(.gibibytes(120))),
        Volume(id: "D:", isBoot: false, size: .known(.gibibytes(100)), free: .known(.gibibytes(30))),
      ])
    },
    silent: Example("dedicated file on D:, dump on C:") {
      $0.crashControl.dedicatedDumpFile = .known(#"D:\dd.sys"#)
      $0.crashControl.dumpFileSize = .known(.mebibytes(65836))
      $0.volumes = .known([
        Volume(id: "C:", isBoot: true, size: .known(.gibibytes(256)), free: .known(.gibibytes(120))),
        Volume(id: "D:", isBoot: false, size: .known(.gibibytes(100)), free: .known(.gibibytes(30))),
      ])
    },
    judge: { situation in
      guard situation.savesByName, situation.saving.isSameVolume != false, situation.hasDedicatedDumpFile
      else { return .silent }
      return situation.room(situation.saving.target, holding: "the dump beside the dedicated dump file")
    })

  private static let otherVolume = Rule(
    id: "EXT-OTHER-VOLUME",
    title: "the volumes of page file and dump file each have room for the dump",
    severity: .warning,
    needs: ["memory.visible", "volume.free", "crash-control.dump-file"],
    validity: .windows,
    why: """
      With the dump file on another volume Windows first turns the page file into DUMPxxxx.tmp on its own \
      volume, makes a new page file there, and then copies. For a while both volumes hold a whole dump. A \
      dedicated dump file stays as it is, so that only the volume of the dump file needs room.
      """,
    formula: """
      speaks if free < size of the dump on the boot volume, or free + (Overwrite ? existing dump : 0) < size \
      of the dump on the dump file's volume
      """,
    worked: "64 GiB of memory, DumpFile on D: with 200 GiB free, C: with 20 GiB free: C: is 45022 MB short",
    remedy: "free the room on the volume that is named",
    source: Source.savedAtBoot,
    confidence: .med,
    speaks: Example("DumpFile on D:, too little room on C:") {
      $0.crashControl.dumpFile = .known(#"D:\MEMORY.DMP"#)
      $0.volumes = .known([
        Volume(id: "C:", isBoot: true, size: .known(.gibibytes(100)), free: .known(.gibibytes(20))),
        Volume(id: "D:", isBoot: false, size: .known(.gibibytes(500)), free: .known(.gibibytes(200))),
      ])
    },
    silent: Example("room on both") {
      $0.crashControl.dumpFile = .known(#"D:\MEMORY.DMP"#)
      $0.volumes = .known([
        Volume(id: "C:", isBoot: true, size: .known(.gibibytes(200)), free: .known(.gibibytes(90))),
        Volume(id: "D:", isBoot: false, size: .known(.gibibytes(500)), free: .known(.gibibytes(200))),
      ])
    },
    judge: { situation in
      guard situation.savesByName, situation.saving.isSameVolume == false else { return .silent }
      let temporary = situation.room(situation.saving.temporary, holding: "the temporary file of the dump")
      if case .speaks = temporary { return temporary }
      return situation.room(situation.saving.target, holding: "the dump")
    })

  private static let overwriteOff = Rule(
    id: "EXT-OVERWRITE-0",
    title: "no dump lies in the way of the next one",
    severity: .warning,
    needs: ["crash-control.overwrite", "crash-control.existing-dump"],
    validity: .windows,
    why: """
      With Overwrite off and a dump under the name, the next one is not saved: it is the new evidence that \
      is lost. Microsoft's advice is to clear the box and to rename the file after each crash.
      """,
    formula: "speaks if Overwrite = 0 and the dump file exists",
    worked: "Overwrite 0 and MEMORY.DMP of 65502 MB there: the next dump is lost",
    remedy: "move the dump away, or set Overwrite to 1 and let dumpwarden take each dump to safety",
    source: Source.recoveryOptions,
    confidence: .med,
    speaks: Example("Overwrite off, a dump there") {
      $0.crashControl.overwrite = .known(false)
      $0.crashControl.existingDump = .known(
        CrashControl.ExistingDump(size: .known(.mebibytes(65502)), written: .absent("written")))
    },
    silent: Example("Overwrite off, no dump there") { $0.crashControl.overwrite = .known(false) },
    judge: { situation in
      guard situation.savesByName else { return .silent }
      let overwrite = situation.facts.overwritesDump
      guard let overwrites = overwrite.value else { return .unknown(because: overwrite.reason ?? "") }
      guard !overwrites else { return .silent }
      switch situation.facts.crashControl.existingDump {
      case .known(nil): return .silent
      case .unknown(let reason): return .unknown(because: reason)
      case .known(let existing?):
        let numbers = existing.size.value.map { [FindingNumber("existing_dump_bytes", $0)] } ?? []
        return .speaks(
          Rule.Remark(
            situation.cannotSave,
            "a dump lies under the dump file's name and Overwrite is off: the next dump will be lost",
            remedy: "move \(situation.dumpFileName) away, or set Overwrite to 1", numbers: numbers))
      }
    })

  private static let overwriteOn = Rule(
    id: "EXT-OVERWRITE-1",
    title: "the next dump replaces the last one",
    severity: .notice,
    needs: ["crash-control.overwrite"],
    validity: .windows,
    why: """
      With Overwrite on, which is Windows' default, a second bug check that saves a kernel, automatic, \
      active or complete dump replaces MEMORY.DMP. All these types share one name, so changing the type \
      protects nothing. With dumpwarden it is the right setting: a dump that could not be taken to safety in \
      time costs the oldest, not the newest.
      """,
    formula: "speaks if Overwrite = 1 and the dump is not a small one",
    worked: "two crashes on one night: only the second is there in the morning",
    remedy: "copy each dump to a directory that dumpwarden watches",
    source: Source.dumpOptions,
    confidence: .high,
    speaks: Example("Windows' default") { _ in },
    silent: Example("Overwrite off") { $0.crashControl.overwrite = .known(false) },
    judge: { situation in
      guard situation.savesByName else { return .silent }
      let overwrite = situation.facts.overwritesDump
      guard let overwrites = overwrite.value else { return .unknown(because: overwrite.reason ?? "") }
      guard overwrites else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice, "the next dump replaces \(situation.dumpFileName)",
          remedy: "let dumpwarden take each dump to safety before the next"))
    })

  private static let deletion = Rule(
    id: "EXT-25GB",
    title: "Windows does not delete the dump after saving it",
    severity: .warning,
    needs: ["product", "domain-joined", "volume.free", "crash-control.always-keep", "memory.visible"],
    validity: .windows7Onwards,
    why: """
      Once the crash is reported, a client that is in no domain keeps MEMORY.DMP only if the volume has more \
      than 25 GB free, and deletes it otherwise. Servers and members of a domain keep it. \
      AlwaysKeepMemoryDump switches this off.
      """,
    formula: """
      speaks if client, not in a domain, AlwaysKeepMemoryDump is not 1 and free < 25 GB + size of the dump
      """,
    worked: """
      workgroup client with 16 GiB of memory and 40 GiB free: 24 GiB are left after the dump, so it is \
      deleted
      """,
    remedy: "set AlwaysKeepMemoryDump to 1",
    source: Source.internals,
    confidence: .high,
    speaks: Example("a workgroup client with 80 GiB free") {
      $0.product = .known(.client)
      $0.domainJoined = .known(false)
      $0.volumes = .known([
        Volume(id: "C:", isBoot: true, size: .known(.gibibytes(256)), free: .known(.gibibytes(80)))
      ])
    },
    silent: Example("a server") { _ in },
    judge: { situation in
      guard situation.savesByName else { return .silent }
      switch situation.saving.deletedAfterwards {
      case .no: return .silent
      case .unknown:
        return .unknown(because: situation.facts.product.reason ?? "the size of the dump is not certain")
      case .yes:
        return .speaks(
          Rule.Remark(
            situation.events.deleted == nil ? .warning : .critical,
            "Windows deletes the dump once it is reported: less than 25 GB would be left free on "
              + (situation.saving.target?.volume.id ?? "its volume").asSafeText,
            remedy: "set AlwaysKeepMemoryDump to 1"))
      }
    })
}

extension Situation {
  /// How bad it is that a dump would not be saved: no more than a warning until an event of the host says that
  /// one was not.
  var cannotSave: Severity { events.saveFailed == nil ? .warning : cannotWrite }

  /// Whether the dump is saved under the one name that all but small dumps share.
  var savesByName: Bool { target.rank > DumpType.small.rank }

  /// The dump file, as a message names it.
  var dumpFileName: String {
    (facts.crashControl.dumpFile.value ?? #"%SystemRoot%\MEMORY.DMP"#).asSafeText
  }

  /// What is to be said of the room on one volume.
  func room(_ room: JudgedSaving.Room?, holding what: String) -> Rule.Verdict {
    guard let room else {
      return .unknown(because: saving.missing.first?.reason ?? "the volume is not known")
    }
    guard let need else { return .unknown(because: memory.counting.reason ?? "") }
    // Of a kernel dump no more than the usual size is known; that it is not met is a warning, though no
    // proof.
    let expected = target == .complete ? need.atMost : need.typical ?? need.atLeast
    let bound = room.volume.free.value.map { $0 + room.credit } ?? room.volume.size.value
    guard room.answer != .yes, let bound, bound < expected else {
      return room.volume.free.value == nil ? .unknown(because: room.volume.free.reason ?? "") : .silent
    }
    let has =
      room.volume.free.value.map { "\($0.mebibytesRoundedDown) MB free" }
      ?? "\(bound.mebibytesRoundedDown) MB in all"
    let credit =
      room.credit > .zero ? " and \(room.credit.mebibytesRoundedDown) MB of a dump to overwrite" : ""
    return .speaks(
      Rule.Remark(
        cannotSave,
        "\(room.volume.shownName) has \(has)\(credit), too little for \(what) of \(expected.asTyped)",
        remedy: roomRemedy(room, dump: expected),
        numbers: [
          FindingNumber("free_bytes", room.volume.free.value ?? bound), FindingNumber("dump_bytes", expected),
          FindingNumber("credit_bytes", room.credit),
        ]))
  }
}
