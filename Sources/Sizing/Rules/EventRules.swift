/// What the host itself logged about its dumps.
enum EventRules {
  static let rules = [notConfigured, waiting, writeFailed, notSaved, deleted]

  private static let notConfigured = Rule(
    id: "EVT-NOT-CONFIGURED",
    title: "Windows could prepare for dumps at boot",
    severity: .warning,
    needs: ["event"],
    validity: .windows,
    why: """
      At boot volmgr says when it cannot prepare for a dump: 44 the disk's layout, 45 the dump driver, 46 no \
      page file that it can use, 49 a page file that is not on the boot volume or starts smaller than memory. \
      One 46 at the first boot of a new installation is no fault.
      """,
    formula: "speaks if volmgr logged 44, 45, 46 or 49 in the 30 days before the facts were collected",
    worked: "49 at every boot since memory was added: SIZ-INITIAL-NOT-MAX",
    remedy: "44, 45: disk driver and DumpFilters; 46, 49: the page file of the boot volume; then restart",
    source: Source.event46,
    confidence: .high,
    speaks: Example("event 49") { $0.events = [.volmgr(49)] },
    silent: Example("event 49, 31 days ago") { $0.events = [.volmgr(49, daysAgo: 31)] },
    judge: { situation in
      guard let event = situation.events.notConfigured else { return .silent }
      let what: String
      let remedy: String
      switch event.id {
      case 44:
        what = "could not find out the disk layout of the dump file"
        remedy = "move the page file to a plain volume, or set a dedicated dump file, and restart"
      case 45:
        what = "could not load the driver that writes dumps"
        remedy = "update the disk driver and look at DumpFilters, and restart"
      case 46:
        what = "could not initialise crash dumps"
        remedy = "give the boot volume a page file that Windows can use, and restart"
      default:
        what = "could not use the page file for dumps: it must be on the boot volume and hold all memory"
        remedy = situation.backingRemedy
      }
      return .speaks(
        Rule.Remark(.warning, "Windows \(what) (volmgr \(event.id), \(event.time))", remedy: remedy))
    })

  private static let waiting = Rule(
    id: "EVT-DUMP-WAITING",
    title: "no unsaved dump lies in the page file",
    severity: .warning,
    needs: ["event"],
    validity: .windows,
    why: """
      Event 47 says that a valid dump was in the page file already while dumps were being configured: the \
      host crashed again before the first was saved, and the first is the one that tells why.
      """,
    formula: "speaks if volmgr logged 47 in the 30 days before the facts were collected",
    worked: "47 between two starts a minute apart: a crash loop",
    remedy: "keep the disk's content (a snapshot) and save the dump from its page file",
    source: Source.messages,
    confidence: .high,
    speaks: Example("event 47") { $0.events = [.volmgr(47)] },
    silent: Example("no such event") { $0.events = [.volmgr(162)] },
    judge: { situation in
      guard let event = situation.events.dumpWaiting else { return .silent }
      return .speaks(
        Rule.Remark(
          .warning, "a dump lay unsaved in the page file when the host started (volmgr 47, \(event.time))",
          remedy: "snapshot the boot volume before the host runs on, and save the dump from its page file"))
    })

  private static let writeFailed = Rule(
    id: "STO-DRIVER-BUGS",
    title: "the last dump that was tried was written",
    severity: .warning,
    needs: ["event"],
    validity: .windows,
    why: """
      Event 161 says that a dump could not be written, 163 that a driver's callback failed meanwhile. Where \
      sizes are right the disk driver is the suspect: some work in Windows and fail in dump mode only, as \
      builds of vioscsi did until 2022 for all but small dumps.
      """,
    formula: "speaks if volmgr logged 161 or 163 in the 30 days before the facts were collected",
    worked: "161 without 46 or 49 and a page file of RAM + 300 MB: the driver, or a reset",
    remedy: "update the disk driver; on KVM let the hypervisor dump (virsh dump --memory-only) until then",
    source: Source.drivers,
    confidence: .med,
    speaks: Example("event 161, sizes right") { $0.events = [.volmgr(161)] },
    silent: Example("event 162 alone") { $0.events = [.volmgr(162)] },
    judge: { situation in
      guard let event = situation.events.writeFailed else { return .silent }
      let suspect =
        event.id == 163
        ? "a driver's callback failed while a dump was written"
        : situation.events.notConfigured != nil || situation.canWrite == .no
          ? "a dump could not be written"
          : "a dump could not be written although it would fit: suspect the disk driver or a reset"
      return .speaks(
        Rule.Remark(
          .warning, "\(suspect) (volmgr \(event.id), \(event.time))",
          remedy: event.id == 163
            ? "DumpStack.log names the driver: update it"
            : "update the disk driver, and try a dump; until one passes let the hypervisor dump, if there is one"
        ))
    })

  private static let notSaved = Rule(
    id: "EVT-NOT-SAVED",
    title: "the last dump that was written was saved",
    severity: .warning,
    needs: ["event"],
    validity: .windows,
    why: """
      Event 162 says that a dump was written into the backing file; 1001 is the last step of saving it. With \
      162 alone it was lost in between: no room, or Overwrite off and a dump in the way. The session \
      manager's event 12 probably says the same.
      """,
    formula: "speaks if volmgr logged 162 and no 1001 came after it, or the session manager logged 12",
    worked: "162 at 02:04 and no 1001: free space or Overwrite",
    remedy: "make room on the volume of the dump file, and move an old dump away where Overwrite is off",
    source: Source.stopErrors,
    confidence: .med,
    speaks: Example("event 162 without 1001") { $0.events = [.volmgr(162)] },
    silent: Example("event 162, then 1001") { $0.events = [.volmgr(162), .saved(0xD1)] },
    judge: { situation in
      guard let event = situation.events.saveFailed else { return .silent }
      return .speaks(
        Rule.Remark(
          .warning,
          "a dump was written and then not saved (\(event.provider.asSafeText) \(event.id), \(event.time))",
          remedy: "make room on the volume of \(situation.dumpFileName), and move an old dump there away"))
    })

  private static let deleted = Rule(
    id: "EVT-DUMP-DELETED",
    title: "Windows deleted no dump for want of room",
    severity: .warning,
    needs: ["event"],
    validity: .windows7Onwards,
    why: """
      When Windows deletes a dump that it has saved, for want of room on its volume, it logs an event: 1018 \
      by its manifest, 1008 by what people have seen.
      """,
    formula:
      "speaks if Windows error reporting logged 1018 or 1008 in the 30 days before the facts were collected",
    worked: "1018 with C:\\Windows\\MEMORY.DMP: the dump was there, and is gone",
    remedy: "set AlwaysKeepMemoryDump to 1",
    source: Source.manifests,
    confidence: .low,
    speaks: Example("event 1018") {
      $0.events = [
        Event(time: .example, provider: "Microsoft-Windows-WER-SystemErrorReporting", id: 1018, data: [])
      ]
    },
    silent: Example("no such event") { $0.events = [.volmgr(162)] },
    judge: { situation in
      guard let event = situation.events.deleted else { return .silent }
      return .speaks(
        Rule.Remark(
          .warning, "Windows deleted a dump for want of room (event \(event.id), \(event.time))",
          remedy: "set AlwaysKeepMemoryDump to 1 and restart"))
    })
}

extension Event {
  /// An event of volmgr, so many days before an example's facts were collected.
  static func volmgr(_ id: Int, daysAgo: Int64 = 0) -> Event {
    Event(time: .example.advanced(bySeconds: -60 - daysAgo * 86_400), provider: "volmgr", id: id, data: [])
  }

  /// The event that says that a dump of that bug check was saved.
  static func saved(_ code: UInt64, daysAgo: Int64 = 0) -> Event {
    Event(
      time: .example.advanced(bySeconds: -daysAgo * 86_400),
      provider: "Microsoft-Windows-WER-SystemErrorReporting",
      id: 1001, data: ["0x\(String(code, radix: 16)) (0x0, 0x0, 0x0, 0x0)", #"C:\Windows\MEMORY.DMP"#])
  }
}
