import Sizing

/// The first screen of `check`: the answer, the count, who is affected, what next.
extension CheckReport {
  /// How many hosts the screen names before it says how to see the others.
  private static let rowsShown = 10
  /// How many lines of its worst finding a host gets; the rest is what `check HOST` is for.
  private static let linesOfWhy = 4

  func text(_ style: TextStyle) -> String {
    guard tally.judged + tally.exempt > 0 else { return noHost(style) }
    if question.explains, !hosts.isEmpty {
      // Each host in full; how many are well nobody asked.
      var screens: [String] = []
      survey.explain(hosts) { assessment, explanation in
        screens.append(
          HostScreen(assessment).text(
            style, note: screens.isEmpty ? remarks : "", explained: explanation.map(ExplainedHost.init),
            fix: fixCommand(assessment)))
      }
      return screens.joined(separator: "\n")
    }
    if hosts.count == 1, tally.judged + tally.exempt == 1, hosts[0].standing.status == status,
      let only = survey.assessment(hosts[0])
    {
      return HostScreen(only).text(style, note: remarks, fix: fixCommand(only))
    }
    var text = style.answer(status, answer) + "  \(counts)\n" + remarks
    // This machine has a line of its own, unless it was picked out.
    let affected =
      question.isSelection ? hosts : hosts.filter { $0.standing.status != .ok && $0.place != .local }
    if !affected.isEmpty { text += "\n" + table(of: affected, style) }
    if question.isSelection, hosts.isEmpty {
      let asked = [question.status.map { "is \($0.rawValue)" }, question.rule.map { "has \($0)" }]
      text += "\n  None of them \(asked.compactMap(\.self).joined(separator: " and "))\n"
    }
    text += "\n"
    if !question.isSelection, let entry = hosts.first(where: { $0.place == .local }),
      let local = survey.assessment(entry)
    {
      let name = local.name.asSafeText
      text += FoldedText.hanging(
        "This machine (\(name)): \(HostScreen.plainAnswer(local))", after: "  ", rest: 4)
    }
    if style.hasLegend,
      let entry = affected.first(where: { $0.standing.status != .ok }) ?? hosts.first,
      entry.standing.status != .ok, let first = survey.assessment(entry)
    {
      let host = first.isLocal ? "local" : first.name.asShellWord
      let next = [command("\(host) --explain"), fixCommand(first)].compactMap(\.self)
      text += FoldedText.hanging("Next: \(next.joined(separator: " · "))", after: "  ", rest: 4)
    }
    while text.hasSuffix("\n\n") { text.removeLast() }
    return text
  }

  private func noHost(_ style: TextStyle) -> String {
    let remedy =
      "describe hosts in hosts.d beside the configuration, or let this machine be assessed ([local] assess = true)"
    return style.answer(.unknown, "there is no host to assess") + mistakes
      + (style.hasLegend ? FoldedText.hanging(remedy, after: "  ", rest: 2) : "")
  }

  private var answer: String {
    let all = counted(tally.judged, "host")
    func of(_ number: Int) -> String { "\(number) of \(all)" }
    switch status {
    case .critical:
      return
        "\(of(tally.critical)) cannot write the dump you want from \(tally.critical == 1 ? "it" : "them")"
    case .unknown where tally.unknown == 0: return "not every host could be read: a file has mistakes"
    case .unknown: return "\(of(tally.unknown)) cannot be judged: facts are missing"
    case .warning:
      return "\(of(tally.warning)) may lose the dump you want from \(tally.warning == 1 ? "it" : "them")"
    case .ok where tally.judged == 0: return "no dump is wanted of any host"
    case .ok:
      let well = "\(tally.judged == 1 ? "the host" : "all \(all)") can write the dump you want"
      return tally.accepted == 0 ? well : well + ", but for what is accepted"
    }
  }

  private var counts: String {
    let counts = tally.sentence.replacing(", ", with: " · ")
    let aside = [(tally.accepted, "accepted"), (tally.exempt, "exempt")].filter { $0.0 > 0 }
    guard !aside.isEmpty else { return counts }
    return counts + "    (" + aside.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + ")"
  }

  /// What bears on the whole answer.
  private var remarks: String {
    guard !question.settings.isEmpty else { return mistakes }
    let settings = question.settings.map(\.asSafeText).joined(separator: ", ")
    return FoldedText.hanging("Hypothetical, as if \(settings); nothing was changed", after: "  ", rest: 4)
      + mistakes
  }

  private var mistakes: String {
    problems == 0 ? "" : "  \(counted(problems, "mistake")) in files, said on standard error\n"
  }

  private func table(of affected: [Survey.Entry], _ style: TextStyle) -> String {
    var table = TextTable(
      [
        ("HOST", .left), ("WANT", .left), ("NEEDS MB", .right), ("HAS MB", .right), ("SHORT BY", .right),
        ("WHY", .left),
      ], linesShown: Self.linesOfWhy)
    let shown = question.isSelection ? affected[...] : affected.prefix(Self.rowsShown)
    survey.assess(shown) { assessment in
      // RAM + 1 MB is no yardstick for the smaller dumps.
      let isComplete = assessment.wantedType == .complete && assessment.want != .none
      table.add(
        assessment.name.asSafeText, Self.want(of: assessment),
        isComplete ? Self.megabytes(assessment.required.value?.mebibytesRoundedUp) : "-",
        Self.megabytes(assessment.backing?.bytes.value?.mebibytesRoundedDown),
        isComplete ? Self.shortfall(of: assessment) : "-", why(assessment))
    }
    var text = table.text(style)
    let left = affected.dropFirst(shown.count)
    for status in [Status.critical, .unknown, .warning] {
      let number = left.count { $0.standing.status == status }
      guard number > 0 else { continue }
      text += "  \(number) more \(status.rawValue): \(command("--status \(status.rawValue)"))\n"
    }
    return text
  }

  /// What prints a script for a host; `nil` where there is no host to change, or it is one as it would be.
  func fixCommand(_ assessment: Assessment) -> String? {
    guard assessment.source != Survey.nowhere, assessment.want != .none, question.settings.isEmpty,
      assessment.findings.contains(where: { !$0.isAccepted && $0.severity != .notice })
    else { return nil }
    return "dumpctl fix\(question.options) \(assessment.isLocal ? "local" : assessment.name.asShellWord)"
  }

  private func command(_ rest: String) -> String { "dumpctl check\(question.options) \(rest)" }

  private static func want(of assessment: Assessment) -> String {
    assessment.want == .asConfigured ? assessment.wantedType.rawValue : assessment.want.rawValue
  }

  private static func shortfall(of assessment: Assessment) -> String {
    assessment.holdsComplete == .yes ? "0" : megabytes(assessment.shownShortfall?.mebibytesRoundedUp)
  }

  private static func megabytes(_ number: UInt64?) -> String { number.map { "\($0)" } ?? "?" }

  private func why(_ assessment: Assessment) -> String {
    if let rule = question.rule, let finding = assessment.findings.first(where: { $0.rule == rule }) {
      return finding.message
    }
    guard assessment.want != .none else { return "exempt" }
    guard let worst = assessment.findings.first(where: { !$0.isAccepted }) else {
      return assessment.findings.isEmpty ? "well" : "accepted"
    }
    return worst.severity == .notice && assessment.status == .ok ? "well" : worst.message
  }
}
