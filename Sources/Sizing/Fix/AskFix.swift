extension Assessment {
  /// The remedy of every finding that has the boot volume enlarged as ``fix(_:wanted:acceptances:now:)`` has it.
  ///
  /// A remedy is worked out for its finding alone, and at once; of all the ways to put files on volumes the search
  /// behind `fix` may know one that takes less room. It is asked where a person reads the answer: for every host of a
  /// large inventory that would take too long.
  public func askingFix(
    about facts: HostFacts, wanted: Wanted, acceptances: [Acceptance] = [], now: Timestamp
  ) -> Assessment {
    guard findings.contains(where: \.hasVolumeEnlarged) else { return self }
    let plan = fix(facts, wanted: wanted, acceptances: acceptances, now: now)
    let remedy: String
    switch plan.outcome {
    case .enlarge(let volume, let more, let steps):
      remedy = "enlarge \(volume.asSafeText) by \(more.asTyped)" + Self.words(steps, after: ", then ")
    case .script(let steps, _):
      remedy = Self.words(steps, after: "")
    case .nothingToDo, .notByScript, .factsMissing: return self
    }
    var assessment = self
    for index in findings.indices where findings[index].hasVolumeEnlarged {
      assessment.findings[index].remedy = remedy
    }
    return assessment
  }

  private static func words(_ steps: [FixStep], after start: String) -> String {
    steps.isEmpty ? "" : start + steps.map(\.change.sentence).joined(separator: ", ") + " and restart"
  }
}

extension Finding {
  /// A notice makes nobody change anything.
  fileprivate var hasVolumeEnlarged: Bool { severity != .notice && remedy.hasPrefix("enlarge ") }
}
