import DumpReports
import Sizing

/// What `check` answers: the assessments, their count, and which of them are shown.
struct CheckReport: Answering {
  /// What was asked.
  struct Question {
    /// Whether hosts were named.
    var isNamed = false
    /// Show hosts of this status alone.
    var status: Status?
    /// Show hosts of which this rule says something.
    var rule: String?
    /// Show how each host was judged.
    var explains = false
    /// The options that a further command needs to see the same hosts.
    var options = ""
    /// What is assessed as if it were so.
    var settings: [String] = []

    /// Whether some hosts were picked out.
    var isSelection: Bool { isNamed || status != nil || rule != nil }
  }

  /// The hosts that are shown, worst first.
  let hosts: [Survey.Entry]
  /// The count of all that were asked for, shown or not.
  let tally: Tally
  /// How many mistakes the files have that bear on the answer.
  let problems: Int
  let question: Question
  let survey: Survey

  init(_ survey: Survey, problems: Int, question: Question) {
    var tally = Tally()
    for entry in survey.entries { tally.count(entry.standing) }
    self.tally = tally
    self.problems = problems
    self.question = question
    self.survey = survey
    hosts = [Status.critical, .unknown, .warning, .ok].flatMap { status in
      guard (question.status ?? status) == status else { return [Survey.Entry]() }
      return survey.entries.filter {
        $0.standing.status == status && (question.rule == nil || $0.hasRule)
      }
    }
  }

  /// The worst status; a file that could not be read whole leaves something unknown, and so does no host at all.
  var status: Status {
    let isComplete = problems == 0 && tally.judged + tally.exempt > 0
    return isComplete ? tally.worst : max(tally.worst, .unknown)
  }

  var json: JSONFields {
    var hosts: [JSONFields] = []
    eachHost { hosts.append($0) }
    guard !question.settings.isEmpty else { return JSONFields(["version": 1, "hosts": hosts]) }
    return JSONFields(["version": 1, "hypothetical": question.settings, "hosts": hosts])
  }

  /// Writes each host as it is judged: together they may be larger than memory.
  func stream(_ json: JSONText, _ write: @escaping ([UInt8]) throws -> Void) throws {
    try json.object(list: "hosts", last: ("version", 1), write) { add in
      try eachHost(add)
    }
  }

  private func eachHost(_ body: (JSONFields) throws -> Void) rethrows {
    guard question.explains else { return try survey.assess(hosts) { try body($0.json) } }
    try survey.explain(hosts) { try body($0.json(explained: $1.map { ExplainedHost($0).json })) }
  }
}

extension Assessment {
  /// Whether this is the machine that was asked, not one of a file.
  var isLocal: Bool { source == "local" }
}
