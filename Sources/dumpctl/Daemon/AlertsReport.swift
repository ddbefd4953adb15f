import DumpReports
import DumpwardenBus
import Sizing

/// What `alerts` answers: what a person should act on.
struct AlertsReport: Answering {
  let alerts: [AlertRow]
  /// How many there are that the caller may not see.
  let hidden: UInt32

  init(_ alerts: [AlertRow], hidden: UInt32) {
    self.alerts = alerts.sorted { ($0.priority, $0.subject) < ($1.priority, $1.subject) }
    self.hidden = hidden
  }

  /// The worst of them; what is hidden is not known.
  var status: Status {
    let worst = alerts.map { Status(priority: $0.priority) }.max() ?? .ok
    return hidden > 0 ? max(worst, .unknown) : worst
  }

  var json: JSONFields {
    JSONFields([
      "version": 1, "status": status.rawValue,
      "alerts": alerts.map { alert in
        JSONFields([
          "subject": alert.subject, "kind": alert.kind, "message": alert.message,
          "priority": UInt64(alert.priority), "status": Status(priority: alert.priority).rawValue,
          "about": alert.about, "raised": Timestamp(busTime: alert.raised)?.description,
          "told": Timestamp(busTime: alert.told)?.description,
          "numbers": alert.numbers,
        ])
      },
      "hidden": UInt64(hidden),
    ])
  }

  func text(_ style: TextStyle) -> String {
    var text = style.answer(status, answer)
    guard !alerts.isEmpty else { return text }
    var table = TextTable([("SEVERITY", .left), ("SINCE (UTC)", .left), ("WHAT", .left)])
    for alert in alerts {
      table.add(
        Status(priority: alert.priority).rawValue, Timestamp(busTime: alert.raised)?.toTheMinute ?? "-",
        alert.sentence)
    }
    text += "\n" + table.text(style)
    return text
  }

  private var answer: String {
    let rest = hidden == 0 ? "" : "\(hidden) that only root, or whom polkit lets, may see"
    guard !alerts.isEmpty else { return hidden == 0 ? "no alerts" : "\(rest)" }
    return counted(alerts.count, "alert") + (hidden == 0 ? "" : "; \(rest)")
  }
}

extension AlertRow {
  /// The message, and what it is about where it does not say so itself.
  var sentence: String {
    message.contains(about) ? message.asSafeText : "\(subject.asSafeText): \(message.asSafeText)"
  }
}

extension Status {
  /// What a priority of the journal means.
  init(priority: UInt32) {
    self =
      switch priority {
      case ...3: .critical
      case 4: .warning
      default: .ok
      }
  }
}
