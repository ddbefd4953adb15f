/// What must be known before anything can be said.
enum FactRules {
  static let rules = [missing]

  private static let missing = Rule(
    id: "FACTS-MISSING",
    title: "every fact that a verdict needs is given",
    severity: .notice,
    needs: [],
    validity: .everywhere,
    why: """
      Whether a dump fits is a comparison of numbers. Where one of them is not known the answer is unknown, \
      and stays so until somebody gives it: a default taken for a fact has said \"fits\" of many a host that \
      then wrote nothing. Facts that cannot change the answer are not asked for: a boot volume smaller than \
      memory needs no page file to be named.
      """,
    formula: "speaks if an answer (can_write, can_save) is unknown for want of a fact",
    worked: """
      page file 65836 MB, memory not given: whether it holds RAM + 1 MB is unknown; give memory.visible
      """,
    remedy: "give the keys that it names in the host's file, or import the collector's output",
    source: Source.ours,
    confidence: .high,
    speaks: Example("nobody said how much memory there is") { $0.memory = MemoryFacts() },
    silent: Example("a boot volume smaller than memory needs no more facts") {
      $0.volumes = .known([
        Volume(id: "C:", isBoot: true, size: .known(.gibibytes(40)), free: .known(.gibibytes(9)))
      ])
      $0.pagefiles = .absent("pagefile")
    },
    judge: { situation in
      guard let first = situation.missing.first else { return .silent }
      if situation.facts.unreadable != nil {
        return .speaks(
          Rule.Remark(
            .notice, "the facts of this host could not be read: \(first.reason.asSafeText)",
            remedy: "correct what is wrong there and check again"))
      }
      let sentences = situation.missing.map(\.sentence).joined(separator: "; ")
      let keys = situation.missing.map(\.key).joined(separator: ", ")
      let remedy =
        situation.facts.source == "local"
        ? "let dumpctl read what it names, as root if need be"
        : "give \(keys) in the host's file"
      return .speaks(
        Rule.Remark(
          .notice, sentences, remedy: remedy,
          numbers: [FindingNumber("missing_facts", UInt64(situation.missing.count))]))
    })
}
