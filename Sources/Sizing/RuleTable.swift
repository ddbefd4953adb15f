/// Every rule of the advisor.
public enum RuleTable {
  /// All rules, the cause before what follows from it: of findings equally bad the first comes first.
  public static let rules: [Rule] =
    FactRules.rules + HypervisorRules.rules + TypeRules.rules + PagefileRules.rules
    + DedicatedDumpFileRules.rules + StorageRules.rules + CompleteSizeRules.rules + SmallerSizeRules.rules
    + WriteTimeRules.rules + SizeAdviceRules.rules + MemoryRules.rules + SaveRules.rules + CrashRules.rules
    + EventRules.rules + SettingRules.rules + SecurityRules.rules + FactAgeRules.rules
    + VirtualMachineRules.rules + PagefileAdviceRules.rules + KdumpRules.rules + KdumpTargetRules.rules
    + PanicRules.rules

  /// What judges, by the place of its rule: a rule is mostly text, and copying that for each of 100,000 hosts
  /// costs more than judging does.
  static let judges = rules.map {
    Judge(covers: $0.validity.covers, scope: $0.scope, isLow: $0.confidence == .low, judge: $0.judge)
  }

  /// What no fact decides, and is worth knowing all the same.
  public static let notes: [RuleNote] =
    WordNotes.notes + SizeNotes.notes + PagefileNotes.notes + SaveNotes.notes + PlatformNotes.notes
    + KeepingNotes.notes

  /// The rule of that id, in whatever case it is written.
  public static func rule(_ id: String) -> Rule? {
    let wanted = id.uppercased()
    return rules.first { $0.id == wanted }
  }

  /// The note of that id, in whatever case it is written.
  public static func note(_ id: String) -> RuleNote? {
    let wanted = id.uppercased()
    return notes.first { $0.id == wanted }
  }

  /// The rule that somebody who wrote `id` probably meant.
  public static func nearest(_ id: String) -> Rule? {
    nearestWord(to: id, among: rules.lazy.map(\.id)).flatMap(rule)
  }

  /// The id of the rule or note that somebody who wrote `id` probably meant.
  public static func nearestID(_ id: String) -> String? {
    nearestWord(to: id, among: rules.map(\.id) + notes.map(\.id))
  }
}
