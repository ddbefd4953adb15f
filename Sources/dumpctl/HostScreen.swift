import Sizing

/// One host in full: the answer, the numbers, then each finding with what to change.
struct HostScreen {
  private let assessment: Assessment

  init(_ assessment: Assessment) { self.assessment = assessment }

  /// The screen; `note` is what else is to be said right below the answer, `explained` how it was judged, `fix` what
  /// prints a script for it.
  func text(
    _ style: TextStyle, note: String = "", explained: ExplainedHost? = nil, fix: String? = nil
  ) -> String {
    let answer = answer
    var text = style.answer(assessment.status, answer) + note
    guard assessment.source != Survey.nowhere else {
      return assessment.findings.reduce(text) { $0 + FoldedText.hanging($1.remedy, after: "  ", rest: 2) }
    }
    text += FoldedText.rows(rows)
    var remedies: Set<String> = []
    for finding in assessment.findings {
      let accepted = finding.isAccepted ? " (accepted)" : ""
      text += "\n  \(finding.severity.rawValue.uppercased()) \(finding.rule)\(accepted)\n"
      // What has been said already, by the first line or by a worse finding, is not said again.
      if !answer.hasSuffix(finding.message) {
        text += FoldedText.hanging(finding.message, after: "    ", rest: 4)
      }
      if !finding.remedy.isEmpty, remedies.insert(finding.remedy).inserted {
        text += FoldedText.hanging(finding.remedy, after: "    → ", rest: 6)
      }
    }
    if let explained { text += explained.text(style) }
    if style.hasLegend, let rule = assessment.findings.first?.rule {
      let next = ["dumpctl explain \(rule)", fix].compactMap(\.self).joined(separator: " · ")
      text += "\n" + FoldedText.hanging("Next: \(next)", after: "  ", rest: 4)
    }
    return text
  }

  /// Whether the backing holds RAM + 1 MB, whatever anyone wants.
  static func plainAnswer(_ assessment: Assessment) -> String {
    let volume = (assessment.bootVolume?.id ?? "the boot volume").asSafeText
    let place =
      switch assessment.backing?.kind {
      case .dedicatedDumpFile: "the dedicated dump file"
      case .hypervisor: "the hypervisor"
      case .swap: "swap on \(volume)"
      case .pagefile: "the pagefile on \(volume)"
      case .some(.none), nil: assessment.os == .linux ? "swap on \(volume)" : "the pagefile on \(volume)"
      }
    let short = assessment.shownShortfall.map { ", short by \($0.mebibytesRoundedUp) MB" }
    return "\(place) holds RAM + 1 MB: \(assessment.holdsComplete.rawValue)\(short ?? "")"
  }

  /// The first line: what is so against what is wanted.
  private var answer: String {
    let name = assessment.name.asSafeText
    if assessment.source == Survey.nowhere {
      return "\(name): \(assessment.findings.first?.message ?? "no host of this name is known")"
    }
    guard !assessment.isLocal || assessment.want != .report else {
      return "\(name): \(Self.plainAnswer(assessment))"
    }
    guard assessment.want != .none else { return "no dump is wanted of \(name)" }
    let dump = "the \(assessment.wantedType.rawValue) dump you want from it"
    return switch assessment.status {
    case .ok where assessment.canWrite == .yes: "\(name) can write \(dump)"
    case .ok where assessment.canWrite == .no: "\(name) cannot write \(dump), and that is accepted"
    case .ok: "\(name): nothing is known against \(dump)"
    case .warning: "\(name) may lose \(dump)"
    case .critical where assessment.canWrite != .no: "\(name) loses \(dump)"
    case .critical: "\(name) cannot write \(dump)"
    case .unknown: "\(name): whether it can write \(dump) is not known"
    }
  }

  private var rows: [(label: String, value: String)] {
    let assessment = assessment
    var rows = [("Memory", memory), ("Needs", size(assessment.required, needed)), ("Has", backing)]
    if let shortfall = assessment.shownShortfall { rows.append(("Short by", shortfall.asTyped)) }
    if assessment.os == .windows {
      if assessment.advised.value != nil {
        rows.append(("Advised", size(assessment.advised, ", as initial and as maximum")))
      }
      rows.append(("Wanted", wanted))
    }
    if assessment.os == .windows, assessment.want != .none {
      rows.append(
        (
          "Written",
          "now: \(assessment.canWrite.rawValue); saved at the next boot: \(assessment.canSave.rawValue)"
        ))
    }
    rows.append(("Facts", assessment.isLocal ? "read from this machine" : assessment.source.asSafeText))
    return rows
  }

  private var needed: String {
    assessment.wantedType == .complete ? ": RAM + 1 MB" : ", for a complete dump"
  }

  private var memory: String {
    var text = size(assessment.memory, assessment.memorySource.map { ", from \($0.asSafeText)" } ?? "")
    if let installed = assessment.installedMemory.value { text += "; installed \(installed.asTyped)" }
    if let maximum = assessment.maximumMemory.value { text += "; at most \(maximum.asTyped)" }
    return text
  }

  private var backing: String {
    guard let backing = assessment.backing else { return "unknown" }
    guard backing.kind != .none else { return "nothing that counts" }
    let what = backing.kind.rawValue + (backing.path.map { " \($0.asSafeText)" } ?? "")
    guard let bytes = backing.bytes.value else { return "\(what), \(size(backing.bytes, ""))" }
    // What is there is rounded down, what is needed up: 65535.9 MB do not hold 65536.
    return "\(bytes.mebibytesRoundedDown) MB (\(bytes)), \(what)"
  }

  private var wanted: String {
    let configured = assessment.dumpType.value.map { "the host is set to \($0.rawValue)" }
    return "\(assessment.want.rawValue); \(configured ?? "what the host is set to is unknown")"
  }

  private func size(_ fact: Fact<Bytes>, _ remark: String) -> String {
    switch fact {
    case .known(let size): size.asTyped + remark
    case .unknown(let reason): "unknown: \(reason.asSafeText)"
    }
  }
}

extension Assessment {
  /// The type of the dump that is wanted.
  var wantedType: DumpType {
    switch want {
    case .small: .small
    case .kernel: .kernel
    case .automatic: .automatic
    case .active: .active
    case .complete, .report, .none: .complete
    case .asConfigured: dumpType.value.flatMap { $0 == .none ? nil : $0 } ?? .complete
    }
  }

  /// What is missing, where the answer is no: of an answer that is not known it would be a guess.
  var shownShortfall: Bytes? {
    guard holdsComplete == .no, let shortfall = shortfall.value, shortfall > .zero else { return nil }
    return shortfall
  }
}
