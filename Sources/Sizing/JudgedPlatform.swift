/// What the platform makes of a crash: whether it lets the guest finish, and whether it dumps by itself.
struct JudgedPlatform: Sendable {
  /// How long writing takes.
  struct WriteTime: Sendable {
    /// Seconds for the least that the dump can be.
    var atLeast: UInt64
    /// Seconds for the most.
    var atMost: UInt64
    /// The speed in MB a second.
    var megabytesPerSecond: UInt64
    /// Whether nobody measured the speed.
    var isAssumed: Bool
  }

  /// What is taken where nobody measured, as in Microsoft's own example (rule EXT-TIME): no verdict rests on it.
  static let assumedSpeed = Bytes.mebibytes(100)
  /// After how long a cluster that watches the heartbeat restarts a virtual machine (rule VIR-CLUSTER-HB).
  static let heartbeatSeconds: UInt64 = 60

  /// Whether the hypervisor ends the guest before it writes (rule VIR-KVM-PANIC).
  let panicStops: Answer
  /// Whether a watchdog or a cluster ends it while it writes.
  let timeStops: Answer
  /// How long writing takes; `nil` where the memory is not known.
  let writeTime: WriteTime?
  /// Whether there is room for the hypervisor's dump.
  let hypervisorRoom: Answer
  /// Whether a crash makes the hypervisor write one.
  let hypervisorIsTold: Answer
  /// What that dump takes, at least; `nil` where the memory is not known.
  let hypervisorNeed: Bytes?
  /// Whether anything ends the guest before its dump is written.
  var stops: Answer {
    if panicStops == .yes || timeStops == .yes { return .yes }
    return panicStops == .unknown || timeStops == .unknown ? .unknown : .no
  }

  init(_ facts: borrowing HostFacts, need: DumpNeed?, needAtMost: DumpNeed?, memory: JudgedMemory) {
    let platform = facts.platform
    if facts.os == .windows, let device = platform.panicDevice.value, device.isWord("hyperv") {
      panicStops = platform.onCrash.value.map { OnCrash($0) == nil ? .unknown : .yes } ?? .unknown
    } else {
      panicStops = .no
    }
    let speed = platform.writeSpeed.value.flatMap { $0 > .zero ? $0 : nil }
    writeTime = (need ?? needAtMost).map { need in
      let rate = speed ?? Self.assumedSpeed
      return WriteTime(
        atLeast: need.atLeast.count / rate.count,
        atMost: (needAtMost ?? need).atMost.count.dividedRoundingUp(by: rate.count),
        megabytesPerSecond: rate.mebibytesRoundedDown, isAssumed: speed == nil)
    }
    timeStops = Self.timeStops(platform, writeTime, isKnown: need != nil)

    // Everything that the guest was given is written, the firmware's share too, behind a header.
    hypervisorNeed = memory.forAdvice.value.map { SizeFigures(ram: $0).required }
    if let need = hypervisorNeed, let free = platform.dumpFree.value {
      hypervisorRoom = free >= need ? .yes : .no
    } else {
      hypervisorRoom = .unknown
    }
    let dumps = platform.onCrash.value.flatMap { OnCrash($0) }
    let device = platform.panicDevice.value
    if device.map({ $0.isEmpty || $0.isWord("none") }) == true
      || dumps.map({ !$0.dumps && !$0.keepsMemory }) == true
    {
      hypervisorIsTold = .no
    } else {
      hypervisorIsTold = device != nil && dumps?.dumps == true ? .yes : .unknown
    }
  }

  /// What would have to be known to say whether the hypervisor writes.
  func missing(_ facts: HostFacts) -> [MissingFact] {
    // That it is not told disproves, whatever the room.
    guard hypervisorIsTold != .no else { return [] }
    let memory = hypervisorNeed == nil ? facts.memory.visible.missing("memory.visible") : nil
    return [memory, facts.platform.dumpFree.missing("platform.dump-free")].compactMap(\.self)
  }

  /// Whether the hypervisor writes a dump, of a host whose policy says that it does.
  ///
  /// The policy stands for what nobody gave of panic device and `on_crash`, never against what is known.
  var hypervisorCanWrite: Answer {
    hypervisorIsTold == .no ? .no : hypervisorRoom
  }

  /// Whether it is proved that the hypervisor writes one.
  var hypervisorWrites: Bool { hypervisorIsTold == .yes && hypervisorRoom == .yes }

  /// The seconds after which something resets the machine; `nil` where nothing is known to.
  static func limit(_ platform: Platform) -> UInt64? {
    let heartbeat = platform.heartbeat.value == true ? heartbeatSeconds : nil
    guard let watchdog = platform.watchdog.value, watchdog > 0 else { return heartbeat }
    return heartbeat.map { Swift.min($0, UInt64(watchdog)) } ?? UInt64(watchdog)
  }

  private static func timeStops(_ platform: Platform, _ time: WriteTime?, isKnown: Bool) -> Answer {
    guard let limit = limit(platform) else { return .no }
    guard let time, !time.isAssumed else { return .unknown }
    if time.atMost <= limit { return .no }
    return isKnown && time.atLeast > limit ? .yes : .unknown
  }
}

/// What libvirt does with a guest that says that it crashed.
struct OnCrash: Sendable {
  /// Whether it writes a dump of the guest first.
  let dumps: Bool
  /// Whether the guest's memory stays for somebody to dump by hand.
  let keepsMemory: Bool

  /// The words of a domain's `on_crash`; `nil` for others.
  init?(_ word: String) {
    switch word.lowercased() {
    case "coredump-destroy", "coredump-restart": (dumps, keepsMemory) = (true, false)
    case "destroy", "restart", "rename-restart": (dumps, keepsMemory) = (false, false)
    case "preserve": (dumps, keepsMemory) = (false, true)
    default: return nil
    }
  }
}

extension String {
  /// Whether this is that word, in whatever case.
  func isWord(_ word: String) -> Bool { self == word || lowercased() == word }
}

extension UInt64 {
  fileprivate func dividedRoundingUp(by divisor: UInt64) -> UInt64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder == 0 ? quotient : quotient + 1
  }
}
