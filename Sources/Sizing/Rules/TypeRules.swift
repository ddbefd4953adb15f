/// What the host was told to write.
enum TypeRules {
  static let rules = [decode]

  private static let decode = Rule(
    id: "TYP-DECODE",
    title: "the configured dump type gives at least what is wanted",
    severity: .critical,
    needs: ["crash-control.type"],
    validity: .windows,
    why: """
      CrashDumpEnabled and FilterPages say together what Windows writes at a bug check. What a smaller type \
      leaves out no setting brings back after the crash: a kernel dump has no user-mode memory, a small one \
      has one thread. Automatic is a kernel dump whose page file Windows sizes.
      """,
    formula: """
      0 none; 1 with FilterPages 1 active; 1 complete; 2 kernel; 3 small; 7 automatic; speaks if \
      rank(configured) < rank(wanted), none < small < kernel = automatic < active < complete
      """,
    worked: """
      CrashDumpEnabled 7 is automatic, below complete: critical where complete is wanted, silent where \
      kernel is
      """,
    remedy: "set the type that is wanted: CrashDumpEnabled 1 and no FilterPages for complete",
    source: Source.dumpOptions,
    confidence: .high,
    speaks: Example("set to automatic, complete wanted") { $0.crashControl.type = .known(.automatic) },
    silent: Example("set to automatic, kernel wanted", .kernel) {
      $0.crashControl.type = .known(.automatic)
      $0.pagefiles = .known([.systemManaged(#"C:\pagefile.sys"#, allocated: 70_000)])
    },
    judge: { situation in
      switch situation.configured {
      case .unknown(let reason): return .unknown(because: reason)
      case .known(let type):
        guard type.rank < situation.asked.rank else { return .silent }
        let asked = situation.asked
        let message =
          type == .none
          ? "dumps are switched off, and a dump of type \(asked.rawValue) is wanted"
          : "set to write a \(type.rawValue) dump, less than the \(asked.rawValue) one that is wanted"
        return .speaks(
          Rule.Remark(situation.cannotWrite, message, remedy: "set \(registryValues(asked)) and restart"))
      }
    })

  private static func registryValues(_ type: DumpType) -> String {
    switch type {
    case .none: "CrashDumpEnabled to 0"
    case .complete: "CrashDumpEnabled to 1 and delete FilterPages"
    case .kernel: "CrashDumpEnabled to 2"
    case .small: "CrashDumpEnabled to 3"
    case .automatic: "CrashDumpEnabled to 7"
    case .active: "CrashDumpEnabled to 1 and FilterPages to 1"
    }
  }
}

extension Situation {
  /// How bad it is that the wanted dump cannot be written: `report` asks only to be told.
  var cannotWrite: Severity { wanted.want == .report ? .warning : .critical }

  /// The numbers that a size rule rests on.
  var sizeNumbers: [FindingNumber] {
    var numbers: [FindingNumber] = []
    if let memory = memory.counting.value { numbers.append(FindingNumber("memory_bytes", memory)) }
    if let required = memory.required.value { numbers.append(FindingNumber("required_bytes", required)) }
    if let bytes = backing.shown?.bytes.value { numbers.append(FindingNumber("backing_bytes", bytes)) }
    if let shortfall = shortfall.value { numbers.append(FindingNumber("shortfall_bytes", shortfall)) }
    return numbers
  }

  /// The volume of the backing, as a message names it.
  var backingVolumeName: String {
    (backing.shown?.volume ?? bootVolume.value?.id ?? "the boot volume").asSafeText
  }
}
