/// Every rule of the advisor.
public enum RuleTable {
  /// All rules, the cause before what follows from it: of findings equally bad the first comes first.
  public static let rules: [Rule] =
    FactRules.rules + TypeRules.rules + PagefileRules.rules + DedicatedDumpFileRules.rules
    + CompleteSizeRules.rules
    + SmallerSizeRules.rules + SizeAdviceRules.rules + MemoryRules.rules + SaveRules.rules

  /// The rule of that id, in whatever case it is written.
  public static func rule(_ id: String) -> Rule? {
    let wanted = id.uppercased()
    return rules.first { $0.id == wanted }
  }

  /// The rule that somebody who wrote `id` probably meant.
  public static func nearest(_ id: String) -> Rule? {
    nearestWord(to: id, among: rules.lazy.map(\.id)).flatMap(rule)
  }
}
