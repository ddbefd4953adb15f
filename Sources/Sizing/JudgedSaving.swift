/// Whether a dump, once written, becomes a file at the next boot, and stays one.
struct JudgedSaving: Sendable {
  /// One volume that needs room for the dump.
  struct Room: Sendable {
    /// The volume.
    var volume: Volume
    /// What an existing dump gives back there, as it is overwritten.
    var credit: Bytes
    /// Whether the room is there.
    var answer: Answer
  }

  /// Whether the dump file lies where the backing file does; `nil` where that is not known.
  let isSameVolume: Bool?
  /// The volume of the dump file.
  private(set) var target: Room?
  /// The volume of the page file, where the dump file is on another.
  private(set) var temporary: Room?
  /// Whether the dump is saved.
  private(set) var answer: Answer
  /// Whether Windows is known to delete it afterwards (rule EXT-25GB); unknown only where the facts matter.
  let deletedAfterwards: Answer
  /// What would have to be known to say more.
  private(set) var missing: [MissingFact] = []

  /// The free space below which a client outside a domain deletes its dump.
  static let keepThreshold = Bytes.gibibytes(25)

  init(
    _ facts: borrowing HostFacts, _ backing: JudgedBacking, type: DumpType, needAtMost: DumpNeed?,
    need: DumpNeed?
  ) {
    guard facts.os == .windows, type != .none, facts.unreadable == nil else {
      (isSameVolume, answer, deletedAfterwards) = (nil, .unknown, .no)
      return
    }
    guard type != .small else {
      // Small dumps have names of their own and take 64 to 256 KB (rule EXT-SMALL-KEEP).
      (isSameVolume, answer, deletedAfterwards) = (nil, .yes, .no)
      return
    }
    let control = facts.crashControl
    var missing: [MissingFact] = []
    var answers: [Answer] = []

    let path = control.dumpFile.value ?? (control.wasRead ? #"%SystemRoot%\MEMORY.DMP"# : nil)
    let volume = path.flatMap { facts.volume(ofPath: $0) }
    let overwrite = facts.overwritesDump
    var credit = Bytes.zero
    if overwrite.value == true, case .known(let existing?) = control.existingDump {
      credit = existing.size.value ?? .zero
    }
    func room(on volume: Volume, credit: Bytes) -> Room {
      let answer = Self.fits(volume, credit: credit, atLeast: need?.atLeast, atMost: needAtMost?.atMost)
      if answer == .unknown {
        if volume.free.value == nil {
          missing.append(MissingFact("volume.free", because: volume.free.reason))
        }
        if facts.memory.visible.value == nil {
          missing += [facts.memory.visible.missing("memory.visible")].compactMap(\.self)
        }
      }
      answers.append(answer)
      return Room(volume: volume, credit: credit, answer: answer)
    }

    if let volume {
      target = room(on: volume, credit: credit)
    } else {
      answers.append(.unknown)
      if path == nil {
        missing += [control.dumpFile.missing("crash-control.dump-file")].compactMap(\.self)
      } else {
        missing.append(
          facts.bootVolume.missing("volume.boot")
            ?? MissingFact("volume", because: "the volume of \(path ?? "") is not given"))
      }
    }
    let isDedicated = backing.shown?.kind == .dedicatedDumpFile
    if !isDedicated, let reason = facts.bootVolume.reason {
      // Where the page file lies is where the dump lies first, whatever the dump file's volume.
      answers.append(.unknown)
      missing.append(MissingFact("volume.boot", because: reason))
    }
    let backingVolume =
      isDedicated
      ? backing.shown?.path.flatMap { facts.volume(ofPath: $0) } : facts.bootVolume.value
    if let volume, let backingVolume {
      let same = volume.id == backingVolume.id
      isSameVolume = same
      // A page file is renamed to a temporary file and made anew, so its volume needs the room too (rule
      // EXT-OTHER-VOLUME). A dedicated file stays as it is.
      if !same, !isDedicated {
        temporary = room(on: backingVolume, credit: .zero)
      }
    } else {
      isSameVolume = nil
    }

    let kept = Self.keptFromOverwriting(control, overwrite)
    answers.append(kept.answer)
    missing += kept.missing
    let deletion = Self.deletion(
      facts, target: target, needAtLeast: need?.atLeast, needAtMost: needAtMost?.atMost)
    deletedAfterwards = deletion.answer
    missing += deletion.missing
    answers.append(deletion.answer == .yes ? .no : deletion.answer == .no ? .yes : .unknown)

    answer = answers.contains(.no) ? .no : answers.contains(.unknown) ? .unknown : .yes
    self.missing = missing
  }

  private static func fits(_ volume: Volume, credit: Bytes, atLeast: Bytes?, atMost: Bytes?) -> Answer {
    if let free = volume.free.value, let atMost, free + credit >= atMost { return .yes }
    if let bound = volume.free.value.map({ $0 + credit }) ?? volume.size.value, let atLeast, bound < atLeast {
      return .no
    }
    return .unknown
  }

  /// With `Overwrite` off a dump that lies there keeps the next one from being saved (rule EXT-OVERWRITE-0).
  private static func keptFromOverwriting(
    _ control: CrashControl, _ overwrite: Fact<Bool>
  ) -> (answer: Answer, missing: [MissingFact]) {
    if overwrite.value == true || control.existingDump == .known(nil) { return (.yes, []) }
    let missing = [
      overwrite.missing("crash-control.overwrite"),
      control.existingDump.missing("crash-control.existing-dump"),
    ].compactMap(\.self)
    return missing.isEmpty ? (.no, []) : (.unknown, missing)
  }

  private static func deletion(
    _ facts: HostFacts, target: Room?, needAtLeast: Bytes?, needAtMost: Bytes?
  ) -> (answer: Answer, missing: [MissingFact]) {
    let always = facts.crashControl.alwaysKeep.value ?? false
    guard !always, facts.product != .known(.server), facts.domainJoined != .known(true) else {
      return (.no, [])
    }
    guard let target, let needAtMost, let free = target.volume.free.value else { return (.no, []) }
    // Windows looks after the dump was saved, so its own size comes on top.
    if free + target.credit >= keepThreshold + needAtMost { return (.no, []) }
    let missing = [facts.product.missing("product"), facts.domainJoined.missing("domain-joined")].compactMap(
      \.self)
    if facts.product.value == nil { return (.unknown, Array(missing.prefix(1))) }
    guard missing.isEmpty, let needAtLeast else { return (.unknown, missing) }
    return (free + target.credit < keepThreshold + needAtLeast ? .yes : .unknown, [])
  }
}

extension HostFacts {
  /// Whether a new dump replaces the old one; Windows' default is that it does.
  var overwritesDump: Fact<Bool> {
    crashControl.overwrite.value == nil && crashControl.wasRead ? .known(true) : crashControl.overwrite
  }
}
