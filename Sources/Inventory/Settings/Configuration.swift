public import Sizing

/// The merged result of `dumpwarden.toml` and its drop-ins.
public struct Configuration: Sendable, Equatable {
  /// `[local]`.
  public var local = LocalSettings()
  /// `[[policy]]`, in order; the last match wins.
  public var policies: [Policy] = []
  /// `[[accept]]`.
  public var acceptances: [Acceptance] = []
  /// `[[dump-directory]]`.
  public var dumpDirectories: [DumpDirectorySettings] = []

  /// The built-in configuration: this machine is assessed, nothing is watched.
  public init() {}
}

/// `[local]`: this machine.
public struct LocalSettings: Sendable, Equatable {
  /// Whether this machine is assessed.
  public var assess = true
  /// The mount point of its boot volume.
  public var bootVolume = "/"
  /// What is wanted of it.
  public var want = Want.report

  /// The defaults.
  public init() {}
}

/// `[[dump-directory]]`: where dumps arrive, and what becomes of them.
public struct DumpDirectorySettings: Sendable, Equatable {
  /// How a dump is taken off its canonical name.
  public enum Preserve: String, Sendable, Equatable, CaseIterable { case rename, clone }

  /// The path; `*` stands for one component or a part of one.
  public var path: String
  /// Which host a directory belongs to; `*` is the part of `path` that matched.
  public var host = "*"
  /// Canonical names, compared without case.
  public var names = ["MEMORY.DMP"]
  /// Patterns of dumps that come under names of their own.
  public var adopt: [String] = []
  /// Rename, or keep a reflink.
  public var preserve = Preserve.rename
  /// Where preserved dumps go: below the directory, or an absolute path with `{host}`.
  public var archive = "preserved"
  /// The group that reads preserved dumps; empty for none.
  public var readers = ""
  /// Seconds until a secured dump gives up its canonical name.
  public var graceSeconds: UInt64 = 0
  /// Seconds of quiet, where the file system cannot tell when a writer is done.
  public var settleSeconds: UInt64 = 30
  /// Seconds until a dump that is not whole is kept as it is.
  public var partialGraceSeconds: UInt64 = 3600
  /// The name of the collector's output dropped beside the dump.
  public var facts = "dump-facts.json"
  /// `[dump-directory.keep]`.
  public var keep = KeepSettings()
  /// Whether something in the entry is wrong, so that retention must not run.
  ///
  /// Dumps are still taken to safety; nothing is deleted on the word of a policy that could not be read.
  public var holdsRetention = false

  /// A dump directory with every default.
  public init(path: String) { self.path = path }
}

/// `[dump-directory.keep]`: what retention protects and what it demands.
public struct KeepSettings: Sendable, Equatable {
  /// A limit on use: bytes, or a share of the file system.
  public enum Limit: Sendable, Equatable {
    case bytes(Bytes)
    case percent(Int)
  }

  /// Free space to keep: bytes, or so many times the next dump.
  public enum Headroom: Sendable, Equatable {
    case bytes(Bytes)
    case nextDump(times: Int)
  }

  /// How many of a host's latest crashes are protected.
  public var last = 5
  /// How many of each bug check are protected, from the first.
  public var firstOfEachBugcheck = 1
  /// Seconds after which even the newest is no longer protected; `nil` for never.
  public var newestUntilSeconds: UInt64?
  /// Seconds after which a dump must go; `nil` for never.
  public var maxAgeSeconds: UInt64?
  /// The most that dumps may use; `nil` for no limit.
  public var maxUse: Limit?
  /// Free space that must be kept; `nil` for none.
  public var free: Headroom? = .nextDump(times: 1)
  /// The most that an automatic plan may delete, in per cent of the dumps.
  public var atMostPercent = 10

  /// The defaults.
  public init() {}
}
