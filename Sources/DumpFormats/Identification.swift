public import Sizing

/// What a file is, and whether every byte of it is there.
public struct Identification: Sendable, Equatable {
  /// The file format.
  public enum Format: String, Sendable, Equatable, CaseIterable {
    case windowsDump64 = "windows-dump-64"
    case windowsDump32 = "windows-dump-32"
    case elfCore = "elf-core"
    case kdumpCompressed = "kdump-compressed"
    case kdumpFlattened = "kdump-flattened"
    case lime
    case avml
    case minidump
    case unknown
  }

  /// What kind of dump it is.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    case complete, kernel, active, automatic, small, live, header
    /// A bitmap dump of which it cannot be told whether free and guest pages were left out.
    case completeOrActive = "complete-or-active"
  }

  /// Whether the file has every byte that its header promises.
  public enum State: String, Sendable, Equatable, CaseIterable { case whole, partial, unknown }

  /// How long the file must at least, or exactly, be.
  public struct ExpectedLength: Sendable, Equatable {
    /// The length.
    public var bytes: Bytes
    /// Whether a longer file would be wrong; most formats give a lower bound.
    public var isExact: Bool

    /// A length, exact or a lower bound.
    public init(bytes: Bytes, isExact: Bool) {
      self.bytes = bytes
      self.isExact = isExact
    }
  }

  /// The format.
  public var format: Format
  /// The kind of dump, where the header tells.
  public var kind: Kind?
  /// Whole, partial or unknown.
  public var state: State
  /// Why, in one line.
  public var reason: String
  /// The file's length.
  public var size: Bytes
  /// The length that the header promises.
  public var expected: ExpectedLength?
  /// How much of that is there, 0 to 100, rounded down.
  public var percentThere: Int?
  /// The bug check.
  public var bugCheck: BugCheck?
  /// When the machine crashed, where the header says so.
  public var crashTime: Timestamp?
  /// Whether the producer means the crash by that time; QEMU writes when the guest's driver started.
  public var crashTimeIsOfCrash = false
  /// Seconds from boot to crash.
  public var uptimeSeconds: UInt64?
  /// The processor architecture: `amd64`, `x86`, `arm64`.
  public var machine: String?
  /// The number of processors.
  public var processors: Int?
  /// The crashed host's memory.
  public var memory: Bytes?
  /// What `memory` was taken from, in words.
  public var memoryBasis: String?
  /// Whether the host may have had less than `memory`: holes in its addresses are counted.
  public var memoryIsUpperBound = false
  /// The operating system's build number.
  public var build: Int?
  /// The header's comment, made safe for a terminal.
  public var comment: String?
  /// What else a person should know.
  public var notes: [String] = []
  /// What makes two files the same crash; `nil` where the header does not tell.
  public var identity: CrashIdentity?

  /// A file of which nothing but its length is known.
  public init(format: Format, state: State, reason: String, size: Bytes) {
    self.format = format
    self.state = state
    self.reason = reason
    self.size = size
  }

  /// Whether Windows writes this kind under the name that the next one overwrites (rule EXT-OVERWRITE-1).
  public var reusesItsName: Bool {
    guard format == .windowsDump64 || format == .windowsDump32 else { return false }
    switch kind {
    case .complete, .kernel, .active, .automatic, .completeOrActive, .live: return true
    case .small, .header, nil: return false
    }
  }
}

/// A bug check: its code and parameters.
public struct BugCheck: Sendable, Hashable {
  /// The code.
  public var code: UInt32
  /// The four parameters.
  public var parameters: [UInt64]

  /// A bug check.
  public init(code: UInt32, parameters: [UInt64]) {
    self.code = code
    self.parameters = parameters
  }

  /// The code as people say it: `0xD1`.
  public var shortCodeText: String { "0x" + String(code, radix: 16, uppercase: true) }

  /// The code as eight hex digits: `0x000000D1`.
  public var codeText: String {
    let digits = String(code, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }
}

/// What two copies of one dump share.
public struct CrashIdentity: Sendable, Hashable {
  /// When.
  public var time: Timestamp?
  /// The number of the boot.
  public var bootID: UInt32?
  /// The bug check.
  public var bugCheck: BugCheck
  /// The length that the header promises.
  public var length: Bytes?

  /// An identity.
  public init(time: Timestamp?, bootID: UInt32?, bugCheck: BugCheck, length: Bytes?) {
    self.time = time
    self.bootID = bootID
    self.bugCheck = bugCheck
    self.length = length
  }
}
