/// One host's facts with all that several rules need worked out once.
///
/// Nothing in it changes. It is a class because dozens of rules are handed it for each host of a fleet, and a copy of
/// its hundred fields, each with a count of references, takes longer than most rules.
public final class Situation: Sendable {
  /// The facts.
  public let facts: HostFacts
  /// What is wanted of the host.
  public let wanted: Wanted
  /// The moment of judgement; `nil` where the age of facts does not matter.
  public let now: Timestamp?

  let is32Bit: Bool
  /// Who will write the dump: of a host of which either may, the one that is proved to.
  let writer: DumpWriter
  let platform: JudgedPlatform
  let events: JudgedEvents
  let memory: JudgedMemory
  let backing: JudgedBacking
  let bootVolume: Fact<Volume>
  /// What the host is configured to write.
  let configured: Fact<DumpType>
  /// What it ought to write, at least.
  let asked: DumpType
  /// What it will write, as far as that is at least what is asked: the dump that has to fit.
  ///
  /// A host set to complete of which a kernel dump is wanted writes a complete one, or none at all.
  let target: DumpType
  /// What the target needs, for the memory that counts.
  let need: DumpNeed?
  /// The same for the most memory that could count.
  let needAtMost: DumpNeed?

  let holdsComplete: Answer
  let canWrite: Answer
  let saving: JudgedSaving
  /// What would have to be known to answer what is asked.
  let missing: [MissingFact]

  /// The situation of a host.
  ///
  /// The facts are stored last, and those that judge a part of them borrow them: an initialiser is given a copy of
  /// its own otherwise, and those copies were more than a quarter of the time that a fleet took.
  public init(_ facts: HostFacts, wanted: Wanted, now: Timestamp? = nil) {
    self.wanted = wanted
    self.now = now
    memory = JudgedMemory(facts.memory)
    backing = JudgedBacking(facts)
    bootVolume = facts.bootVolume
    configured = facts.configuredType
    // Linux knows no types: what is measured there is RAM + 1 MB, whatever word a policy has for it.
    let isAsked = wanted.want != .none
    asked = facts.os == .linux && isAsked ? .complete : wanted.want.dump(configured: configured.value)
    if let type = configured.value, type.rank > asked.rank, asked != .none {
      target = type
    } else {
      target = asked
    }
    let is32Bit = facts.is32Bit
    self.is32Bit = is32Bit
    let target = target
    func need(_ type: DumpType, _ ram: Bytes?) -> DumpNeed? {
      ram.flatMap { DumpNeed(of: type, ram: $0, is32Bit: is32Bit) }
    }
    self.need = need(target, memory.counting.value)
    needAtMost = need(target, memory.atMost)
    holdsComplete = Self.fits(
      atLeast: (memory.required.value ?? .mebibytes(1)),
      atMost: memory.atMost.map { SizeFigures(ram: $0).required }, backing)
    let fits = Self.fits(
      atLeast: self.need?.atLeast ?? .mebibytes(1), atMost: needAtMost?.atMost, backing)
    let platform = JudgedPlatform(facts, need: self.need, needAtMost: needAtMost, memory: memory)
    self.platform = platform
    // Either means that one is enough, and the hypervisor counts once the facts prove that it would.
    let writer: DumpWriter =
      wanted.by == .either ? (platform.hypervisorWrites ? .hypervisor : .guest) : wanted.by
    self.writer = writer
    canWrite =
      asked == .none || facts.unreadable != nil
      ? .unknown
      : writer == .hypervisor
        ? platform.hypervisorCanWrite
        : Self.canWrite(fits, asked: asked, configured: configured, facts).unless(platform.stops)
    events = facts.events.isEmpty ? .none : JudgedEvents(facts, now: now)
    // A type that is not known may be the largest: by the published ceilings that is the kernel dump's.
    let mayBeLarger = configured.value == nil && asked != .none
    saving = JudgedSaving(
      facts, backing, type: mayBeLarger ? .complete : target,
      needAtMost: mayBeLarger
        ? [need(.complete, memory.atMost), need(.kernel, memory.atMost)].compactMap(\.self)
          .max { $0.atMost < $1.atMost } : needAtMost,
      need: self.need)
    missing = Self.missing(
      facts, wanted, writer, platform, fits: fits, configured: configured, memory: memory, backing: backing,
      saving: saving)
    self.facts = facts
  }

  private static func fits(atLeast: Bytes, atMost: Bytes?, _ backing: JudgedBacking) -> Answer {
    if let atMost, backing.atLeast >= atMost { return .yes }
    if let most = backing.atMost, most < atLeast { return .no }
    return .unknown
  }

  private static func canWrite(
    _ fits: Answer, asked: DumpType, configured: Fact<DumpType>, _ facts: HostFacts
  ) -> Answer {
    guard facts.os == .windows else { return fits }
    guard let type = configured.value else { return fits == .no ? .no : .unknown }
    return type.rank < asked.rank ? .no : fits
  }

  private static func missing(
    _ facts: HostFacts, _ wanted: Wanted, _ writer: DumpWriter, _ platform: JudgedPlatform, fits: Answer,
    configured: Fact<DumpType>, memory: JudgedMemory, backing: JudgedBacking, saving: JudgedSaving
  ) -> [MissingFact] {
    if let reason = facts.unreadable { return [MissingFact("host", because: reason)] }
    guard wanted.want != .none else { return [] }
    var missing: [MissingFact] = []
    func add(_ fact: MissingFact?) {
      if let fact, !missing.contains(fact) { missing.append(fact) }
    }
    guard writer != .hypervisor else { return platform.missing(facts) }
    if platform.panicStops == .unknown { add(facts.platform.onCrash.missing("platform.on-crash")) }
    if facts.os == .windows { add(configured.missing("crash-control.type")) }
    if fits == .unknown {
      // With what is installed the need is bounded; only what is visible can then prove that it is not met.
      add(memory.counting.missing("memory.visible"))
      for fact in backing.missing { add(fact) }
    }
    if facts.os == .windows, saving.answer == .unknown {
      for fact in saving.missing { add(fact) }
    }
    return missing
  }
}

extension Answer {
  /// This answer, unless something that would make it no is so, or may be.
  fileprivate func unless(_ obstacle: Answer) -> Answer {
    switch (self, obstacle) {
    case (.no, _), (_, .yes): .no
    case (_, .unknown): .unknown
    case (_, .no): self
    }
  }
}
