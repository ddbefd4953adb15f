import Testing

@testable import Sizing

@Suite struct RuleTableTests {
  @Test("a rule speaks of its example and stays silent on the other", arguments: RuleTable.rules.map(\.id))
  func examples(id: String) throws {
    let rule = try #require(RuleTable.rule(id))
    let spoken = rule.verdict(Situation(rule.speaks.facts, wanted: rule.speaks.wanted, now: Example.now))
    guard case .speaks(let remark) = spoken else {
      Issue.record("\(id) says nothing of '\(rule.speaks.text)': \(spoken)")
      return
    }
    #expect(!remark.message.isEmpty)
    let silent = rule.verdict(Situation(rule.silent.facts, wanted: rule.silent.wanted, now: Example.now))
    #expect(silent == .silent, "\(id) on '\(rule.silent.text)'")
    let found = assess(rule.speaks.facts, wanted: rule.speaks.wanted, now: Example.now)
    #expect(found.finding(id)?.source == rule.source)
  }

  @Test("without any fact no rule but FACTS-MISSING speaks", arguments: RuleTable.rules.map(\.id))
  func factsMissing(id: String) throws {
    let rule = try #require(RuleTable.rule(id))
    for os in HostFacts.OperatingSystem.allCases {
      let bare = HostFacts(name: "BARE", source: "test", os: os)
      let verdict = rule.verdict(Situation(bare, wanted: Wanted(.complete), now: Example.now))
      if case .speaks = verdict { #expect(id == "FACTS-MISSING") }
    }
  }

  @Test("ids are there once, and every text is written")
  func complete() {
    #expect(Set(RuleTable.rules.map(\.id)).count == RuleTable.rules.count)
    for rule in RuleTable.rules {
      for text in [
        rule.title, rule.why, rule.formula, rule.worked, rule.remedy, rule.source, rule.validity.text,
      ] {
        #expect(!text.isEmpty && !text.contains("\n"), "\(rule.id)")
      }
      #expect(rule.confidence != .low || rule.severity < .critical, "\(rule.id)")
    }
  }

  @Test("the rules that the product promises are there")
  func promised() {
    let ids = Set(RuleTable.rules.map(\.id))
    for id in [
      "TYP-DECODE", "SIZ-COMPLETE-MIN", "SIZ-COMPLETE-REC", "SIZ-ADVICE", "SIZ-INITIAL-NOT-MAX",
      "SIZ-ONE-FILE",
      "PGF-BOOT-REQUIRED", "PGF-NONE", "PGF-SYSMANAGED", "PGF-TEMP", "DDF-WHAT", "DDF-SIZE",
      "MEM-CONSERVATIVE",
      "EXT-SAME-VOLUME", "EXT-OTHER-VOLUME", "EXT-OVERWRITE-1", "EXT-OVERWRITE-0", "FACTS-MISSING",
      "VIR-KVM-PANIC", "EVT-CRASH-NO-DUMP", "EXT-AT-RISK", "FACTS-STALE", "FACTS-STALE-MEMORY",
    ] { #expect(ids.contains(id), "\(id)") }
  }

  @Test("ids of notes are there once, are no rule's, and name rules that are there")
  func notes() {
    let ids = RuleTable.notes.map(\.id)
    let rules = Set(RuleTable.rules.map(\.id))
    #expect(Set(ids).count == ids.count)
    #expect(rules.isDisjoint(with: ids))
    for note in RuleTable.notes {
      for text in [note.title, note.text, note.applies, note.source] {
        #expect(!text.isEmpty && !text.contains("\n"), "\(note.id)")
      }
      if let rule = note.spokenBy { #expect(rules.contains(rule), "\(note.id)") }
      #expect(RuleTable.note(note.id.lowercased())?.id == note.id)
    }
    #expect(RuleTable.nearestID("voc-bakcing") == "VOC-BACKING")
  }

  @Test("a rule whose confidence is low is never critical, whatever it says")
  func lowConfidence() throws {
    let rule = try #require(RuleTable.rule("EVT-DUMP-DELETED"))
    #expect(rule.confidence == .low)
    let loud = Rule(
      id: rule.id, title: rule.title, severity: .warning, needs: rule.needs, validity: rule.validity,
      why: rule.why, formula: rule.formula, worked: rule.worked, remedy: rule.remedy, source: rule.source,
      confidence: .low, speaks: rule.speaks, silent: rule.silent,
      judge: { _ in .speaks(Rule.Remark(.critical, "lost")) })
    #expect(
      loud.verdict(Situation(rule.speaks.facts, wanted: rule.speaks.wanted))
        == .speaks(Rule.Remark(.warning, "lost")))
  }

  @Test("a rule is found in any case, and a mistyped one suggested")
  func lookup() {
    #expect(RuleTable.rule("siz-complete-min")?.id == "SIZ-COMPLETE-MIN")
    #expect(RuleTable.rule("SIZ") == nil)
    #expect(RuleTable.nearest("SIZ-COMPLET-MIN")?.id == "SIZ-COMPLETE-MIN")
    #expect(RuleTable.nearest("pgf-nnoe")?.id == "PGF-NONE")
    #expect(RuleTable.nearest("weather forecast") == nil)
  }
}
