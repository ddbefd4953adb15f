import DumpStore
import Inventory
import Sizing

/// The hosts that were asked for: this machine and those of the inventory, each with how it stands.
///
/// No host is kept: one that is to be shown is read and judged again.
struct Survey {
  /// The source of a host that nothing is known of.
  static let nowhere = "none"

  /// What is asked of the hosts.
  struct Question: Sendable {
    /// The names of those that are meant; all of them where there is none.
    var names = HostNames([])
    /// The rule that is to have said something.
    var rule: String?
  }

  /// One host.
  struct Entry {
    enum Place: Equatable {
      case local
      case target(Int)
      /// A name that no host has.
      case nowhere(Int)
    }

    let place: Place
    let standing: Standing
    /// Whether the rule that was asked for says something of it.
    let hasRule: Bool
  }

  /// The hosts in order: as they were named, or as they stand in the files.
  let entries: [Entry]
  /// What is wrong with the files.
  let diagnostics: [Diagnostic]
  /// How many target hosts were read, asked for or not.
  var targets: Int { fleet.count }

  private let names: HostNames
  private let fleet: Fleet
  private let local: HostFacts?
  private let judge: HostJudge
  private let view: View
  private let configuration: Configuration
  private let now: Timestamp

  init(
    _ question: Question, _ configuration: Configuration, machine: Machine, files: HostFileNames,
    gathered: [HostFile], holdings: HoldingsLooks? = nil, settings: [HostSetting] = [], now: Timestamp
  ) {
    let judge = HostJudge(
      policies: configuration.policies, acceptances: configuration.acceptances, now: now)
    let view = View(holdings: holdings, settings: settings, judge: judge, localWant: configuration.local.want)
    let local =
      configuration.local.assess
      ? machine.facts(bootVolume: configuration.local.bootVolume, now: now) : nil
    let (fleet, targets) = Fleet.read(files, gathered: gathered, by: Processors.runShown) {
      Look($0, question, view)
    }

    var places: [(place: Entry.Place, look: Look)] = []
    if let local {
      places.append((.local, Look(local, question, view)))
    }
    places.reserveCapacity(places.count + targets.count)
    for (index, look) in targets.enumerated() { places.append((.target(index), look)) }

    if question.names.isEmpty {
      entries = places.compactMap { Entry($0.place, $0.look) }
    } else {
      var asked = question.names.names.map { _ in [Entry]() }
      var isKnown = asked.map { _ in false }
      for (place, look) in places {
        for name in look.names { isKnown[name] = true }
        guard let first = look.names.first, let entry = Entry(place, look) else { continue }
        asked[first].append(entry)
      }
      for name in asked.indices where !isKnown[name] {
        asked[name] = [
          Entry(
            place: .nowhere(name),
            standing: Standing(Self.unknown(question.names.names[name], nearest: "", judge)),
            hasRule: false)
        ]
      }
      entries = asked.flatMap(\.self)
    }
    diagnostics = fleet.diagnostics
    names = question.names
    self.now = now
    (self.fleet, self.local, self.judge, self.configuration) = (fleet, local, judge, configuration)
    self.view = view
  }

  /// Judges hosts in full, in the order in which they are asked for.
  func assess(_ entries: some Sequence<Entry>, _ body: (Assessment) throws -> Void) rethrows {
    try examine(entries) { _, assessment in try body(assessment) }
  }

  /// Judges hosts in full and shows how; nothing is to be shown of one that nobody knows.
  func explain(
    _ entries: some Sequence<Entry>, _ body: (Assessment, HostExplanation?) throws -> Void
  ) rethrows {
    try examine(entries) { facts, assessment in
      try body(
        assessment,
        facts.map { Sizing.explain($0, wanted: wanted(of: $0), now: now) })
    }
  }

  /// The hosts that the names mean, as they are known before any change is supposed; all where there are no names.
  func hosts(of names: [String]) -> [HostFacts] {
    let names = HostNames(names)
    var hosts: [HostFacts] = []
    func take(_ host: HostFacts) {
      if names.isEmpty || !names.places(of: host).isEmpty { hosts.append(view.known(host)) }
    }
    if let local { take(local) }
    fleet.read(0..<fleet.count, take)
    return hosts
  }

  /// The hosts that the names mean, judged.
  func assessments(of names: [String]) -> [Assessment] {
    hosts(of: names).map { judge.assessment(of: view.supposed($0), wanted: wanted(of: $0)) }
  }

  /// What would make a host well.
  func plan(for facts: HostFacts) -> FixPlan {
    fix(facts, wanted: wanted(of: facts), acceptances: configuration.acceptances, now: now)
  }

  /// What is wanted of a host.
  func wanted(of facts: HostFacts) -> Wanted { view.wanted(of: facts) }

  private func examine(
    _ entries: some Sequence<Entry>, _ body: (HostFacts?, Assessment) throws -> Void
  ) rethrows {
    var targets: [Int] = []
    func assessTargets() throws {
      try fleet.read(targets) {
        let facts = view.of($0)
        try body(facts, assessment(of: facts))
      }
      targets = []
    }
    for entry in entries {
      // Targets one after the other are read together.
      if case .target(let index) = entry.place {
        targets.append(index)
        continue
      }
      try assessTargets()
      switch entry.place {
      case .local:
        guard let local = local.map(view.of) else { continue }
        try body(local, assessment(of: local))
      case .nowhere(let name):
        try body(nil, Self.unknown(names.names[name], nearest: suggestion(for: names.names[name]), judge))
      case .target: continue
      }
    }
    try assessTargets()
  }

  /// The assessment as a person reads it, its remedies such as `fix` would carry out.
  private func assessment(of facts: HostFacts) -> Assessment {
    let wanted = wanted(of: facts)
    return judge.assessment(of: facts, wanted: wanted).askingFix(
      about: facts, wanted: wanted, acceptances: configuration.acceptances, now: now)
  }

  /// One host judged in full.
  func assessment(_ entry: Entry) -> Assessment? {
    var assessment: Assessment?
    assess([entry]) { assessment = $0 }
    return assessment
  }

  /// What to say of a name that no host has: the one that was probably meant.
  func suggestion(for name: String) -> String {
    var known = local.map { [$0.name] + $0.aliases } ?? []
    fleet.read(0..<fleet.count) { known += [$0.name] + $0.aliases }
    return dumpctl.suggestion(for: name, among: known)
  }

  /// A name that nothing is known of, assessed as what it is.
  private static func unknown(_ name: String, nearest: String, _ judge: HostJudge) -> Assessment {
    var facts = HostFacts(name: name, source: nowhere, os: .windows)
    facts.unreadable = "no host of this name is known"
    // A policy that exempts such names must not turn a mistyped one into a green answer.
    var assessment = judge.assessment(of: facts, wanted: Wanted(.asConfigured))
    for index in assessment.findings.indices {
      assessment.findings[index].message =
        "no host of this name is known" + suffix(nearest)
      assessment.findings[index].remedy = "name a host of the inventory, or describe this one in hosts.d"
    }
    return assessment
  }

  /// What is kept of a host.
  fileprivate struct Look: Sendable {
    let names: [Int]
    let standing: Standing?
    let hasRule: Bool

    init(_ facts: consuming HostFacts, _ question: Question, _ view: View) {
      names = question.names.places(of: facts)
      guard question.names.isEmpty || !names.isEmpty else {
        (standing, hasRule) = (nil, false)
        return
      }
      let wanted = view.wanted(of: facts)
      // The facts of a fleet are copied only where something is put to them.
      if view.changesFacts { facts = view.of(facts) }
      if let rule = question.rule {
        let assessment = view.judge.assessment(of: facts, wanted: wanted)
        standing = Standing(assessment)
        hasRule = assessment.findings.contains { $0.rule == rule }
      } else {
        standing = view.judge.standing(of: facts, wanted: wanted)
        hasRule = false
      }
    }
  }

  /// What makes of a host's own facts those that are judged: what is held of its dumps, then what is supposed.
  fileprivate struct View: Sendable {
    let holdings: HoldingsLooks?
    let settings: [HostSetting]
    let judge: HostJudge
    let localWant: Want

    func wanted(of facts: HostFacts) -> Wanted {
      facts.source == "local" ? Wanted(localWant) : judge.wanted(for: facts)
    }

    var changesFacts: Bool { holdings != nil || !settings.isEmpty }

    func of(_ facts: HostFacts) -> HostFacts { supposed(known(facts)) }

    func known(_ facts: HostFacts) -> HostFacts {
      guard let holdings, let found = holdings.holdings(of: facts) else { return facts }
      var facts = facts
      facts.take(found, wanted: wanted(of: facts))
      return facts
    }

    /// The host as it would be; which of the changes no host takes is said before any is judged.
    func supposed(_ facts: HostFacts) -> HostFacts {
      guard !settings.isEmpty else { return facts }
      var facts = facts
      for setting in settings { _ = try? setting.apply(to: &facts) }
      return facts
    }
  }
}

extension Survey.Entry {
  fileprivate init?(_ place: Place, _ look: Survey.Look) {
    guard let standing = look.standing else { return nil }
    self.init(place: place, standing: standing, hasRule: look.hasRule)
  }
}
