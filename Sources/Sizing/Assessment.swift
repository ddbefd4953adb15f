/// How bad a finding is.
public enum Severity: String, Sendable, Equatable, CaseIterable, Comparable {
  case notice, warning, critical

  private var rank: Int {
    switch self {
    case .notice: 0
    case .warning: 1
    case .critical: 2
    }
  }

  /// Notice, warning, critical.
  public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}

/// How a host stands: its worst finding that is not accepted, or that its facts do not tell.
public enum Status: String, Sendable, Equatable, CaseIterable, Comparable {
  case ok, warning, unknown, critical

  /// The exit code that says this status, as monitoring plug-ins have it.
  public var exitCode: Int32 {
    switch self {
    case .ok: 0
    case .warning: 1
    case .critical: 2
    case .unknown: 3
    }
  }

  private var rank: Int {
    switch self {
    case .ok: 0
    case .warning: 1
    case .unknown: 2
    case .critical: 3
    }
  }

  /// Worst last: ok, warning, unknown, critical.
  public static func < (left: Status, right: Status) -> Bool { left.rank < right.rank }
}

/// A number that a finding rests on; `name` is a JSON key, the unit its last word (`required_bytes`).
public struct FindingNumber: Sendable, Equatable {
  /// `required_bytes`.
  public var name: String
  /// The number.
  public var value: UInt64

  /// A number.
  public init(_ name: String, _ value: UInt64) {
    self.name = name
    self.value = value
  }

  /// A size.
  public init(_ name: String, _ value: Bytes) { self.init(name, value.count) }
}

/// One rule that spoke about one host.
public struct Finding: Sendable, Equatable {
  /// The rule's id.
  public var rule: String
  /// How bad it is for this host and what is wanted of it.
  public var severity: Severity
  /// Whether an `[[accept]]` bears it: still shown, out of the status.
  public var isAccepted = false
  /// What is so, in one line.
  public var message: String
  /// What to change; empty where there is nothing to do.
  public var remedy: String
  /// The document that says so.
  public var source: String
  /// The numbers that it rests on.
  public var numbers: [FindingNumber]

  /// A finding.
  public init(
    rule: String, severity: Severity, message: String, remedy: String, source: String,
    numbers: [FindingNumber] = []
  ) {
    self.rule = rule
    self.severity = severity
    self.message = message
    self.remedy = remedy
    self.source = source
    self.numbers = numbers
  }
}

/// What the crash code would write into.
public struct Backing: Sendable, Equatable {
  /// What kind of file or area it is.
  public enum Kind: String, Sendable, Equatable {
    case pagefile, swap
    case dedicatedDumpFile = "dedicated-dump-file"
    case hypervisor, none
  }

  /// What kind.
  public var kind: Kind
  /// Where; `nil` where there is none, or where several areas count together.
  public var path: String?
  /// The volume that it lies on.
  public var volume: String?
  /// How much of it counts.
  public var bytes: Fact<Bytes>

  /// A backing.
  public init(kind: Kind, path: String? = nil, volume: String? = nil, bytes: Fact<Bytes>) {
    self.kind = kind
    self.path = path
    self.volume = volume
    self.bytes = bytes
  }
}

/// One host's facts, judged.
public struct Assessment: Sendable, Equatable {
  /// The host's name.
  public var name: String
  /// Where its facts were read.
  public var source: String
  /// Windows or Linux.
  public var os: HostFacts.OperatingSystem
  /// How it stands against what is wanted of it.
  public var status: Status
  /// What is wanted of it.
  public var want: Want
  /// Whether the boot-volume backing, or a dedicated file, can hold RAM + 1 MB, whatever anyone wants.
  public var holdsComplete: Answer
  /// Whether the wanted dump can be written into the backing as it is now.
  public var canWrite: Answer
  /// Whether the wanted dump, once written, is saved at the next boot.
  public var canSave: Answer
  /// What the host is configured to write.
  public var dumpType: Fact<DumpType>
  /// RAM that counts.
  public var memory: Fact<Bytes>
  /// Which source gave `memory`.
  public var memorySource: String?
  /// What is installed.
  public var installedMemory: Fact<Bytes>
  /// The most that the host could have.
  public var maximumMemory: Fact<Bytes>
  /// (⌈RAM / 1 MiB⌉ + 1) MiB.
  public var required: Fact<Bytes>
  /// The size to set, by rule SIZ-ADVICE, for the memory that the host has.
  public var advised: Fact<Bytes>
  /// The same for the most memory that it could have.
  public var advisedAtMaximum: Fact<Bytes>
  /// `required` less the backing that counts, never below zero.
  public var shortfall: Fact<Bytes>
  /// What the crash code would write into; `nil` where that is not known.
  public var backing: Backing?
  /// The boot volume; `nil` where it is not known.
  public var bootVolume: Volume?
  /// What the rules said, worst first.
  public var findings: [Finding]

  /// An assessment of which everything is given.
  public init(
    name: String, source: String, os: HostFacts.OperatingSystem, status: Status, want: Want,
    holdsComplete: Answer, canWrite: Answer, canSave: Answer, dumpType: Fact<DumpType>, memory: Fact<Bytes>,
    memorySource: String?, installedMemory: Fact<Bytes>, maximumMemory: Fact<Bytes>, required: Fact<Bytes>,
    advised: Fact<Bytes>, advisedAtMaximum: Fact<Bytes>, shortfall: Fact<Bytes>, backing: Backing?,
    bootVolume: Volume?, findings: [Finding]
  ) {
    self.name = name
    self.source = source
    self.os = os
    self.status = status
    self.want = want
    self.holdsComplete = holdsComplete
    self.canWrite = canWrite
    self.canSave = canSave
    self.dumpType = dumpType
    self.memory = memory
    self.memorySource = memorySource
    self.installedMemory = installedMemory
    self.maximumMemory = maximumMemory
    self.required = required
    self.advised = advised
    self.advisedAtMaximum = advisedAtMaximum
    self.shortfall = shortfall
    self.backing = backing
    self.bootVolume = bootVolume
    self.findings = findings
  }
}
