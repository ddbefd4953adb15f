/// The file that is used for dumps only.
enum DedicatedDumpFileRules {
  static let rules = [size, what]

  private static let what = Rule(
    id: "DDF-WHAT",
    title: "a dedicated dump file takes the page file's place",
    severity: .notice,
    needs: ["crash-control.dedicated-dump-file"],
    validity: .vistaOnwards,
    why: """
      A dedicated dump file is made at boot, kept open and used for dumps alone. Once it is set dumps go \
      there, whatever the page file could hold, and it need not be on the boot volume: any local fixed \
      volume that is there early will do.
      """,
    formula: "backing = DedicatedDumpFile if set, else the page file of the boot volume",
    worked: "DedicatedDumpFile D:\\dedicated.sys of 65836 MB: it alone is compared with RAM + 1 MB",
    remedy: "nothing to do while it is large enough",
    source: Source.dedicated,
    confidence: .high,
    speaks: Example("a dedicated dump file on D:") {
      $0.crashControl.dedicatedDumpFile = .known(#"D:\dedicated.sys"#)
      $0.crashControl.dumpFileSize = .known(.mebibytes(65836))
    },
    silent: Example("none is set") { _ in },
    judge: { situation in
      guard situation.hasDedicatedDumpFile, let backing = situation.backing.shown else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice,
          "dumps go into the dedicated dump file \((backing.path ?? "").asSafeText), not into a page file",
          numbers: situation.sizeNumbers))
    })

  private static let size = Rule(
    id: "DDF-SIZE",
    title: "the dedicated dump file holds RAM + 1 MB",
    severity: .critical,
    needs: ["memory.visible", "crash-control.dedicated-dump-file", "crash-control.dump-file-size"],
    validity: .vistaOnwards,
    why: """
      A dedicated dump file needs what a page file would: the memory, a header, and what drivers add. Once \
      it is set no page file makes up for one that is too small. Where DumpFileSize is 0 or absent Windows \
      chooses, and no document says what.
      """,
    formula: "speaks if DumpFileSize < RAM + 1 MB",
    worked: "64 GiB of memory, DumpFileSize 32768: 32769 MB short",
    remedy: "set DumpFileSize to the advised size, in decimal MB",
    source: Source.memoryDump,
    confidence: .high,
    speaks: Example("half of what memory needs") {
      $0.crashControl.dedicatedDumpFile = .known(#"C:\dedicated.sys"#)
      $0.crashControl.dumpFileSize = .known(.mebibytes(32768))
    },
    silent: Example("as large as advised") {
      $0.crashControl.dedicatedDumpFile = .known(#"C:\dedicated.sys"#)
      $0.crashControl.dumpFileSize = .known(.mebibytes(65836))
    },
    judge: { situation in
      // One that cannot be written to at all is DDF-WHERE's matter.
      guard situation.hasDedicatedDumpFile, situation.target == .complete, situation.backing.refused == nil
      else { return .silent }
      switch situation.holdsComplete {
      case .yes: return .silent
      case .unknown: return .unknown(because: situation.missing.first?.reason ?? "")
      case .no: break
      }
      let backing = situation.backing
      let path = (backing.shown?.path ?? "").asSafeText
      let needed = situation.memory.required.value.map { "\($0.asTyped)" } ?? "RAM + 1 MB"
      let has =
        backing.shown?.bytes.value.map { Swift.min($0, backing.atMost ?? $0) } ?? backing.atMost ?? .zero
      return .speaks(
        Rule.Remark(
          situation.cannotWrite,
          "the dedicated dump file \(path) has \(has.mebibytesRoundedDown) MB and \(needed) are needed",
          remedy: situation.dedicatedRemedy, numbers: situation.sizeNumbers))
    })
}

extension Situation {
  /// How to enlarge the dedicated dump file, as far as its volume holds that.
  var dedicatedRemedy: String {
    guard let size = sizeToSet, let backing = backing.shown, let path = backing.path else {
      return "set DumpFileSize to RAM + 300 MB"
    }
    let set = "set DumpFileSize of \(path.asSafeText) to \(size.asTyped) and restart"
    guard let volume = facts.volume(ofPath: path), let free = volume.free.value else { return set }
    let growth = size.less(backing.bytes.value ?? .zero)
    if free >= growth { return set }
    return "enlarge \(volume.shownName) by \(growth.less(free).asTyped), then \(set)"
  }
}
