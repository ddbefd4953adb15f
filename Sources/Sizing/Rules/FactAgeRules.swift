/// How old facts may be before they are a reason to ask again.
public enum FactAge {
  /// How old a group of facts may be: 30 days.
  public static let limit: Int64 = 30 * 86_400
  /// How old free space may be, which changes while nobody changes anything: 7 days.
  public static let freeSpaceLimit: Int64 = 7 * 86_400
}

/// Whether the facts are of the host as it is now.
enum FactAgeRules {
  static let rules = [stale]

  private static let stale = Rule(
    id: "FACTS-STALE",
    title: "the facts are of the host as it is now",
    severity: .warning,
    needs: ["collected"],
    validity: .everywhere,
    scope: .everybody,
    why: """
      Memory is added, page files are moved, volumes fill up. What was collected long ago says how the host \
      was, so a verdict from it is borne out by nothing: it stays as it is, but never silently well.
      """,
    formula: "speaks if a group of facts was collected more than 30 days ago, free space more than 7",
    worked: "facts of 2 March, judged on 10 March: free space is 8 days old",
    remedy: "collect the facts again, best by a scheduled task",
    source: Source.ours,
    confidence: .high,
    speaks: Example("collected 8 days before") {
      $0.collected = .known(Example.now.advanced(bySeconds: -8 * 86_400))
    },
    silent: Example("collected 6 days before") {
      $0.collected = .known(Example.now.advanced(bySeconds: -6 * 86_400))
    },
    judge: { situation in
      guard let now = situation.now else { return .unknown(because: "the time of judgement is not given") }
      let facts = situation.facts
      guard !facts.given.isEmpty || !facts.taken.isEmpty else { return .silent }
      if facts.taken.isEmpty, let collected = facts.collected.value,
        (0...FactAge.freeSpaceLimit).contains(now.seconds - collected.seconds)
      {
        return .silent
      }
      var old: [(group: FactGroup, age: Int64)] = []
      var reason: String?
      for group in FactGroup.allCases where group != .events {
        guard let origin = facts.origin(of: group) else { continue }
        guard let collected = origin.collected.value else {
          reason = reason ?? origin.collected.reason
          continue
        }
        let age = now.seconds - collected.seconds
        if age > situation.ageLimit(of: group) || age < -86_400 { old.append((group, age)) }
      }
      guard let oldest = old.max(by: { $0.age < $1.age }) else {
        return reason.map { .unknown(because: $0) } ?? .silent
      }
      if oldest.age < 0 {
        return .speaks(
          Rule.Remark(
            .warning, "the facts are dated in the future, so nobody knows how old they are",
            remedy: "set the clock of whoever collects them, and collect them again"))
      }
      let names = old.map(\.group.rawValue).joined(separator: ", ")
      return .speaks(
        Rule.Remark(
          .warning, "facts are \(oldest.age / 86_400) days old: \(names)",
          remedy: facts.source == "local" ? "" : "collect the facts of \(facts.name.asSafeText) again",
          numbers: [FindingNumber("age_seconds", UInt64(oldest.age))]))
    })
}

extension Situation {
  /// How old a group of facts may be: volumes have the free space, where a verdict rests on that.
  func ageLimit(of group: FactGroup) -> Int64 {
    group == .volumes && facts.os == .windows && writer != .hypervisor
      ? FactAge.freeSpaceLimit : FactAge.limit
  }
}
