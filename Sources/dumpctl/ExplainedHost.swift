import DumpReports
import Sizing

/// The arithmetic of one host: every term once, where the facts come from, what could not be judged.
struct ExplainedHost {
  private let explanation: HostExplanation

  init(_ explanation: HostExplanation) { self.explanation = explanation }

  func text(_ style: TextStyle) -> String {
    var text = ""
    if !explanation.terms.isEmpty {
      var table = TextTable([("NUMBER", .right), ("WHAT", .left)])
      for term in explanation.terms {
        table.add(Self.number(term), term.formula.asSafeText + (term.rule.map { " (\($0))" } ?? ""))
      }
      text += "\n" + table.text(style)
      for case (let name, .unknown(let reason)) in explanation.terms.map({ ($0.name, $0.value) }) {
        text += FoldedText.hanging(
          "\(name.replacing("_", with: " ")): \(reason.asSafeText)", after: "  ? ", rest: 4)
      }
    }
    if !explanation.settings.isEmpty {
      var table = TextTable([("KDUMP", .left), ("RULE", .left), ("IS", .left)])
      for setting in explanation.settings {
        let name = setting.name.split(separator: ".").last.map(String.init) ?? setting.name
        table.add(name, setting.rule, (setting.value.value ?? "?").asSafeText)
      }
      text += "\n" + table.text(style)
      for case (let name, .unknown(let reason)) in explanation.settings.map({ ($0.name, $0.value) }) {
        text += FoldedText.hanging("\(name): \(reason.asSafeText)", after: "  ? ", rest: 4)
      }
    }
    if !explanation.groups.isEmpty {
      var table = TextTable([("FACTS", .left), ("AGE", .right), ("FROM", .left)])
      for group in explanation.groups {
        table.add(
          group.group.rawValue, group.age.map { Self.age($0) + (group.isStale ? ", stale" : "") } ?? "?",
          group.origin.source.asSafeText)
      }
      text += "\n" + table.text(style)
    }
    guard !explanation.undecided.isEmpty else { return text }
    text += "\n  Not judged, since a fact is missing:\n"
    // One fact tends to be missing for several rules.
    var rules: [(reason: String, rules: [String])] = []
    for undecided in explanation.undecided {
      if let place = rules.firstIndex(where: { $0.reason == undecided.reason }) {
        rules[place].rules.append(undecided.rule)
      } else {
        rules.append((undecided.reason, [undecided.rule]))
      }
    }
    for (reason, rules) in rules {
      text += FoldedText.hanging(
        "\(reason.asSafeText): \(rules.joined(separator: ", "))", after: "    ", rest: 6)
    }
    return text
  }

  var json: JSONFields {
    JSONFields([
      "terms": explanation.terms.map(\.json), "settings": explanation.settings.map(\.json),
      "facts": explanation.groups.map(\.json),
      "undecided": explanation.undecided.map { JSONFields(["rule": $0.rule, "because": $0.reason]) },
    ])
  }

  private static func number(_ term: HostExplanation.Term) -> String {
    guard let value = term.value.value else { return "?" }
    guard term.unit == .bytes, let size = Bytes(value) else { return "\(value) s" }
    // What is there is rounded down, what is needed up; only sizes of whole MB are both.
    let isNeed = [
      "memory", "installed_memory", "maximum_memory", "shortfall", "existing_dump", "kdump_at_most",
    ].contains(
      term.name)
    return "\(isNeed ? size.mebibytesRoundedUp : size.mebibytesRoundedDown) MB"
  }

  private static func age(_ seconds: Int64) -> String {
    switch seconds {
    case ..<0: "in the future"
    case ..<3600: "\(seconds / 60) min"
    case ..<86_400: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) d"
    }
  }
}

extension HostExplanation.Term {
  fileprivate var json: JSONFields {
    JSONFields([
      "name": name, unit.rawValue: value.value, "unknown_because": value.reason, "formula": formula,
      "rule": rule,
    ])
  }
}

extension HostExplanation.Setting {
  fileprivate var json: JSONFields {
    JSONFields(["name": name, "value": value.value, "unknown_because": value.reason, "rule": rule])
  }
}

extension HostExplanation.Group {
  fileprivate var json: JSONFields {
    JSONFields([
      "group": group.rawValue, "source": origin.source, "collected": origin.collected.value?.description,
      "age_seconds": age, "stale": isStale,
    ])
  }
}
