import Sizing

/// One host in full: the answer, the numbers, then each finding with what to change.
struct HostScreen {
  private let assessment: Assessment

  init(_ assessment: Assessment) { self.assessment = assessment }

  func text(_ style: TextStyle) -> String {
    var text = style.coloured(assessment.status.word, assessment.status)
    text += ": \(assessment.name.asSafeText): \(Self.sentence(assessment))\n"
    var rows: [(String, String)] = []
    rows.append(("Memory", memory))
    rows.append(("Needs", size(assessment.required, "RAM + 1 MB, for a complete dump")))
    rows.append(("Has", backing))
    if let shortfall = assessment.shortfall.value, shortfall > .zero {
      rows.append(("Short by", shortfall.asTyped))
    }
    if assessment.advised.value != nil { rows.append(("Advised", size(assessment.advised, nil))) }
    if assessment.os == .windows {
      rows.append(("Wanted", wanted))
    }
    rows.append(("Facts", assessment.source.asSafeText))
    for (label, value) in rows {
      let folded = TextTable.folded(value, to: 67)
      text += "  " + label + String(repeating: " ", count: 11 - label.count) + (folded.first ?? "") + "\n"
      for rest in folded.dropFirst() { text += String(repeating: " ", count: 13) + rest + "\n" }
    }
    for finding in assessment.findings {
      let accepted = finding.isAccepted ? " (accepted)" : ""
      text += "\n  \(finding.severity.rawValue.uppercased()) \(finding.rule)\(accepted)\n"
      for line in [finding.message, finding.remedy] where !line.isEmpty {
        for folded in TextTable.folded(line, to: 76) { text += "    \(folded)\n" }
      }
    }
    if style.hasLegend, let rule = assessment.findings.first?.rule {
      text += "\n  Next: dumpctl explain \(rule)\n"
    }
    return text
  }

  /// The plain answer: whether the backing holds RAM + 1 MB.
  static func sentence(_ assessment: Assessment) -> String {
    let place: String
    switch assessment.backing?.kind {
    case .swap: place = "swap on " + (assessment.bootVolume?.id ?? "the boot volume").asSafeText
    case .dedicatedDumpFile: place = "the dedicated dump file"
    case .hypervisor: place = "the hypervisor"
    case .pagefile: place = "the pagefile on " + (assessment.bootVolume?.id ?? "the boot volume").asSafeText
    case .some(.none), nil:
      place =
        (assessment.os == .linux ? "swap on " : "the pagefile on ")
        + (assessment.bootVolume?.id ?? "the boot volume").asSafeText
    }
    var sentence = "\(place) holds RAM + 1 MB: \(assessment.holdsComplete.rawValue)"
    if let shortfall = assessment.shortfall.value, shortfall > .zero {
      sentence += ", short by \(shortfall.mebibytesRoundedUp) MB"
    }
    return sentence
  }

  private var memory: String {
    var text = size(assessment.memory, assessment.memorySource)
    if let installed = assessment.installedMemory.value { text += "; installed \(installed.asTyped)" }
    if let maximum = assessment.maximumMemory.value { text += "; at most \(maximum.asTyped)" }
    return text
  }

  private var backing: String {
    guard let backing = assessment.backing else { return "unknown" }
    guard backing.kind != .none else { return "nothing that counts" }
    let what = backing.kind.rawValue + (backing.path.map { " \($0.asSafeText)" } ?? "")
    return size(backing.bytes, what)
  }

  private var wanted: String {
    let configured = assessment.dumpType.value.map { "configured: \($0.rawValue)" } ?? "configured: unknown"
    return "\(assessment.want.rawValue) (\(configured)); can be written: \(assessment.canWrite.rawValue), "
      + "can be saved: \(assessment.canSave.rawValue)"
  }

  private func size(_ fact: Fact<Bytes>, _ remark: String?) -> String {
    switch fact {
    case .known(let size): size.asTyped + (remark.map { ", \($0)" } ?? "")
    case .unknown(let reason): "unknown: \(reason.asSafeText)"
    }
  }
}
