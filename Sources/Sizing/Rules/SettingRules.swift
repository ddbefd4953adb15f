/// Settings that do not do what they seem to.
enum SettingRules {
  static let rules = [available, reboot, truncated, datedName]

  private static let available = Rule(
    id: "TYP-AVAIL",
    title: "this version of Windows knows the configured dump type",
    severity: .warning,
    needs: ["crash-control.type", "build"],
    validity: .windows,
    why: """
      Automatic dumps came with Windows 8 and Server 2012, active ones with Windows 10 and Server 2016. An \
      older version that finds the value knows nothing of it: FilterPages is ignored, so active is complete \
      there, and 7 means nothing.
      """,
    formula: "speaks if the type is automatic and build < 9200, or active and build < 10240",
    worked: "build 7601 with CrashDumpEnabled 7: not a dump type of Windows 7",
    remedy: "set a type that this version knows: 1 complete, 2 kernel, 3 small",
    source: Source.activeDump,
    confidence: .high,
    speaks: Example("Windows 7 set to automatic", .asConfigured) {
      $0.build = .known(7601)
      $0.crashControl.type = .known(.automatic)
    },
    silent: Example("Server 2022 set to automatic", .asConfigured) {
      $0.crashControl.type = .known(.automatic)
    },
    judge: { situation in
      guard let type = situation.configured.value else {
        return .unknown(because: situation.configured.reason ?? "")
      }
      let first: Int
      switch type {
      case .automatic: first = 9200
      case .active: first = 10240
      case .none, .small, .kernel, .complete: return .silent
      }
      guard let build = situation.facts.build.value else {
        return .unknown(because: situation.facts.build.reason ?? "")
      }
      guard build < first else { return .silent }
      return .speaks(
        Rule.Remark(
          .warning, "build \(build) of Windows does not know \(type.rawValue) dumps",
          remedy: "set CrashDumpEnabled to 1 (complete) or 2 (kernel) and restart",
          numbers: [
            FindingNumber("build", UInt64(clamping: build)), FindingNumber("first_build", UInt64(first)),
          ]))
    })

  private static let reboot = Rule(
    id: "REG-REBOOT",
    title: "the page file is as it was set",
    severity: .notice,
    needs: ["pagefile.initial", "pagefile.allocated"],
    validity: .windows,
    why: """
      Changes to page files and to CrashControl take effect at a restart. A page file that is smaller than it \
      is set to start with has not been made anew since, and the crash finds it as it is.
      """,
    formula: "speaks if the size is custom and allocated < initial or allocated > maximum",
    worked: "initial 65836 MB, allocated 16384 MB: set, but not restarted",
    remedy: "restart; kdbgctrl -sd changes the type alone without one",
    source: Source.dumpOptions,
    confidence: .high,
    speaks: Example("set to 65836 MB, has 16384") {
      var file = Pagefile.fixed(#"C:\pagefile.sys"#, megabytes: 65836)
      file.allocated = .known(.mebibytes(16384))
      $0.pagefiles = .known([file])
    },
    silent: Example("has what it is set to") { _ in },
    judge: { situation in
      guard !situation.hasDedicatedDumpFile, situation.backing.management == .custom,
        let file = situation.backing.pagefile, file.isTemporary != .known(true)
      else { return .silent }
      guard let allocated = file.allocated.value else {
        return .unknown(because: file.allocated.reason ?? "")
      }
      guard let initial = file.initial.value else { return .unknown(because: file.initial.reason ?? "") }
      let isBeyond = file.maximum.value.map { allocated > $0 } ?? false
      guard allocated < initial || isBeyond else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice,
          "\(file.path.asSafeText) has \(allocated.mebibytesRoundedDown) MB and is set to start with "
            + "\(initial.mebibytesRoundedDown) MB: the host was not restarted since",
          remedy: "restart the host, or free the room that Windows lacked to make the file",
          numbers: [FindingNumber("allocated_bytes", allocated), FindingNumber("initial_bytes", initial)]))
    })

  private static let truncated = Rule(
    id: "SIZ-TRUNCATED",
    title: "no dump is cut for want of room",
    severity: .warning,
    needs: ["crash-control.ignore-pagefile-size", "pagefile", "memory.visible"],
    validity: .vistaOnwards,
    why: """
      IgnorePagefileSize makes Windows try although the file is too small. What comes is cut where the file \
      ends, and the debugger warns of it: pages that matter may be missing.
      """,
    formula: "speaks if IgnorePagefileSize = 1 and backing < RAM + 1 MB",
    worked: "16384 MB for 65501 MB of memory: three quarters of the dump are missing",
    remedy: "make the page file large enough and delete IgnorePagefileSize",
    source: Source.notGenerated,
    confidence: .med,
    speaks: Example("16 GiB and IgnorePagefileSize") {
      $0.crashControl.ignorePagefileSize = .known(true)
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 16384)])
    },
    silent: Example("enough, and IgnorePagefileSize") { $0.crashControl.ignorePagefileSize = .known(true) },
    judge: { situation in
      guard situation.target == .complete, situation.facts.ignoresPagefileSize,
        situation.backing.shown?.kind != Backing.Kind.none
      else { return .silent }
      switch situation.holdsComplete {
      case .yes: return .silent
      case .unknown: return .unknown(because: situation.missing.first?.reason ?? "the size is not guaranteed")
      case .no:
        return .speaks(
          Rule.Remark(
            .warning, "IgnorePagefileSize makes Windows write a dump that is cut where the file ends",
            remedy: "make the file large enough and delete IgnorePagefileSize", numbers: situation.sizeNumbers
          ))
      }
    })

  private static let datedName = Rule(
    id: "ROT-DUMPFILE-TRICK",
    title: "the dump file has one name",
    severity: .notice,
    needs: ["crash-control.dump-file"],
    validity: .windows,
    why: """
      Some set a dated DumpFile at each start, so that no dump replaces another. It works, since the path is \
      read when the dump is saved, but then the canonical name that a dump directory watches is never the one \
      that comes.
      """,
    formula: "speaks if the name of DumpFile has six digits or more",
    worked: "DumpFile D:\\MEMORY-20260302.DMP: not MEMORY.DMP",
    remedy: "name the pattern in adopt of the dump directory, or set DumpFile back",
    source: Source.ours,
    confidence: .inferred,
    speaks: Example("a dated name") { $0.crashControl.dumpFile = .known(#"C:\MEMORY-20260302.DMP"#) },
    silent: Example("the usual name") { _ in },
    judge: { situation in
      guard situation.savesByName, let path = situation.facts.crashControl.dumpFile.value else {
        return .silent
      }
      var digits = 0
      for byte in path.utf8.reversed() {
        if byte == UInt8(ascii: #"\"#) { break }
        if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { digits += 1 }
      }
      guard digits >= 6 else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice, "the dump file \(path.asSafeText) seems to get a new name at each start",
          remedy: "name the pattern in adopt of the dump directory, so that such dumps are kept too"))
    })
}
