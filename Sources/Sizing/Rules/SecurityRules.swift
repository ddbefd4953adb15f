/// Protection that bears on dumps.
enum SecurityRules {
  static let rules = [bitLocker, encryption, guarded]

  private static let bitLocker = Rule(
    id: "SEC-BITLOCKER",
    title: "dumps onto a volume that BitLocker protects pass its filter",
    severity: .warning,
    needs: ["volume.bitlocker", "crash-control.dump-filters"],
    validity: .windows,
    why: """
      Where BitLocker protects the boot volume, DumpFilters must name dumpfve.sys: without it a dump is not \
      encrypted as the volume is, and cannot be read back. That BitLocker as such prevents dumps is a tale.
      """,
    formula: "speaks if the boot volume has BitLocker and DumpFilters does not name dumpfve.sys",
    worked: "bitlocker = true, dump-filters = []: the dump would be unreadable",
    remedy: "put dumpfve.sys into DumpFilters and restart",
    source: Source.filters,
    confidence: .low,
    speaks: Example("BitLocker without its filter") {
      $0.volumes = .known([
        Volume(
          id: "C:", isBoot: true, size: .known(.gibibytes(256)), free: .known(.gibibytes(120)),
          bitlocker: .known(true))
      ])
      $0.crashControl.dumpFilters = .known([])
    },
    silent: Example("BitLocker and its filter") {
      $0.volumes = .known([
        Volume(
          id: "C:", isBoot: true, size: .known(.gibibytes(256)), free: .known(.gibibytes(120)),
          bitlocker: .known(true))
      ])
      $0.crashControl.dumpFilters = .known(["dumpfve.sys"])
    },
    judge: { situation in
      guard let boot = situation.bootVolume.value else {
        return .unknown(because: situation.bootVolume.reason ?? "")
      }
      guard let protected = boot.bitlocker.value else {
        return .unknown(because: boot.bitlocker.reason ?? "")
      }
      guard protected else { return .silent }
      guard let filters = situation.facts.crashControl.dumpFilters.value else {
        return .unknown(because: situation.facts.crashControl.dumpFilters.reason ?? "")
      }
      guard !filters.contains(where: { $0.isWord("dumpfve.sys") }) else { return .silent }
      return .speaks(
        Rule.Remark(
          .warning, "BitLocker protects \(boot.shownName), and DumpFilters does not name dumpfve.sys",
          remedy: "put dumpfve.sys into DumpFilters and restart"))
    })

  private static let encryption = Rule(
    id: "SEC-DUMP-ENCRYPTION",
    title: "dumps can be read without a key",
    severity: .notice,
    needs: ["crash-control.encryption"],
    validity: .windows10Onwards,
    why: """
      With DumpEncryptionEnabled crash dumps are encrypted with a certificate's key. Windows error reporting \
      cannot read them and should be off, and so may identify here: a dump's header may not be legible.
      """,
    formula: "speaks if DumpEncryptionEnabled = 1",
    worked: "encryption = true: decrypt with KernelDumpDecrypt.exe and the certificate's private key",
    remedy: "keep the private key where the dumps are read",
    source: Source.encryption,
    confidence: .high,
    speaks: Example("encrypted dumps") { $0.crashControl.encryption = .known(true) },
    silent: Example("plain dumps") { $0.crashControl.encryption = .known(false) },
    judge: { situation in
      guard let encrypts = situation.facts.crashControl.encryption.value else {
        return .unknown(because: situation.facts.crashControl.encryption.reason ?? "")
      }
      guard encrypts, situation.asked != .none else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice, "dumps of this host are encrypted",
          remedy: "keep the certificate's private key, and read them with KernelDumpDecrypt.exe"))
    })

  private static let guarded = Rule(
    id: "SEC-GUARDED",
    title: "a guarded host may write dumps",
    severity: .warning,
    needs: ["crash-control.guarded", "crash-control.encryption"],
    validity: .windows10Onwards,
    why: "A guarded host may forbid dumps altogether as long as they are not encrypted.",
    formula: "speaks if ForceDumpsDisabled\\GuardedHost is not 0 and DumpEncryptionEnabled is not 1",
    worked: "guarded = true, encryption = false: perhaps no dump at all",
    remedy: "set up dump encryption",
    source: Source.sessionManager,
    confidence: .low,
    speaks: Example("a guarded host without encryption") {
      $0.crashControl.guarded = .known(true)
      $0.crashControl.encryption = .known(false)
    },
    silent: Example("a guarded host with encryption") {
      $0.crashControl.guarded = .known(true)
      $0.crashControl.encryption = .known(true)
    },
    judge: { situation in
      let control = situation.facts.crashControl
      guard let guarded = control.guarded.value else {
        return .unknown(because: control.guarded.reason ?? "")
      }
      guard guarded, situation.asked != .none else { return .silent }
      guard let encrypts = control.encryption.value else {
        return .unknown(because: control.encryption.reason ?? "")
      }
      guard !encrypts else { return .silent }
      return .speaks(
        Rule.Remark(
          .warning, "this is a guarded host, which may forbid dumps that are not encrypted",
          remedy: "set up dump encryption: DumpEncryptionEnabled 1 and a certificate"))
    })
}
