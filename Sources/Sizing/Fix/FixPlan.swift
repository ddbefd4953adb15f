/// What a script would change on one host, or why none can help.
public struct FixPlan: Sendable, Equatable {
  /// What came of it.
  public enum Outcome: Sendable, Equatable {
    /// The host is well already, or nothing is wanted of it.
    case nothingToDo
    /// These changes, and how the host stands once they are made.
    case script([FixStep], after: Assessment)
    /// There is no room: so much more on that volume, then these changes.
    case enlarge(volume: String, by: Bytes, then: [FixStep])
    /// What is wrong is nothing that a script on this host changes.
    case notByScript([Finding])
    /// Facts without which any script would be a guess.
    case factsMissing([MissingFact])
  }

  /// The facts that the plan is for.
  public var facts: HostFacts
  /// What is wanted of the host.
  public var wanted: Wanted
  /// How it stands now.
  public var before: Assessment
  /// What came of it.
  public var outcome: Outcome
  /// The dump that is written once the plan is carried out.
  public var type: DumpType
}

extension FixPlan {
  /// The changes of the script; none where there is no script.
  public var steps: [FixStep] {
    if case .script(let steps, _) = outcome { steps } else { [] }
  }

  /// What stays wrong once the script was run: nothing that any script changes.
  public var remaining: [Finding] {
    switch outcome {
    case .script(_, let after): after.findings.filter(\.counts)
    case .notByScript(let findings): findings
    case .nothingToDo, .enlarge, .factsMissing: []
    }
  }

  /// How it went, as an exit code says it: a script or nothing to do is ok, but for what stays.
  public var status: Status {
    switch outcome {
    case .nothingToDo: .ok
    case .script(_, let after): after.status
    case .enlarge, .notByScript: .critical
    case .factsMissing: .unknown
    }
  }

  /// The answer in one safe line.
  public var answer: String {
    let name = facts.name.asSafeText
    let dump = "the \(type.rawValue) dump you want from it"
    switch outcome {
    case .nothingToDo:
      return wanted.want == .none
        ? "nothing to do: no dump is wanted of \(name)" : "nothing to do: nothing is wrong with \(name)"
    case .script(let steps, let after):
      guard after.status == .ok else {
        let stays = remaining.map(\.rule).joined(separator: ", ")
        return "\(name): this script changes what a script can; what stays: \(stays)"
      }
      let changes = "\(steps.count) change\(steps.count == 1 ? "" : "s"), then a restart"
      return facts.os == .linux
        ? "\(name): this script \(Self.linuxSteps(steps))"
        : "\(name): with this script it can write and save \(dump): \(changes)"
    case .enlarge(let volume, let more, _):
      return "no script can fix \(name): enlarge \(volume.asSafeText) by \(Self.gibibytes(more))"
    case .notByScript(let findings):
      return
        "no script can fix \(name): \(findings.first?.message ?? "what is wrong is none of its settings")"
    case .factsMissing(let missing):
      let keys = missing.map(\.key.asSafeText).joined(separator: ", ")
      return "no script for \(name): facts are missing: \(keys)"
    }
  }

  private static func linuxSteps(_ steps: [FixStep]) -> String {
    var parts: [String] = []
    if steps.contains(where: { if case .addSwapFile = $0.change { true } else { false } }) {
      parts.append("adds swap that holds RAM + 1 MB")
    }
    let reserves = steps.contains { if case .reserveCrashKernel = $0.change { true } else { false } }
    if steps.contains(where: { if case .enableKdump = $0.change { true } else { false } }) {
      parts.append(reserves ? "sets kdump up, for which it must restart" : "switches kdump on")
    }
    return parts.joined(separator: " and ")
  }

  /// Whole GiB, since that is how disks are enlarged, with the exact figure beside it.
  private static func gibibytes(_ size: Bytes) -> String {
    "\((size.mebibytesRoundedUp + 1023) / 1024) GiB (\(size.mebibytesRoundedUp) MB)"
  }
}

extension Finding {
  /// Whether it makes a host's status worse.
  var counts: Bool { !isAccepted && severity > .notice }
}
