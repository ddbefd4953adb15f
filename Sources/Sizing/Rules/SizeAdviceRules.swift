/// What size to set, and whether a complete dump is the right thing to want.
enum SizeAdviceRules {
  static let rules = [advice, huge]

  private static let advice = Rule(
    id: "SIZ-ADVICE",
    title: "the backing file has the size that all sources agree is enough",
    severity: .notice,
    needs: ["memory.visible", "memory.installed", "pagefile"],
    validity: .windows8Onwards64,
    why: """
      Microsoft's documents name four margins above memory: 1, 100, 257 and 300 MB. On very large machines \
      the page bitmap of current dumps outgrows them all. The largest of them satisfies every one.
      """,
    formula: """
      advised = max(RAM + 257 MB, RAM + 300 MB, RAM + 256 MB + 4 KB-rounded(8256 + pages / 8)), RAM being \
      the larger of visible and installed
      """,
    worked: "64 GiB: max(65793, 65836, 65795) = 65836 MB; 2 TiB: max(2097409, 2097452, 2097473) = 2097473 MB",
    remedy: "set initial and maximum to the advised size",
    source: Source.stopErrors,
    confidence: .high,
    speaks: Example("1 MB less than advised") {
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 65800)])
    },
    silent: Example("as advised") { _ in },
    judge: { situation in
      guard situation.target == .complete else { return .silent }
      guard let advised = situation.memory.advised.value else {
        return .unknown(because: situation.memory.advised.reason ?? "")
      }
      guard let has = situation.backing.shown?.bytes.value else {
        return .unknown(because: situation.backing.missing.first?.reason ?? "the backing file is not known")
      }
      let counts = Swift.min(has, situation.backing.atMost ?? has)
      guard counts < advised else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice,
          "\(advised.asTyped) are advised for a complete dump, and the backing file has \(counts.mebibytesRoundedDown) MB",
          remedy: situation.hasDedicatedDumpFile ? situation.dedicatedRemedy : situation.backingRemedy,
          numbers: situation.sizeNumbers + [FindingNumber("advised_bytes", advised)]))
    })

  private static let huge = Rule(
    id: "SIZ-HUGE",
    title: "above 32 GB a smaller dump may serve better",
    severity: .notice,
    needs: ["memory.visible"],
    validity: .windows8Onwards64,
    why: """
      Above 32 GB Microsoft's support prefers an automatic dump with a system-managed page file to a \
      complete dump: the host stands still until all of memory is written. Active dumps, from Windows 10 and \
      Server 2016, leave out what is no help.
      """,
    formula: "speaks if RAM > 32 GB and the dump is complete",
    worked: "1 TiB at 100 MB/s takes 10485 s, at 500 MB/s 2097 s",
    remedy: "keep complete where user-mode memory is needed; else set automatic or active",
    source: Source.stopErrors,
    confidence: .high,
    speaks: Example("64 GiB, complete") { _ in },
    silent: Example("32 GiB, complete") { $0.memory.visible = .known(.gibibytes(32)) },
    judge: { situation in
      guard situation.target == .complete else { return .silent }
      guard let memory = situation.memory.counting.value else {
        return .unknown(because: situation.memory.counting.reason ?? "")
      }
      guard memory > .gibibytes(32) else { return .silent }
      let seconds = SizeFigures(ram: memory).writeSeconds(megabytesPerSecond: 100)
      return .speaks(
        Rule.Remark(
          .notice,
          "writing \(memory) takes about \(minutes(seconds)) min at 100 MB/s, and the host is down until then",
          remedy: "if user-mode memory is not needed, an automatic or active dump is smaller",
          numbers: [FindingNumber("memory_bytes", memory), FindingNumber("write_seconds", seconds)]))
    })

  private static func minutes(_ seconds: UInt64) -> UInt64 { (seconds + 30) / 60 }
}
