/// What is worth knowing of page files beside whether they hold the dump.
enum PagefileAdviceRules {
  static let rules = [largest, dialog, firstOnly, fourWeeks, growsLate, roles, exchange]

  private static let largest = Rule(
    id: "PGF-LIMIT-ARCH",
    title: "one page file can be as large as the dump needs",
    severity: .notice,
    needs: ["arch", "memory.visible"],
    validity: .windows,
    why: """
      One page file has at most 4095 MB on 32-bit Windows without PAE, and 16 TB on 64-bit Windows and with \
      PAE. Since one file must hold the whole dump, memory beyond that cannot be dumped completely into a page \
      file.
      """,
    formula: "speaks if RAM + 1 MB > 4095 MB (32-bit) or > 16 TB (64-bit)",
    worked: "32-bit, 4 GiB of memory: 4097 MB do not fit into 4095 without PAE",
    remedy: "32-bit: switch PAE on, or want a kernel dump; 64-bit: want an active dump",
    source: Source.relocating,
    confidence: .med,
    speaks: Example("32-bit Windows with 4 GiB") {
      $0.architecture = .known("x86")
      $0.memory = MemoryFacts(visible: .known(.gibibytes(4)))
    },
    silent: Example("32-bit Windows with 3 GiB") {
      $0.architecture = .known("x86")
      $0.memory = MemoryFacts(visible: .known(.gibibytes(3)))
    },
    judge: { situation in
      guard situation.target == .complete, !situation.hasDedicatedDumpFile else { return .silent }
      guard let required = situation.memory.required.value else {
        return .unknown(because: situation.memory.required.reason ?? "")
      }
      let most = situation.is32Bit ? Bytes.mebibytes(4095) : .gibibytes(16 << 10)
      guard required > most else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice,
          situation.is32Bit
            ? "without PAE a page file has at most 4095 MB, and a complete dump takes \(required.asTyped)"
            : "a page file has at most 16 TB, and a complete dump takes \(required.asTyped)",
          remedy: situation.is32Bit
            ? "make sure that PAE is on, or want a kernel dump" : "want an active dump",
          numbers: [FindingNumber("required_bytes", required), FindingNumber("largest_bytes", most)]))
    })

  private static let dialog = Rule(
    id: "PGF-UI-2TB",
    title: "the page file can be set in the dialog",
    severity: .notice,
    needs: ["volume.size"],
    validity: .windows,
    why: """
      On volumes beyond 2 TB the Virtual Memory dialog says wrongly that there is too little space. CIM \
      (Win32_PageFileSetting) sets the size all the same.
      """,
    formula: "speaks if the boot volume is larger than 2 TB and its page file is to be changed",
    worked: "C: of 3 TiB, 2 TiB free: the dialog refuses 65836 MB, CIM does not",
    remedy: "set the size with CIM instead of the dialog",
    source: Source.beyond2TB,
    confidence: .high,
    speaks: Example("C: of 3 TiB, page file too small") {
      $0.volumes = .known([
        Volume(id: "C:", isBoot: true, size: .known(.gibibytes(3072)), free: .known(.gibibytes(2000)))
      ])
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 16384)])
    },
    silent: Example("C: of 3 TiB, page file as advised") {
      $0.volumes = .known([
        Volume(id: "C:", isBoot: true, size: .known(.gibibytes(3072)), free: .known(.gibibytes(2000)))
      ])
    },
    judge: { situation in
      guard situation.target == .complete, situation.holdsComplete != .yes, !situation.hasDedicatedDumpFile,
        let boot = situation.bootVolume.value
      else { return .silent }
      guard let size = boot.size.value else { return .unknown(because: boot.size.reason ?? "") }
      guard size > .gibibytes(2048) else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice,
          "the Virtual Memory dialog says of volumes beyond 2 TB, as \(boot.shownName), that they are full",
          remedy: "set the page file with CIM (Win32_PageFileSetting), not in the dialog",
          numbers: [FindingNumber("volume_bytes", size)]))
    })

  private static let firstOnly = Rule(
    id: "PGF-FIRST-ONLY",
    title: "the boot volume's page file is the first one made",
    severity: .notice,
    needs: ["pagefile", "volume.boot"],
    validity: .windows8Onwards,
    why: """
      Windows sizes only the first page file that it makes by the dump setting. With another drive listed \
      before the boot volume's, that one may stay as small as it is. Seen in the code of Windows, not \
      documented.
      """,
    formula: "speaks if the first page file of the list is elsewhere and the boot volume's is system-managed",
    worked: "PagingFiles D: first, C: second, both 0 0: C: is not sized for the dump",
    remedy: "list the boot volume's page file first, or give it a fixed size",
    source: Source.sessionManager,
    confidence: .low,
    speaks: Example("D: listed before C:, both managed by Windows") {
      $0.pagefiles = .known([
        .systemManaged(#"D:\pagefile.sys"#, allocated: 4096),
        .systemManaged(#"C:\pagefile.sys"#, allocated: 4096),
      ])
    },
    silent: Example("C: listed before D:") {
      $0.pagefiles = .known([
        .systemManaged(#"C:\pagefile.sys"#, allocated: 4096),
        .systemManaged(#"D:\pagefile.sys"#, allocated: 4096),
      ])
    },
    judge: { situation in
      guard let files = situation.facts.pagefiles.value else {
        return .unknown(because: situation.facts.pagefiles.reason ?? "")
      }
      guard files.count > 1, !situation.hasDedicatedDumpFile, let management = situation.backing.management,
        management != .custom, situation.facts.isOnBootVolume(files[0].path) == false
      else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice,
          "\(files[0].path.asSafeText) is listed before the boot volume's page file, which Windows may then not "
            + "size for the dump",
          remedy: "list the boot volume's page file first in PagingFiles, or give it a fixed size"))
    })

  private static let fourWeeks = Rule(
    id: "PGF-AUTO-4WEEKS",
    title: "a page file that Windows sizes for automatic dumps keeps its size",
    severity: .notice,
    needs: ["crash-control.type", "pagefile.management", "memory.visible"],
    validity: .windows8Onwards,
    why: """
      After a crash for which it was too small, Windows enlarges a system-managed page file for four weeks, \
      and shrinks it again. By one document to at least RAM, by another to RAM or 32 GB, whichever is less; \
      plan for the smaller. So the first crash may leave no dump, and the one after it does.
      """,
    formula: """
      speaks if the dump is automatic, the page file system-managed and below RAM; target RAM (one source) or \
      min(RAM, 32 GB) (another)
      """,
    worked: "64 GiB of memory, 9322 MB allocated: after a crash 65536 MB, or 32768",
    remedy: "give it a fixed size that holds the dump, or accept that the first crash may leave none",
    source: Source.automaticDump,
    confidence: .med,
    speaks: Example("automatic, 9322 MB for 64 GiB", .automatic) {
      $0.crashControl.type = .known(.automatic)
      $0.pagefiles = .known([.systemManaged(#"C:\pagefile.sys"#, allocated: 9322)])
    },
    silent: Example("automatic, a page file as large as memory", .automatic) {
      $0.crashControl.type = .known(.automatic)
      $0.pagefiles = .known([.systemManaged(#"C:\pagefile.sys"#, allocated: 65_501)])
    },
    judge: { situation in
      guard situation.target == .automatic, !situation.hasDedicatedDumpFile,
        let management = situation.backing.management, management != .custom
      else { return .silent }
      guard let memory = situation.memory.counting.value else {
        return .unknown(because: situation.memory.counting.reason ?? "")
      }
      guard let has = situation.backing.pagefile?.allocated.value else {
        return .unknown(because: situation.backing.missing.first?.reason ?? "the size is not known")
      }
      guard has < memory else { return .silent }
      let less = Swift.min(memory, .gibibytes(32))
      return .speaks(
        Rule.Remark(
          .notice,
          "after a crash that its \(has.mebibytesRoundedDown) MB did not hold, Windows enlarges the page file for "
            + "four weeks: to \(less.mebibytesRoundedUp) MB by one source, to \(memory.mebibytesRoundedUp) MB by another",
          remedy: "a fixed size holds the first crash too",
          numbers: [
            FindingNumber("backing_bytes", has), FindingNumber("enlarged_bytes", less),
            FindingNumber("enlarged_other_source_bytes", memory),
          ]))
    })

  private static let growsLate = Rule(
    id: "PGF-GROW-LATE",
    title: "the page file need not grow for the dump",
    severity: .notice,
    needs: ["pagefile.initial", "pagefile.maximum"],
    validity: .windows,
    why: """
      A page file that starts small and may grow can be small when the crash comes, and growing takes time on \
      a busy host. Where a dump is wanted for certain, initial and maximum are the same.
      """,
    formula: "speaks if the size is custom, initial < maximum and initial < what the dump can take",
    worked: "kernel wanted, initial 4096 MB, maximum 32768 MB: at the crash it may have 4096",
    remedy: "set initial to the maximum",
    source: Source.freeze,
    confidence: .med,
    speaks: Example("4 to 32 GiB for a kernel dump", .kernel) {
      $0.crashControl.type = .known(.kernel)
      var file = Pagefile.fixed(#"C:\pagefile.sys"#, megabytes: 4096)
      file.maximum = .known(.gibibytes(32))
      $0.pagefiles = .known([file])
    },
    silent: Example("32 GiB fixed", .kernel) {
      $0.crashControl.type = .known(.kernel)
      $0.pagefiles = .known([.fixed(#"C:\pagefile.sys"#, megabytes: 32768)])
    },
    judge: { situation in
      // Of a complete dump SIZ-INITIAL-NOT-MAX says more.
      guard [.kernel, .automatic, .active].contains(situation.target), !situation.hasDedicatedDumpFile,
        situation.backing.management == .custom, let file = situation.backing.pagefile
      else { return .silent }
      guard let initial = file.initial.value else { return .unknown(because: file.initial.reason ?? "") }
      guard let maximum = file.maximum.value else { return .unknown(because: file.maximum.reason ?? "") }
      guard let need = situation.need else {
        return .unknown(because: situation.memory.counting.reason ?? "")
      }
      guard initial < maximum, initial < need.atMost else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice,
          "\(file.path.asSafeText) may grow from \(initial.mebibytesRoundedDown) to "
            + "\(maximum.mebibytesRoundedDown) MB, but the crash finds what it has by then",
          remedy: "set initial to \(Swift.min(maximum, need.atMost).asTyped) as well",
          numbers: [FindingNumber("initial_bytes", initial), FindingNumber("maximum_bytes", maximum)]))
    })

  private static let roles = Rule(
    id: "PGF-ROLES",
    title: "the page file suits what the host serves as",
    severity: .notice,
    needs: ["roles", "pagefile"],
    validity: .windows,
    why: """
      Domain controllers, DFS replication, certificate servers and AD LDS need a page file even where memory \
      is ample and a dedicated dump file takes the dump. Hyper-V hosts of 2012 and 2012 R2 should leave it to \
      Windows.
      """,
    formula: """
      speaks if there is no page file and roles has domain-controller, dfs-r, certificate-server or ad-lds; or \
      if roles has hyper-v, the build is 9200 or 9600 and the size is custom
      """,
    worked: "a domain controller with a dedicated dump file and no page file: give it one",
    remedy: "give it a page file; on those Hyper-V hosts a system-managed one",
    source: Source.pagefileIntroduction,
    confidence: .high,
    speaks: Example("a domain controller without a page file") {
      $0.roles = .known(["domain-controller"])
      $0.pagefiles = .known([])
    },
    silent: Example("a domain controller with one") { $0.roles = .known(["domain-controller"]) },
    judge: { situation in
      guard situation.facts.roles.value != nil else {
        return .unknown(because: situation.facts.roles.reason ?? "")
      }
      if let files = situation.facts.pagefiles.value, files.isEmpty,
        let role = ["domain-controller", "dfs-r", "certificate-server", "ad-lds"].first(
          where: situation.hasRole)
      {
        return .speaks(
          Rule.Remark(
            .notice, "a host with the role \(role) needs a page file, whatever takes its dumps",
            remedy: "give it a page file, system-managed where a dedicated dump file takes the dumps"))
      }
      guard situation.hasRole("hyper-v"), let build = situation.facts.build.value,
        (9200...9600).contains(build),
        situation.backing.management == .custom
      else { return .silent }
      return .speaks(
        Rule.Remark(
          .notice, "the page file of a Hyper-V host of 2012 or 2012 R2 is best left to Windows",
          remedy: "make it system-managed, and let a dedicated dump file take the dumps"))
    })

  private static let exchange = Rule(
    id: "PGF-EXCHANGE",
    title: "Exchange's page file holds the dump",
    severity: .notice,
    needs: ["roles", "memory.visible"],
    validity: .windows,
    why: """
      Exchange's requirements fix the page file: 2019 a quarter of memory, 2013 and 2016 memory and 10 MB but \
      no more than 32778 MB. The first never holds a complete dump, the second only up to 32 GB. A dedicated \
      dump file satisfies both.
      """,
    formula: "speaks if roles has exchange, complete is wanted and no dedicated dump file is set",
    worked: "64 GiB of memory: 16384 MB by Exchange 2019, 32778 MB by 2016; a dump takes 65537",
    remedy: "leave the page file as Exchange wants it and set a dedicated dump file, or want a kernel dump",
    source: Source.exchange,
    confidence: .high,
    speaks: Example("Exchange 2019, complete wanted") { $0.roles = .known(["exchange-2019"]) },
    silent: Example("Exchange 2019, a dedicated dump file") {
      $0.roles = .known(["exchange-2019"])
      $0.crashControl.dedicatedDumpFile = .known(#"C:\dd.sys"#)
      $0.crashControl.dumpFileSize = .known(.mebibytes(65836))
    },
    judge: { situation in
      guard situation.target == .complete, !situation.hasDedicatedDumpFile else { return .silent }
      guard let roles = situation.facts.roles.value else {
        return .unknown(because: situation.facts.roles.reason ?? "")
      }
      guard situation.hasRole("exchange") else { return .silent }
      guard let memory = situation.memory.forAdvice.value else {
        return .unknown(because: situation.memory.forAdvice.reason ?? "")
      }
      let quarter = memory.mebibytesRoundedUp / 4
      let capped = Swift.min(memory.mebibytesRoundedUp + 10, 32778)
      let isNew = roles.contains { $0.isWord("exchange-2019") }
      let isOld = roles.contains { $0.isWord("exchange-2013") || $0.isWord("exchange-2016") }
      let wanted =
        isNew
        ? "\(quarter) MB" : isOld ? "\(capped) MB" : "\(quarter) MB (2019) or \(capped) MB (2013, 2016)"
      let size = situation.sizeToSet.map { " with DumpFileSize \($0.asTyped)" } ?? ""
      return .speaks(
        Rule.Remark(
          .notice, "Exchange wants a page file of \(wanted), which is not made for a complete dump",
          remedy: "leave the page file to Exchange and set a DedicatedDumpFile\(size)",
          numbers: [
            FindingNumber("exchange_2019_bytes", .mebibytes(quarter)),
            FindingNumber("exchange_2016_bytes", .mebibytes(capped)),
          ]))
    })
}
