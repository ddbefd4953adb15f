/// What a Linux host does with its memory when its kernel panics.
public struct KdumpFacts: Sendable, Equatable {
  /// How far a dump by the firmware of POWER machines (fadump) is set up.
  public enum Firmware: String, Sendable, Equatable, CaseIterable { case none, enabled, registered }

  /// Where the crash kernel writes to.
  public enum Target: String, Sendable, Equatable, CaseIterable {
    /// A directory on a local file system.
    case file
    /// A partition, from its first byte on.
    case raw
    /// A file system in memory, which the restart empties.
    case memory
    case nfs, ssh, ftp, cifs
    /// Nowhere: only the kernel's log is kept.
    case none

    /// Whether another machine keeps the dump.
    public var isRemote: Bool {
      switch self {
      case .nfs, .ssh, .ftp, .cifs: true
      case .file, .raw, .memory, .none: false
      }
    }
  }

  /// Which programs the distribution has for it, installed or not.
  public var tools: Fact<KdumpTools> = .absent("kdump.tools")
  /// Whether their configuration is there.
  public var isInstalled: Fact<Bool> = .absent("kdump.installed")
  /// Whether they are switched on: `USE_KDUMP`, or the service is started with the machine.
  public var isEnabled: Fact<Bool> = .absent("kdump.enabled")
  /// Whether the kernel can load a crash kernel at all.
  public var kexec: Fact<Bool> = .absent("kdump.kexec")
  /// What stands behind `crashkernel=` on the kernel's command line, of several with blanks between; known and
  /// empty where there is none.
  public var crashkernel: Fact<String> = .absent("kdump.crashkernel")
  /// What the kernel set aside for the crash kernel, or the firmware's dump.
  public var reserved: Fact<Bytes> = .absent("kdump.reserved")
  /// Whether a crash kernel is loaded.
  public var isLoaded: Fact<Bool> = .absent("kdump.loaded")
  /// How far fadump is set up.
  public var firmware: Fact<Firmware> = .absent("kdump.fadump")
  /// Where the dump goes.
  public var target: Fact<Target> = .absent("kdump.target")
  /// The directory, device or server, without any password.
  public var path: Fact<String> = .absent("kdump.path")
  /// What root may still write there; of a partition its size.
  public var free: Fact<Bytes> = .absent("kdump.free")
  /// What must be left free there, or the dump is deleted again (`KDUMP_FREE_DISK_SIZE`).
  public var leftFree: Fact<Bytes> = .absent("kdump.leave-free")
  /// Which pages are left out (`makedumpfile -d`): the sum of 1 zero, 2 and 4 cache, 8 user, 16 free.
  public var level: Fact<Int> = .absent("kdump.dump-level")
  /// What is done where the dump cannot be written.
  public var failureAction: Fact<String> = .absent("kdump.failure-action")
  /// `kernel.panic`: seconds until the restart where no crash kernel is loaded; 0 for never.
  public var panicTimeout: Fact<Int> = .absent("kdump.panic")
  /// `kernel.panic_on_oops`.
  public var panicsOnOops: Fact<Bool> = .absent("kdump.panic-on-oops")
  /// `kernel.softlockup_panic`.
  public var panicsOnSoftLockup: Fact<Bool> = .absent("kdump.softlockup-panic")
  /// `kernel.hung_task_panic`.
  public var panicsOnHungTask: Fact<Bool> = .absent("kdump.hung-task-panic")
  /// `kernel.unknown_nmi_panic`.
  public var panicsOnUnknownNMI: Fact<Bool> = .absent("kdump.unknown-nmi-panic")
  /// `kernel.kexec_load_disabled`.
  public var isLoadingDisabled: Fact<Bool> = .absent("kdump.kexec-load-disabled")
  /// `crash_kexec_post_notifiers`.
  public var runsNotifiersFirst: Fact<Bool> = .absent("kdump.post-notifiers")

  /// A host of which nothing is known.
  public init() {}
}

/// Keeps what only Linux hosts have at a distance: of a hundred thousand hosts most have none of it.
final class KdumpBox: Sendable, Equatable {
  static let empty = KdumpBox(KdumpFacts())
  let facts: KdumpFacts

  init(_ facts: KdumpFacts) { self.facts = facts }

  static func == (left: KdumpBox, right: KdumpBox) -> Bool {
    left === right || left.facts == right.facts
  }
}
