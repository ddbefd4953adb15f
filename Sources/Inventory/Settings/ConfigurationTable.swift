internal import Sizing

/// Every key of `dumpwarden.toml`: what reads it, `config show`, the commented file and the reference.
enum ConfigurationTable {
  static let root = SettingsTable<Configuration>(settings: [
    Setting(table: "local", local, \.local, "This machine."),
    Setting(
      tables: "policy", policy, prototype: Policy(match: [], want: .asConfigured),
      "What is wanted of which hosts; the last entry that matches wins.\n"
        + "A host that none matches is wanted as it is configured.",
      show: \.policies, store: { $0.policies += $1 }),
    Setting(
      tables: "accept", accept,
      prototype: Acceptance(host: "", rule: "", reason: "", until: CalendarDate(dayNumber: 0)),
      "Findings that are known and borne: still shown, out of the status.\n"
        + "An entry lapses when the shortfall grows.",
      show: \.acceptances, finish: checkedAcceptance, store: { $0.acceptances += $1 }),
    Setting(
      tables: "dump-directory", DumpDirectoryTable.table, prototype: DumpDirectorySettings(path: ""),
      "Where dumps arrive, and what becomes of them.",
      show: \.dumpDirectories, finish: DumpDirectoryTable.checked, store: { $0.dumpDirectories += $1 }),
  ])

  private static let local = SettingsTable<LocalSettings>(settings: [
    Setting("assess", .boolean, \.assess, of: LocalSettings(), "Whether this machine is assessed."),
    Setting(
      "boot-volume", .absolutePath("a mount point such as \"/\""), \.bootVolume, of: LocalSettings(),
      "The mount point of the volume that the operating system is on."),
    Setting(
      "want", .word([.report, .complete]), \.want, of: LocalSettings(),
      "report: say whether RAM + 1 MB fits, a warning if not.\ncomplete: critical if not."),
  ])

  private static let policyDefaults = Policy(match: [], want: .asConfigured)

  private static let policy = SettingsTable<Policy>(settings: [
    Setting(
      "match",
      .list(of: .name("a pattern of host names such as \"WEB*\", or \"tag:WORD\""), mayBeEmpty: false),
      \.match, of: policyDefaults, "Patterns of host names, or of tags as \"tag:WORD\".",
      sample: "[\"WEB*\", \"tag:rds\"]"
    ).required(),
    Setting(
      "want", .word(Want.allCases.filter { $0 != .report }), \.want, of: policyDefaults,
      "The dump that is wanted. none: the host is exempt, and counted as such.\n"
        + "as-configured: what it is set to write; complete where that is not known or dumps are switched off."
    ).essential(),
    Setting(
      "by", .word(), \.by, of: policyDefaults,
      "Who writes the dump: the guest itself, its hypervisor, or either."
    ).essential(),
  ])

  private static let acceptDefaults = Acceptance(
    host: "", rule: "", reason: "", until: CalendarDate(dayNumber: 0))

  private static let accept = SettingsTable<Acceptance>(settings: [
    Setting(
      "host", .name("a host name or a pattern such as \"SQL0*\""), \.host, of: acceptDefaults,
      "A host name, or a pattern.", sample: "\"SQL0*\""
    ).required(),
    Setting(
      "rule", .rules, \.rule, of: acceptDefaults,
      "The rule whose finding is borne (dumpctl rules lists them).", sample: "\"EXT-SAME-VOLUME\""
    ).required(),
    Setting(
      "reason", .words("why it is borne, in a few words"), \.reason, of: acceptDefaults,
      "Why it is borne.", sample: "\"LUN ordered\""
    ).required(),
    Setting(
      "until", .day, \.until, of: acceptDefaults,
      "The last day on which it is: at most a year ahead.", sample: "2026-09-30"
    ).required(),
    Setting(
      "shortfall", .sizeOrNone, \.shortfall, of: acceptDefaults,
      "How much the backing file lacked that day: the entry lapses once it lacks more."),
  ])

  /// An acceptance is a promise to come back to it: one without an end in sight would be a switch.
  @Sendable private static func checkedAcceptance(
    _ acceptance: Acceptance, _ outcome: SettingsTable<Acceptance>.Outcome, _ node: Node,
    _ reading: inout Reading
  ) -> Acceptance? {
    guard !outcome.hasErrors else { return nil }
    let today = reading.now.date
    let position = node["until"]?.position ?? node.position
    guard acceptance.until.dayNumber <= today.dayNumber + 366 else {
      reading.error(
        "until: \(acceptance.until) is more than a year ahead: "
          + "expected \(CalendarDate(dayNumber: today.dayNumber + 366)) at the latest", at: position)
      return nil
    }
    if acceptance.until < today {
      reading.warning(
        "until: \(acceptance.until) has passed: this entry no longer does anything", at: position)
    }
    return acceptance
  }
}

/// Every key of the configuration, for the reference page.
public func configurationReference() -> [SettingDescription] { ConfigurationTable.root.descriptions }
