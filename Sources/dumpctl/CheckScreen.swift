import Sizing

/// The first screen of `check`: the answer, the count, who is affected, what next.
extension CheckReport {
  /// How many hosts the screen names before it says how to see the others.
  private static let rowsShown = 10

  func text(_ style: TextStyle) -> String {
    if hosts.count == 1, tally.judged + tally.exempt == 1 { return HostScreen(hosts[0]).text(style) }
    guard tally.judged + tally.exempt > 0 else { return "UNKNOWN: there is no host to assess\n" }
    var text = style.coloured(tally.worst.word, tally.worst) + ": \(answer)\n"
    text += "  \(counts)\n"

    let affected = hosts.filter { isSelection || $0.status != .ok && $0.name != localName }
    if !affected.isEmpty {
      var table = TextTable([
        ("HOST", .left), ("WANT", .left), ("NEEDS MB", .right), ("HAS MB", .right), ("SHORT BY", .right),
        ("WHY", .left),
      ])
      let shown = isSelection ? affected[...] : affected.prefix(Self.rowsShown)
      for assessment in shown {
        table.add(
          assessment.name.asSafeText, assessment.want.rawValue,
          Self.megabytes(assessment.required.value), Self.megabytes(assessment.backing?.bytes.value),
          Self.megabytes(assessment.shortfall.value), Self.why(assessment))
      }
      text += "\n" + table.text(hasHeadings: style.hasLegend)
      if affected.count > shown.count {
        text += "  \(affected.count - shown.count) more: dumpctl check --status \(tally.worst.rawValue)\n"
      }
    }
    if let local = hosts.first(where: { $0.name == localName && $0.source == "local" }), !isSelection {
      text += "\n  This machine (\(local.name.asSafeText)): \(HostScreen.sentence(local))\n"
    }
    if style.hasLegend, let first = affected.first, first.status != .ok {
      text += "  Next: dumpctl check \(first.name.asSafeText)"
      if let rule = first.findings.first?.rule { text += " · dumpctl explain \(rule)" }
      text += "\n"
    }
    return text
  }

  private var answer: String {
    let all = tally.judged
    let hosts = all == 1 ? "host" : "hosts"
    switch tally.worst {
    case .critical: return "\(tally.critical) of \(all) \(hosts) cannot write the dump you want from them"
    case .unknown: return "\(tally.unknown) of \(all) \(hosts) cannot be judged, since facts are missing"
    case .warning: return "\(tally.warning) of \(all) \(hosts) may lose the dump you want from them"
    case .ok:
      return all == 0 ? "no dump is wanted of any host" : "all \(all) \(hosts) can write the dump you want"
    }
  }

  private var counts: String {
    var counts = tally.sentence.replacing(", ", with: " · ")
    let aside = [(tally.accepted, "accepted"), (tally.exempt, "exempt")].filter { $0.0 > 0 }
    if !aside.isEmpty { counts += "    (" + aside.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + ")" }
    if problems > 0 { counts += "\n  \(problems) mistakes in files: dumpctl config check" }
    return counts
  }

  private static func megabytes(_ size: Bytes?) -> String { size.map { "\($0.mebibytesRoundedUp)" } ?? "?" }

  private static func why(_ assessment: Assessment) -> String {
    assessment.findings.first { !$0.isAccepted }?.message ?? "well"
  }
}

extension Status {
  /// The word that a line begins with.
  var word: String { rawValue.uppercased() }
}
