/// The changes that make a host well, the first rung of the ladder that holds.
///
/// Every candidate is applied to the facts and judged by the rules, as the host itself is: so no rule can be
/// forgotten here, and what is printed is what was judged.
public func fix(
  _ facts: HostFacts, wanted: Wanted, acceptances: [Acceptance] = [], now: Timestamp
) -> FixPlan {
  FixSearch(facts, wanted: wanted, acceptances: acceptances, now: now).plan
}

private struct FixSearch {
  let facts: HostFacts
  let wanted: Wanted
  let acceptances: [Acceptance]
  let now: Timestamp
  let before: Assessment
  let situation: Situation

  init(_ facts: HostFacts, wanted: Wanted, acceptances: [Acceptance], now: Timestamp) {
    self.facts = facts
    self.wanted = wanted
    self.acceptances = acceptances
    self.now = now
    before = assess(facts, wanted: wanted, acceptances: acceptances, now: now)
    situation = Situation(facts, wanted: wanted, now: now)
  }

  var plan: FixPlan {
    let outcome = outcome
    var type = situation.asked
    var steps: [FixStep] = []
    switch outcome {
    case .script(let made, _): steps = made
    case .enlarge(_, _, let later): steps = later
    case .nothingToDo, .notByScript, .factsMissing: break
    }
    if situation.target.rank > type.rank { type = situation.target }
    for case .setType(let set) in steps.map(\.change) { type = set }
    return FixPlan(facts: facts, wanted: wanted, before: before, outcome: outcome, type: type)
  }

  private var outcome: FixPlan.Outcome {
    if let reason = facts.unreadable { return .factsMissing([MissingFact("host", because: reason)]) }
    if before.status == .ok { return .nothingToDo }
    if !situation.missing.isEmpty { return .factsMissing(situation.missing) }

    let candidates = facts.os == .linux ? situation.linuxCandidates : situation.windowsCandidates
    // What could be reached if room were no matter: less than that is not worth a restart.
    let large = Bytes.gibibytes(1 << 20)
    let roomy = facts.withBootVolume(enlargedBy: large)
    let ideal = best(of: candidates, on: roomy ?? facts)
    if let found = first(of: candidates, on: facts, reaching: ideal.score) {
      // Without the room of the boot volume nothing was tried on a larger one.
      if roomy == nil, found.assessment.status != .ok, let missing = missingForRoom {
        return .factsMissing([missing])
      }
      if !found.steps.isEmpty { return .script(found.steps.map(named), after: found.assessment) }
      if situation.canWrite == .no, isSizeMissing, let missing = missingForRoom {
        return .factsMissing([missing])
      }
      return .notByScript(before.findings.filter(\.counts))
    }
    if let missing = missingForRoom { return .factsMissing([missing]) }
    guard let boot = situation.bootVolume.value,
      let (more, steps) = leastRoom(for: [ideal.steps] + candidates, reaching: ideal.score, upTo: large)
    else { return .notByScript(before.findings.filter(\.counts)) }
    // A fact that matters only once there is room may show that less room would do.
    if let enlarged = facts.withBootVolume(enlargedBy: more) {
      let missing = Situation(enlarged, wanted: wanted, now: now).missing
      if !missing.isEmpty { return .factsMissing(missing) }
    }
    return .enlarge(volume: boot.shownName, by: more, then: steps.map(named))
  }

  /// Whether nobody can say how large a file would have to be; that there is none at all is known without.
  private var isSizeMissing: Bool {
    (facts.os == .linux ? situation.memory.required : situation.memory.forAdvice).value == nil
  }

  /// A fact that no verdict needs, but the question whether there is room for more.
  private var missingForRoom: MissingFact? {
    if isSizeMissing { return facts.memory.visible.missing("memory.visible") }
    guard let boot = situation.bootVolume.value else { return situation.bootVolume.missing("volume.boot") }
    if let free = boot.free.missing("volume.free") { return free }
    guard facts.os == .windows, !situation.hasDedicatedDumpFile,
      let file = situation.backing.pagefile, file.isTemporary.value != true
    else { return nil }
    return file.allocated.missing("pagefile.allocated")
  }

  private struct Tried {
    let steps: [FixStep]
    let assessment: Assessment
    var score: Score { Score(assessment) }
  }

  /// How far a host is from well.
  private struct Score: Comparable {
    let critical: Int
    let unknown: Int
    let warnings: Int

    /// A dump that nobody has fetched is not fetched by saving the next one elsewhere: no script is for that.
    private static let notForScripts = "EXT-AT-RISK"

    init(_ assessment: Assessment) {
      let counting = assessment.findings.filter { $0.counts && $0.rule != Self.notForScripts }
      critical = counting.count { $0.severity == .critical }
      unknown = assessment.findings.contains { $0.rule == "FACTS-MISSING" } ? 1 : 0
      warnings = counting.count { $0.severity == .warning }
    }

    static func < (left: Score, right: Score) -> Bool {
      (left.critical, left.unknown, left.warnings) < (right.critical, right.unknown, right.warnings)
    }
  }

  private func tried(_ steps: [FixStep], on facts: HostFacts) -> Tried? {
    apply(steps, to: facts).map {
      Tried(
        steps: steps, assessment: assess($0, wanted: wanted, acceptances: acceptances, now: now))
    }
  }

  private func best(of candidates: [[FixStep]], on facts: HostFacts) -> Tried {
    var best = Tried(steps: [], assessment: before)
    for candidate in candidates {
      guard let next = tried(candidate, on: facts), next.score < best.score else { continue }
      best = next
      if best.assessment.status == .ok { break }
    }
    return best
  }

  private func first(
    of candidates: [[FixStep]], on facts: HostFacts, reaching score: Score
  ) -> Tried? {
    for candidate in [[]] + candidates {
      guard let next = tried(candidate, on: facts), next.score <= score else { continue }
      return next
    }
    return nil
  }

  /// The least that the boot volume must grow for any of these changes to do what they do on one without end.
  ///
  /// More room never makes a change fail, so each is halved down to its own least; one that is no good with less
  /// than the best so far is tried once.
  private func leastRoom(
    for candidates: [[FixStep]], reaching score: Score, upTo large: Bytes
  ) -> (Bytes, [FixStep])? {
    func isEnough(_ more: UInt64, _ steps: [FixStep]) -> Bool {
      guard let enlarged = facts.withBootVolume(enlargedBy: .mebibytes(more)),
        let found = tried(steps, on: enlarged)
      else { return false }
      return found.score <= score
    }
    var best: (more: UInt64, steps: [FixStep])?
    for steps in candidates {
      var enough = (best?.more ?? large.mebibytesRoundedUp + 1) - 1
      guard enough > 0, isEnough(enough, steps) else { continue }
      var none = UInt64(0)
      while none + 1 < enough {
        let middle = none + (enough - none) / 2
        if isEnough(middle, steps) { enough = middle } else { none = middle }
      }
      best = (enough, steps)
    }
    return best.map { (.mebibytes($0.more), $0.steps) }
  }

  /// The step with the rule that asks for it, where one of several may.
  private func named(_ step: FixStep) -> FixStep {
    guard let family = Self.askers[step.rule] else { return step }
    let asking = before.findings.first { $0.counts && family($0.rule) }
    return FixStep(step.change, rule: asking?.rule ?? step.rule)
  }

  /// For the rule that always asks for a change: which others may ask in its place.
  private static let askers: [String: @Sendable (String) -> Bool] = [
    "SIZ-ADVICE": { rule in
      !rule.hasPrefix("TYP-") && !["EXT-OVERWRITE-0", "EXT-25GB", "FACTS-MISSING"].contains(rule)
    },
    "LNX-CRASHKERNEL": { ["LNX-CRASHKERNEL", "LNX-KDUMP-NONE"].contains($0) },
    "LNX-KDUMP-LOADED": { ["LNX-KDUMP-LOADED", "LNX-CRASHKERNEL", "LNX-KDUMP-NONE"].contains($0) },
    "DDF-WHERE": { $0.hasPrefix("DDF-") },
    "EXT-OTHER-VOLUME": { ["EXT-SAME-VOLUME", "EXT-OTHER-VOLUME"].contains($0) },
  ]
}
