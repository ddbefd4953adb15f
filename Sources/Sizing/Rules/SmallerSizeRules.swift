/// Whether the backing file is large enough for a dump that is less than complete.
enum SmallerSizeRules {
  static let rules = [least, kernelWorst]

  private static let least = Rule(
    id: "SIZ-SMALL-MIN",
    title: "the page file holds the least that a dump of its type takes",
    severity: .critical,
    needs: ["pagefile"],
    validity: .windows,
    why: """
      A small dump takes 64 or 256 KB, and sources want between 64 KB and 2 MB of page file for it, so 2 MB \
      are asked for. No source has a kernel dump below 50 MB.
      """,
    formula:
      "speaks if backing < 2 MB for a small dump, min(50 MB, RAM / 3) for kernel, automatic and active",
    worked: "page file of 1 MB: no dump of any type is certain; of 16 MB: none but a small one",
    remedy: "set initial and maximum of the boot volume's page file to the advised size",
    source: Source.dumpOptions,
    confidence: .high,
    speaks: Example("a page file of 1 MB, small wanted and configured", .small) {
      $0.crashControl.type = .known(.small)
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 1)])
    },
    silent: Example("a page file of 2 MB, small wanted and configured", .small) {
      $0.crashControl.type = .known(.small)
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 2)])
    },
    judge: { situation in
      // A dedicated file that is too small is DDF-TYPE-MISMATCH's matter.
      guard situation.target != .complete, situation.backing.shown?.kind != Backing.Kind.none,
        !situation.hasDedicatedDumpFile
      else { return .silent }
      return situation.judgeLeast(remedy: situation.backingRemedy) { _, least in
        "the page file on \(situation.backingVolumeName) is smaller than \(least.mebibytesRoundedUp) MB, the "
          + "least that a \(situation.target.rawValue) dump takes"
      }
    })

  private static let kernelWorst = Rule(
    id: "SIZ-KERNEL-WORST",
    title: "the backing file holds the largest kernel dump there can be",
    severity: .warning,
    needs: ["memory.visible", "pagefile"],
    validity: .windows,
    why: """
      How large a kernel, automatic or active dump becomes depends on the memory in use at the crash and \
      cannot be read from settings. Sources give a usual size and a ceiling: at the ceiling it certainly \
      fits, below the usual size it may well not.
      """,
    formula: """
      ceiling RAM + 128 MB (32-bit: 2064 MB); usual RAM / 3, at most 40 GB; a warning below the usual size \
      of a page file of fixed size, a notice between the two
      """,
    worked: "64 GiB of memory: 65664 MB hold every kernel dump, 21846 MB a usual one",
    remedy: "set initial and maximum to the ceiling, or accept the risk",
    source: Source.recoveryOptions,
    confidence: .high,
    speaks: Example("kernel wanted, 8 GiB for 64 GiB of memory", .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 8192)])
    },
    silent: Example("RAM + 128 MB", .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 65629)])
    },
    judge: { situation in
      guard [.kernel, .automatic, .active].contains(situation.target) else { return .silent }
      guard let need = situation.need else {
        return .unknown(because: situation.memory.counting.reason ?? "")
      }
      guard let has = situation.backing.shown?.bytes.value else {
        return .unknown(because: situation.backing.missing.first?.reason ?? "")
      }
      guard has >= need.atLeast, has < need.atMost else { return .silent }
      let isFixed = situation.backing.management == .custom || situation.hasDedicatedDumpFile
      let isBelowUsual = need.typical.map { has < $0 } ?? false
      var message =
        "\(has.mebibytesRoundedDown) MB may not hold the \(situation.target.rawValue) dump: at most it takes "
        + need.atMost.asTyped
      if let typical = need.typical { message += ", usually \(typical.mebibytesRoundedUp) MB" }
      return .speaks(
        Rule.Remark(
          isFixed && isBelowUsual ? .warning : .notice, message,
          remedy: situation.hasDedicatedDumpFile ? situation.dedicatedRemedy : situation.backingRemedy,
          numbers: situation.sizeNumbers + [FindingNumber("ceiling_bytes", need.atMost)]))
    })
}

extension Situation {
  /// Whether the backing file is below the least that the dump takes: then it is certain not to fit.
  func judgeLeast(
    remedy: @autoclosure () -> String, message: (_ most: Bytes, _ least: Bytes) -> String
  ) -> Rule.Verdict {
    guard let most = backing.atMost else {
      return .unknown(because: backing.missing.first?.reason ?? "the size is not known")
    }
    let least = need?.atLeast ?? .mebibytes(2)
    guard most < least else { return .silent }
    return .speaks(
      Rule.Remark(
        cannotWrite, message(most, least), remedy: remedy(),
        numbers: sizeNumbers + [FindingNumber("least_bytes", least)]))
  }
}
