/// Which memory counts.
enum MemoryRules {
  static let rules = [conservative, hotAdd]

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
        let now = situation.memory.forAdvice.value, maximum > now
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
