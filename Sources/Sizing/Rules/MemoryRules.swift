/// Which memory counts.
enum MemoryRules {
  static let rules = [conservative, capped, addressable, hotAdd]

  private static let conservative = Rule(
    id: "MEM-CONSERVATIVE",
    title: "what is installed and what Windows can use are told apart",
    severity: .notice,
    needs: ["memory.visible", "memory.installed"],
    validity: .everywhere,
    why: """
      Firmware keeps some memory for itself, so what Windows can use is less than what is installed. A dump \
      holds only what Windows uses, so that decides whether it fits; the size to set is made for the larger \
      figure, which a change of firmware settings could uncover.
      """,
    formula: "required from visible; advised from max(visible, installed)",
    worked: "67073264 KB visible, 65536 MB installed: 65503 MB required, 65836 MB advised",
    remedy: "nothing to do",
    source: Source.physicalMemory,
    confidence: .high,
    speaks: Example("64 GiB installed, 34 MB kept by firmware") {
      $0.memory.installed = .known(.gibibytes(64))
    },
    silent: Example("both the same") { _ in },
    judge: { situation in
      let facts = situation.facts.memory
      guard let installed = facts.installed.value else {
        return .unknown(because: facts.installed.reason ?? "")
      }
      guard let visible = facts.visible.value else { return .unknown(because: facts.visible.reason ?? "") }
      guard installed.mebibytesRoundedUp > visible.mebibytesRoundedUp else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice,
          "\(visible.mebibytesRoundedUp) MB of \(installed.mebibytesRoundedUp) MB can be used: the first "
            + "decide whether a dump fits, the second what is advised",
          numbers: [
            FindingNumber("memory_bytes", visible), FindingNumber("installed_memory_bytes", installed),
          ]))
    })

  private static let capped = Rule(
    id: "MEM-BCD-CAP",
    title: "Windows uses nearly all the memory that is installed",
    severity: .notice,
    needs: ["memory.visible", "memory.installed"],
    validity: .windows,
    why: """
      removememory and truncatememory in the boot configuration, or the old /maxmem, keep memory from Windows, \
      once to make a dump fit. Firmware takes tens to hundreds of MB; more than a twentieth is somebody's doing.
      """,
    formula: "speaks if installed - visible > 5 % of installed",
    worked: "65536 MB installed, 32768 MB visible: half of memory is switched off",
    remedy: "see bcdedit /enum for removememory and truncatememory",
    source: Source.bootOptions,
    confidence: .high,
    speaks: Example("64 GiB visible, 128 GiB installed") { $0.memory.installed = .known(.gibibytes(128)) },
    silent: Example("34 MB kept by firmware") { $0.memory.installed = .known(.gibibytes(64)) },
    judge: { situation in
      let memory = situation.facts.memory
      guard let installed = memory.installed.value else {
        return .unknown(because: memory.installed.reason ?? "")
      }
      guard let visible = memory.visible.value else { return .unknown(because: memory.visible.reason ?? "") }
      let kept = installed.less(visible)
      // 32-bit Windows leaves memory beyond 4 GB alone, which MEM-32BIT says.
      guard kept.count > installed.count / 20, !situation.is32Bit else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice,
          "\(kept.mebibytesRoundedDown) MB of \(installed.mebibytesRoundedUp) MB are kept from Windows, and are in no dump",
          remedy: "see bcdedit /enum for removememory and truncatememory, and the firmware's settings",
          numbers: [
            FindingNumber("memory_bytes", visible), FindingNumber("installed_memory_bytes", installed),
          ]))
    })

  private static let addressable = Rule(
    id: "MEM-32BIT",
    title: "32-bit clients use 4 GB at most",
    severity: .notice,
    needs: ["arch", "product", "memory.visible", "memory.installed"],
    validity: .windows32,
    why: """
      32-bit clients of Windows use at most 4 GB of memory, however much is installed; servers more, by \
      edition. A dump holds what is used.
      """,
    formula: "speaks if 32-bit, client, and more than 4 GB installed or visible",
    worked: "8 GiB installed: 4096 MB at most are in a dump",
    remedy: "size for 4 GB, or install 64-bit Windows",
    source: Source.memoryLimits,
    confidence: .high,
    speaks: Example("a 32-bit client with 8 GiB") {
      $0.architecture = .known("x86")
      $0.product = .known(.client)
      $0.memory = MemoryFacts(visible: .known(.mebibytes(3500)), installed: .known(.gibibytes(8)))
    },
    silent: Example("a 32-bit client with 4 GiB") {
      $0.architecture = .known("x86")
      $0.product = .known(.client)
      $0.memory = MemoryFacts(visible: .known(.mebibytes(3500)), installed: .known(.gibibytes(4)))
    },
    judge: { situation in
      guard let product = situation.facts.product.value else {
        return .unknown(because: situation.facts.product.reason ?? "")
      }
      guard product == .client else { return .silent }
      guard let memory = situation.memory.forAdvice.value else {
        return .unknown(because: situation.memory.forAdvice.reason ?? "")
      }
      guard memory > .gibibytes(4) else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice, "a 32-bit client uses at most 4 GB of \(memory.asTyped)",
          remedy: "a page file for 4 GB is enough; the rest needs 64-bit Windows",
          numbers: [FindingNumber("installed_memory_bytes", memory)]))
    })

  private static let hotAdd = Rule(
    id: "MEM-HOTADD",
    title: "the backing file holds the most memory that the host can reach",
    severity: .notice,
    needs: ["memory.maximum", "pagefile"],
    validity: .everywhere,
    why: """
      Memory that is added while Windows runs, by hot-add or dynamic memory, is dumped too, but the backing \
      file was sized at boot for what was there then. Many platforms set a maximum that nobody means, so \
      this is only a notice.
      """,
    formula: "advised at maximum = the advised size for memory.maximum; speaks if backing is below it",
    worked: "64 GiB now, 128 GiB at most: 131372 MB advised at maximum",
    remedy: "set a maximum that is meant, and size for it",
    source: Source.completeDump,
    confidence: .inferred,
    speaks: Example("128 GiB at most") { $0.memory.maximum = .known(.gibibytes(128)) },
    silent: Example("cannot grow") { $0.memory.maximum = .known(.mebibytes(65501)) },
    judge: { situation in
      guard situation.target == .complete, let maximum = situation.facts.memory.maximum.value,
        let now = situation.memory.forAdvice.value, maximum > now,
        // Of memory that comes and goes VIR-DYNMEM says more.
        situation.facts.memory.dynamic != .known(true)
      else { return .silent }
      guard let has = situation.backing.shown?.bytes.value else {
        return .unknown(because: situation.backing.missing.first?.reason ?? "the backing file is not known")
      }
      let advised = SizeFigures(ram: maximum).advised
      guard has < advised else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice, "memory may grow to \(maximum), for which \(advised.asTyped) would be advised",
          numbers: [
            FindingNumber("maximum_memory_bytes", maximum),
            FindingNumber("advised_at_maximum_bytes", advised),
          ]))
    })
}
