/// What the facts say of kdump, worked out once for the rules that ask.
struct JudgedKdump: Sendable {
  let facts: KdumpFacts
  /// Whether a panic now would start something that saves memory.
  let isReady: Answer
  /// Whether somebody means it to: what stands ready by itself, as a package does, is no wish.
  let isMeant: Answer
  /// In what the host's distribution differs; `nil` where it is not known.
  let distribution: KdumpDistribution?
  private let said: String?

  init(_ facts: KdumpFacts, said: String? = nil) {
    self.facts = facts
    distribution = facts.tools.value?.distribution
    // Few machines have fadump, and an unknown one is not taken for a way out: it only makes "no" unknown.
    switch (facts.isLoaded.value, facts.firmware.value) {
    case (true?, _), (_, .registered?): isReady = .yes
    case (false?, .none?), (false?, .enabled?): isReady = .no
    case (false?, nil), (nil, _): isReady = .unknown
    }
    let isSwitchedOn = Self.isSwitchedOn(facts, distribution)
    let crashkernel = facts.crashkernel.value
    if crashkernel?.isEmpty == false || facts.firmware.value == .enabled || isSwitchedOn == .yes {
      isMeant = .yes
    } else {
      isMeant = crashkernel == nil || isSwitchedOn == .unknown ? .unknown : .no
    }
    self.said = said
  }

  /// Of a host whose facts say nothing of it: of a hundred thousand most, so its reason is put in words once.
  static let notGiven = JudgedKdump(KdumpBox.empty.facts, said: "kdump.loaded is not given")

  /// Why either is not known.
  var reason: String {
    said ?? facts.isLoaded.missing("kdump.loaded")?.sentence
      ?? facts.firmware.missing("kdump.fadump")?.sentence
      ?? facts.crashkernel.missing("kdump.crashkernel")?.sentence
      ?? facts.isInstalled.missing("kdump.installed")?.sentence
      ?? facts.isEnabled.missing("kdump.enabled")?.sentence ?? "kdump is not known"
  }

  /// Whether the tools were switched on by a person.
  private static func isSwitchedOn(_ facts: KdumpFacts, _ distribution: KdumpDistribution?) -> Answer {
    if facts.isInstalled.value == false || distribution?.isEnabledByPreset == true { return .no }
    guard let enabled = facts.isEnabled.value else {
      // What nobody can say is no sign of a wish where nothing else is.
      return facts.isInstalled.value == nil || distribution == nil ? .no : .unknown
    }
    return enabled && distribution != nil ? .yes : .no
  }

  /// Whether what kdump would do matters, since it does something or ought to.
  var isThere: Answer {
    switch (isReady, isMeant) {
    case (.yes, _), (_, .yes): .yes
    case (.no, .no): .no
    default: .unknown
    }
  }

  /// Whether it matters what kdump would do: not where somebody switched it off by name.
  var matters: Answer {
    if isReady != .yes, isSwitchedOff { return .no }
    return isThere
  }

  /// What is said instead of judging what kdump would do; `nil` where that matters.
  var aside: Rule.Verdict? {
    switch matters {
    case .yes: nil
    case .no: .silent
    case .unknown: .unknown(because: reason)
    }
  }

  /// Whether the tools are there and were not switched on.
  var isSwitchedOff: Bool { facts.isEnabled.value == false && facts.firmware.value != .enabled }

  /// Whether the kernel set memory aside; `nil` where that is not known.
  var hasMemory: Bool? {
    if isReady == .yes { return true }
    return facts.reserved.value.map { $0 > .zero }
  }

  /// How the dump may take more than memory has: 24 bytes to describe each page, two bits of bitmap, a header.
  ///
  /// Pages of 4 KiB, which need the most descriptions. The second kernel's own memory is in no dump, which is not
  /// taken off: it is less than a hundredth.
  static func worst(of memory: Bytes) -> Bytes {
    let pages = (memory.count + 4095) / 4096
    return memory + Bytes(clamping: pages * 25) + .mebibytes(1)
  }

  /// What a dump leaves out, in words; empty where it is every page that says anything.
  static func leftOut(by level: Int) -> [String] {
    // Pages of nothing but zeros can be told from the others without being there.
    let kinds = [(2, "cache"), (4, "private cache"), (8, "user data"), (16, "free pages")]
    return kinds.filter { level & $0.0 != 0 }.map(\.1)
  }

  /// Where the dump goes, in a few safe words.
  var place: String {
    let path = (facts.path.value ?? "").asSafeText
    return switch facts.target.value {
    case .file?, .memory?: path.isEmpty ? "a local directory" : path
    case .raw?: path.isEmpty ? "a partition" : "the partition \(path)"
    case let remote? where remote != .none: "\(path.isEmpty ? "another machine" : path) by \(remote.rawValue)"
    case .some, nil: "a place that is not known"
    }
  }
}

extension Situation {
  /// Kdump, judged; made anew each time, since only Linux hosts are asked.
  var kdump: JudgedKdump { facts.saysKdump ? JudgedKdump(facts.kdump) : .notGiven }

  /// How bad it is that a host which nobody set up for kdump has none.
  ///
  /// The report on this machine answers whether RAM + 1 MB fits into swap, and a machine without kdump is the usual
  /// case: so it is said there, and changes nothing. Who wants dumps of a host wants to know.
  var kdumpIsMissing: Severity { wanted.want == .report ? .notice : .warning }

  /// How bad it is that a dump holds less than all of memory: only where all of it is wanted by name.
  var kdumpIsLess: Severity { wanted.want == .complete ? .warning : .notice }
}
