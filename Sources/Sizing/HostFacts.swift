/// Everything that is known of one host before it is judged.
///
/// The words are those of a host file (`dumpwarden-hosts`): a key that is absent there is unknown here.
public struct HostFacts: Sendable, Equatable {
  /// The operating system family that writes the dump.
  public enum OperatingSystem: String, Sendable, Equatable, CaseIterable { case windows, linux }
  /// What Windows calls the product type.
  public enum Product: String, Sendable, Equatable, CaseIterable { case server, client }

  /// The host's name, as it is shown.
  public var name: String
  /// Other names that the host goes by.
  public var aliases: [String] = []
  /// Free words that a policy can match as `tag:WORD`.
  public var tags: [String] = []
  /// Where the facts were read: `local`, or a file and line.
  public var source: String
  /// Windows or Linux.
  public var os: OperatingSystem
  /// The Windows build number, 20348 for Server 2022.
  public var build: Fact<Int> = .absent("build")
  /// Server or client.
  public var product: Fact<Product> = .absent("product")
  /// Whether the host is a member of a domain.
  public var domainJoined: Fact<Bool> = .absent("domain-joined")
  /// The processor architecture, `amd64`.
  public var architecture: Fact<String> = .absent("arch")
  /// What the host serves as, where that bears on its page file: `exchange-2019`, `hyper-v`,
  /// `domain-controller`.
  public var roles: Fact<[String]> = .absent("roles")
  /// When the facts of `source` were collected.
  public var collected: Fact<Timestamp> = .absent("collected")
  /// The groups of facts that `source` itself gives.
  public var given: FactGroups = []
  /// Where the groups come from that were taken over from other sources.
  public var taken: [FactGroup: FactOrigin] = [:]
  /// The host's memory.
  public var memory = MemoryFacts()
  /// The host's volumes.
  public var volumes: Fact<[Volume]> = .absent("volume")
  /// The Windows page files; an empty list says that there is none.
  public var pagefiles: Fact<[Pagefile]> = .absent("pagefile")
  /// What the crash code was told to write.
  public var crashControl = CrashControl()
  /// Linux swap areas; an empty list says that there is none.
  public var swap: Fact<[SwapArea]> = .absent("swap")
  /// What the host runs on.
  public var platform = Platform()
  /// Events that the host logged about dumps.
  public var events: [Event] = []
  /// What a Linux host does when its kernel panics.
  public var kdump: KdumpFacts {
    get { (kdumpBox ?? .empty).facts }
    set { kdumpBox = newValue == KdumpBox.empty.facts ? nil : KdumpBox(newValue) }
  }
  private var kdumpBox: KdumpBox?
  /// Whether anything at all is said of it.
  var saysKdump: Bool { kdumpBox != nil }
  /// The newest dump of this host that is kept here; known and `nil` where none is.
  ///
  /// No host file gives it: the keeper of the dumps looks.
  public var newestKeptDump: Fact<DeliveredDump?> = .unknown(
    because: "no dump directory of this host was looked at")
  /// Why the facts of this host could not be read at all; such a host is `unknown`, whatever else is here.
  public var unreadable: String?

  /// A host of which nothing but its name is known.
  public init(name: String, source: String, os: OperatingSystem) {
    self.name = name
    self.source = source
    self.os = os
  }
}

/// A host's memory.
public struct MemoryFacts: Sendable, Equatable {
  /// What the operating system can use, the firmware's share left out: what a complete dump holds (rule
  /// MEM-VISIBLE).
  public var visible: Fact<Bytes> = .absent("memory.visible")
  /// What is installed or assigned.
  public var installed: Fact<Bytes> = .absent("memory.installed")
  /// The most that the host could have: hot-add, dynamic memory.
  public var maximum: Fact<Bytes> = .absent("memory.maximum")
  /// Whether the hypervisor gives and takes memory while the host runs.
  public var dynamic: Fact<Bool> = .absent("memory.dynamic")
  /// Which source gave `visible`.
  ///
  /// `memory.visible`, `/sys/firmware/memmap`, `online memory blocks` or `MemTotal`.
  public var source: String?

  /// Memory of which nothing is known.
  public init() {}

  /// A host's memory.
  public init(
    visible: Fact<Bytes> = .absent("memory.visible"), installed: Fact<Bytes> = .absent("memory.installed"),
    maximum: Fact<Bytes> = .absent("memory.maximum"), source: String? = nil
  ) {
    self.visible = visible
    self.installed = installed
    self.maximum = maximum
    self.source = source
  }
}

/// A volume of a host.
public struct Volume: Sendable, Equatable {
  /// What a volume lies on, as far as it decides whether the crash code can write there.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    /// A local disk that stays.
    case fixed
    case removable, network
    /// A disk of a cluster, which may be another node's at the crash.
    case clustered
    /// A set that Windows itself puts together of several disks: dynamic disks, software RAID.
    case dynamic
  }

  /// Its name: `C:`, or a mount point.
  public var id: String
  /// Whether the operating system's directory is on it; `nil` where that is not known.
  public var isBoot: Bool?
  /// Its size.
  public var size: Fact<Bytes>
  /// What is free for an ordinary user (`f_bavail`).
  public var free: Fact<Bytes>
  /// What it lies on.
  public var kind: Fact<Kind>
  /// Whether BitLocker protects it.
  public var bitlocker: Fact<Bool>

  /// A volume.
  public init(
    id: String, isBoot: Bool?, size: Fact<Bytes> = .absent("size"), free: Fact<Bytes> = .absent("free"),
    kind: Fact<Kind> = .absent("kind"), bitlocker: Fact<Bool> = .absent("bitlocker")
  ) {
    self.id = id
    self.isBoot = isBoot
    self.size = size
    self.free = free
    self.kind = kind
    self.bitlocker = bitlocker
  }
}

/// A Windows page file.
public struct Pagefile: Sendable, Equatable {
  /// Who decides its size: a person, Windows on that drive, or Windows on all drives.
  public enum Management: String, Sendable, Equatable, CaseIterable { case custom, system, automatic }

  /// `C:\pagefile.sys`.
  public var path: String
  /// Who decides its size.
  public var management: Fact<Management>
  /// The size at boot, which is the one that Windows checks (rule SIZ-INITIAL-NOT-MAX).
  public var initial: Fact<Bytes>
  /// The size up to which it may grow.
  public var maximum: Fact<Bytes>
  /// The size that it has now (`Win32_PageFileUsage.AllocatedBaseSize`).
  public var allocated: Fact<Bytes>
  /// Whether Windows made it for want of a permanent one.
  public var isTemporary: Fact<Bool>

  /// A page file of which only its path is known.
  public init(path: String) {
    self.path = path
    management = .absent("management")
    initial = .absent("initial")
    maximum = .absent("maximum")
    allocated = .absent("allocated")
    isTemporary = .absent("temporary")
  }

  /// A page file.
  public init(
    path: String, management: Fact<Management>, initial: Fact<Bytes>, maximum: Fact<Bytes>,
    allocated: Fact<Bytes>, isTemporary: Fact<Bool> = .absent("temporary")
  ) {
    self.path = path
    self.management = management
    self.initial = initial
    self.maximum = maximum
    self.allocated = allocated
    self.isTemporary = isTemporary
  }
}

/// The kinds of dump that Windows can be told to write.
public enum DumpType: String, Sendable, Equatable, CaseIterable {
  case none, small, kernel, automatic, active, complete
}

/// What the crash code was told (registry key `CrashControl`).
public struct CrashControl: Sendable, Equatable {
  /// A dump that lies on the host now, under the name that the next one takes.
  public struct ExistingDump: Sendable, Equatable {
    /// Its length.
    public var size: Fact<Bytes>
    /// When it was written.
    public var written: Fact<Timestamp>

    /// A dump of that length and time.
    public init(size: Fact<Bytes>, written: Fact<Timestamp>) {
      self.size = size
      self.written = written
    }
  }

  /// `CrashDumpEnabled` and `FilterPages`, decoded (rule TYP-DECODE).
  public var type: Fact<DumpType> = .absent("crash-control.type")
  /// `DumpFile`.
  public var dumpFile: Fact<String> = .absent("crash-control.dump-file")
  /// `MinidumpDir`.
  public var minidumpDirectory: Fact<String> = .absent("crash-control.minidump-dir")
  /// `DedicatedDumpFile`; known and empty where there is none.
  public var dedicatedDumpFile: Fact<String> = .absent("crash-control.dedicated-dump-file")
  /// `DumpFileSize`, of the dedicated file.
  public var dumpFileSize: Fact<Bytes> = .absent("crash-control.dump-file-size")
  /// `IgnorePagefileSize`.
  public var ignorePagefileSize: Fact<Bool> = .absent("crash-control.ignore-pagefile-size")
  /// `Overwrite`.
  public var overwrite: Fact<Bool> = .absent("crash-control.overwrite")
  /// `AlwaysKeepMemoryDump`.
  public var alwaysKeep: Fact<Bool> = .absent("crash-control.always-keep")
  /// The dump that lies there now; known and `nil` where there is none.
  public var existingDump: Fact<ExistingDump?> = .absent("crash-control.existing-dump")
  /// `DumpFilters`, the drivers through which a dump is written.
  public var dumpFilters: Fact<[String]> = .absent("crash-control.dump-filters")
  /// `DumpEncryptionEnabled`.
  public var encryption: Fact<Bool> = .absent("crash-control.encryption")
  /// `ForceDumpsDisabled\GuardedHost`, which forbids dumps that are not encrypted.
  public var guarded: Fact<Bool> = .absent("crash-control.guarded")
  /// Whether `CrashControl` was read at all, so that a value absent from it has Windows' documented default.
  public var wasRead = false

  /// Settings of which nothing is known.
  public init() {}
}

/// A Linux swap area.
public struct SwapArea: Sendable, Equatable {
  /// The file or device, as `/proc/swaps` names it.
  public var path: String
  /// Its size.
  public var size: Fact<Bytes>
  /// Whether it lies on the boot volume, and so can back a dump of this machine.
  public var onBootVolume: Fact<Bool>

  /// A swap area.
  public init(path: String, size: Fact<Bytes>, onBootVolume: Fact<Bool>) {
    self.path = path
    self.size = size
    self.onBootVolume = onBootVolume
  }
}

/// What a host runs on.
public struct Platform: Sendable, Equatable {
  /// `kvm`, `hyper-v`, `vmware`, `physical`.
  public var kind: Fact<String> = .absent("platform.kind")
  /// How fast the crash code writes, in bytes a second.
  public var writeSpeed: Fact<Bytes> = .absent("platform.write-speed")
  /// Seconds until a watchdog resets the machine.
  public var watchdog: Fact<Int> = .absent("platform.watchdog")
  /// The virtual watchdog, `i6300esb`, `itco`; known and empty where there is none.
  public var watchdogModel: Fact<String> = .absent("platform.watchdog-model")
  /// What the virtual watchdog does when it is not fed: `reset`, `poweroff`, `none`.
  public var watchdogAction: Fact<String> = .absent("platform.watchdog-action")
  /// Whether a cluster's heartbeat is watched.
  public var heartbeat: Fact<Bool> = .absent("platform.heartbeat")
  /// The paravirtual panic device, `hyperv`, `pvpanic`, `isa`.
  public var panicDevice: Fact<String> = .absent("platform.panic-device")
  /// What the hypervisor does when the guest says that it crashed: `destroy`, `restart`, `coredump-restart`.
  public var onCrash: Fact<String> = .absent("platform.on-crash")
  /// The room where the hypervisor writes dumps of this guest.
  public var dumpFree: Fact<Bytes> = .absent("platform.dump-free")

  /// A platform of which nothing is known.
  public init() {}
}

/// An event that a host logged.
public struct Event: Sendable, Equatable {
  /// When.
  public var time: Timestamp
  /// The event source, `volmgr`.
  public var provider: String
  /// The event's number.
  public var id: Int
  /// Its strings.
  public var data: [String]

  /// An event.
  public init(time: Timestamp, provider: String, id: Int, data: [String]) {
    self.time = time
    self.provider = provider
    self.id = id
    self.data = data
  }
}
