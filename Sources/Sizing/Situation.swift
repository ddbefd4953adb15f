/// One host's facts with all that several rules need worked out once.
public struct Situation: Sendable {
  /// The facts.
  public let facts: HostFacts
  /// What is wanted of the host.
  public let wanted: Wanted

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
  public init(_ facts: HostFacts, wanted: Wanted) {
    self.facts = facts
    self.wanted = wanted
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
    canWrite = Self.canWrite(fits, asked: asked, configured: configured, wanted, facts)
    // A type that is not known may be the largest: by the published ceilings that is the kernel dump's.
    let mayBeLarger = configured.value == nil && asked != .none
    saving = JudgedSaving(
      facts, backing, type: mayBeLarger ? .complete : target,
      needAtMost: mayBeLarger
        ? [need(.complete, memory.atMost), need(.kernel, memory.atMost)].compactMap(\.self)
          .max { $0.atMost < $1.atMost } : needAtMost,
      need: self.need)
    missing = Self.missing(
      facts, wanted, fits: fits, configured: configured, memory: memory, backing: backing, saving: saving,
      need: needAtMost)
  }

  private static func fits(atLeast: Bytes, atMost: Bytes?, _ backing: JudgedBacking) -> Answer {
    if let atMost, backing.atLeast >= atMost { return .yes }
    if let most = backing.atMost, most < atLeast { return .no }
    return .unknown
  }

  private static func canWrite(
    _ fits: Answer, asked: DumpType, configured: Fact<DumpType>, _ wanted: Wanted, _ facts: HostFacts
  ) -> Answer {
    guard asked != .none, wanted.by != .hypervisor, facts.unreadable == nil else { return .unknown }
    guard facts.os == .windows else { return fits }
    guard let type = configured.value else { return fits == .no ? .no : .unknown }
    return type.rank < asked.rank ? .no : fits
  }

  private static func missing(
    _ facts: HostFacts, _ wanted: Wanted, fits: Answer, configured: Fact<DumpType>, memory: JudgedMemory,
    backing: JudgedBacking, saving: JudgedSaving, need: DumpNeed?
  ) -> [MissingFact] {
    if let reason = facts.unreadable { return [MissingFact("host", because: reason)] }
    guard wanted.want != .none else { return [] }
    var missing: [MissingFact] = []
    func add(_ fact: MissingFact?) {
      if let fact, !missing.contains(fact) { missing.append(fact) }
    }
    guard wanted.by != .hypervisor else {
      if memory.atMost == nil { add(memory.counting.missing("memory.visible")) }
      return missing
    }
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
