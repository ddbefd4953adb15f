import DumpStore
import CLinux
internal import Glibc
import Inventory
public import Linux
import Sizing
public import Systemd

/// The daemon: the one actor, on the one thread that owns all state.
///
/// It never syncs and never touches a network mount; what takes long runs on the worker and comes back.
public actor Daemon {
  /// What the daemon is started with.
  public struct Options: Sendable {
    /// The path of `dumpwarden.toml`; `hosts.d` and the drop-ins stand beside it.
    public var configuration: String
    /// Where what must outlive a restart is kept; `nil` for nowhere.
    public var stateDirectory: String?
    /// Where the socket for callers without a bus is made; `nil` for none.
    public var runtimeDirectory: String?
    /// Whether the system bus is to be served.
    public var usesSystemBus: Bool

    /// Options.
    public init(
      configuration: String, stateDirectory: String?, runtimeDirectory: String? = nil,
      usesSystemBus: Bool = false
    ) {
      self.configuration = configuration
      self.stateDirectory = stateDirectory
      self.runtimeDirectory = runtimeDirectory
      self.usesSystemBus = usesSystemBus
    }
  }

  /// The loop's thread, which every part of the daemon's state belongs to.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  nonisolated let loop: EventLoop
  nonisolated let worker: Worker
  nonisolated let options: Options
  nonisolated let manager: ServiceManager
  nonisolated let notifier: Notifier
  nonisolated let operations = FileOperations()
  nonisolated let machine = Machine()

  /// The configuration in force: the last one that had no mistake, or what was good in the first.
  var configuration = Configuration()
  /// The host files in force, by path; of each the last version without a mistake.
  var hostFiles: [String: HostFile] = [:]
  /// What the last look said of each host.
  var tally = Tally([])
  var book = AlertBook()
  /// The inode change time of the newest dump that was announced, in nanoseconds since the epoch.
  var announcedUntil: Int64?
  /// Dumps that are being made durable, and will be announced.
  var unannounced: Set<FileStatus.Identity> = []
  /// Whether the daemon is ending, and no timer makes sense any more.
  var isEnding = false
  var isStateBeingWritten = false
  var isStateStale = false

  /// The dump directories that are watched, by path.
  var directories: [String: WatchedDirectory] = [:]
  /// The mounts, as they were last read.
  var mounts = MountTable([])
  /// The mounts that are polled, each with the dump directories on it.
  var polledMounts: [PolledMount.Key: PolledMount] = [:]
  /// Mount points of polled mounts that are gone, with file system and since when, until the configuration is read
  /// anew: what arrives below one lies on another file system, and nowhere once the mount is back.
  var unmounted: [String: (type: String, since: Timestamp)] = [:]
  /// What the last look at the directories of this machine's own file systems found wrong.
  var unavailable: [Alert] = []
  /// Whether the kernel had no watch left for a dump directory, which then is looked at again and again.
  var isShortOfWatches = false
  /// The same for a directory in which dump directories may appear.
  var isShortOfParentWatches = false
  /// Watches on directories in which further dump directories may appear, by path.
  var parents: [String: EventSource] = [:]
  var hostsWatch: EventSource?
  /// Host files that changed and are about to be read.
  var changedHostFiles: Set<String> = []
  /// What `dumpctl import` keeps for hosts.
  var importedFacts: [HostFile] = []
  /// What hosts dropped into their directories, by the directory's path.
  var droppedFacts: [String: HostFile] = [:]
  /// What the dropped facts on polled mounts were when they were read, by the directory's path.
  var polledFacts: [String: FileStatus] = [:]
  /// Directories in which dropped facts changed and are about to be read.
  var changedFacts: Set<String> = []
  /// Watches on the directories of imported facts, by path.
  var importWatches: [String: EventSource] = [:]
  var hourly: EventSource?
  var sources: [EventSource] = []
  /// Timers that put several events of one kind into one look.
  var pending: [Look: EventSource] = [:]
  /// The seconds in which the leases of secured dumps are still held.
  var leaseEnds: [Int32: EventSource] = [:]
  /// Tries to come of making a dump durable, by descriptor.
  var syncRetries: [Int32: EventSource] = [:]
  /// The secured dumps whose leases are still held, by descriptor.
  var leased: [Int32: SecuredDump] = [:]
  /// Threads that rescue what cannot wait for the worker.
  var asides: [Worker] = []
  var kernelTables: [OpenFile] = []
  var isRetaining = false
  var isRetentionDue = false
  /// What the last look of retention saw of each host's dumps; `nil` before the first.
  var surveyedHoldings: HoldingsByHost?
  /// What earlier looks of retention read of headers.
  var surveyCache = SurveyCache()
  nonisolated let retentionInterruption = Interruption()
  /// When the daemon started.
  nonisolated let started: Timestamp
  /// When the configuration was read.
  var configurationRead = Timestamp(seconds: 0)
  /// When a self-test passed last, and with which configuration.
  var tested: Timestamp?
  var testedConfiguration: String?
  /// How each host stood at the last look.
  var statuses: [String: Status] = [:]
  /// Of how many hosts some facts are stale.
  var staleHosts = 0
  /// The dump that was preserved last, and how soon it was safe.
  var lastSafeAfter: (path: String, microseconds: UInt64)?
  /// Runs of preserving that somebody waits for.
  var preserving = PreservingRuns()
  /// Who is served, on which connections.
  var bus = BusState()

  /// A look that is due.
  enum Look: Hashable { case directories, hosts, facts, assessment, memory, unwatched, retention, bus }

  private static let quietMicroseconds: UInt64 = 2_000_000

  /// A daemon that has not been started.
  ///
  /// `worker` does what takes long, `messenger` writes to the journal; both are stopped by who made them.
  public init(
    loop: EventLoop, worker: Worker, messenger: Worker, options: Options, manager: ServiceManager
  ) {
    self.loop = loop
    self.worker = worker
    self.options = options
    self.manager = manager
    notifier = Notifier(messenger: messenger)
    started = Timestamp(seconds: Int64(time(nil)))
  }

  /// Brings everything up and says so: what arrived while nobody watched is preserved before anything is judged.
  public func start() throws(SystemError) {
    sources = [
      try loop.onSignal(SIGTERM, for: self) { $0.stop() },
      try loop.onSignal(SIGINT, for: self) { $0.stop() },
      try loop.onSignal(SIGHUP, for: self) { $0.reload() },
      try loop.onSignal(Signals.firstRealTime, for: self) { $0.writerWaits(at: $1.descriptor) },
      // In place of a real-time signal when the queue of those is full.
      try loop.onSignal(SIGIO, for: self) { $0.writerWaits(at: nil) },
    ]
    _ = try loop.enableWatchdog()
    readState()
    if announcedUntil == nil {
      // Nothing is remembered: what lies in the archives now was somebody else's to tell. On the disk before
      // the first dump is touched, so that one which is secured and not told of, should this end, is newer.
      announcedUntil = Int64(now.seconds) * 1_000_000_000
      writeState()
    }
    loadConfiguration(isFirst: true)
    lookAtDirectories()
    finishWhatWasCut()
    watchTheMachine()
    watchHosts()
    readAllHosts()
    readImports()
    assess()
    retainSoon()
    try startHourlyLook()
    openBus()
    publish([
      Notification(
        .daemonStarted,
        message: "dumpwardend \(Version.current) watches \(watchedDirectories); \(tally.sentence)")
    ])
    attempt { try manager.ready(status: statusLine) }
  }

  /// Ends in order: what is being made durable is finished by the kernel, what waits is found at the next start.
  func stop() {
    attempt { try manager.stopping() }
    publish([Notification(.daemonStopped, message: "dumpwardend stops; nothing is watched from here on")])
    isEnding = true
    retentionInterruption.begin()
    // The leases end with the process, and a writer that waits for one would cut what was renamed, or has two names.
    giveUpAllNames()
    lookAtOrphans()
    for dump in leased.values { endLease(of: dump, isLast: true) }
    directories = [:]
    parents = [:]
    for mount in polledMounts.values { mount.end() }
    polledMounts = [:]
    leaseEnds = [:]
    syncRetries = [:]
    pending = [:]
    hostsWatch = nil
    importWatches = [:]
    hourly = nil
    sources = []
    closeBus()
    loop.exit()
  }

  /// Waits for the last rescues, and writes down what was told last, once the worker does no more.
  public func remember() {
    for thread in asides { thread.stop() }
    if isStateStale || isStateBeingWritten { writeState() }
  }

  /// Reads the configuration and every host file again, on `SIGHUP`.
  func reload() {
    attempt { try manager.reloading() }
    loadConfiguration(isFirst: false)
    lookAtDirectories()
    if !unmounted.isEmpty {
      // Also of mounts that are no longer wanted, which only the look could tell from unmounted ones.
      unmounted = [:]
      lookAtDirectories()
    }
    watchHosts()
    readAllHosts()
    assess()
    retainSoon()
    connectToBus()
    attempt { try manager.ready(status: statusLine) }
  }

  /// Writes entries; a journal that does not answer must not stop a rescue (failure story D7).
  func publish(_ notifications: [Notification]) {
    guard !notifications.isEmpty else { return }
    for notification in notifications {
      notifier.write(notification)
      signal(notification)
    }
    tellBusSoon()
    saveState()
    giveMemoryBackSoon()
  }

  /// Once it is quiet again: whatever was looked at or told has also run code that rest does not need.
  func giveMemoryBackSoon() {
    schedule(.memory, after: Self.quietMicroseconds) { _ in ResidentMemory.giveBack() }
  }

  /// Carries out what a person is told of, should it fail, and no more than that.
  func attempt(_ body: () throws -> Void) {
    do {
      try body()
    } catch {
      notifier.complain("\(error)")
    }
  }

  /// Does `look` soon and once, however many events ask for it until then.
  func schedule(
    _ look: Look, after microseconds: UInt64, _ body: @escaping @Sendable (isolated Daemon) -> Void
  ) {
    guard pending[look] == nil, !isEnding else { return }
    attempt {
      pending[look] = try loop.timer(after: microseconds, accuracy: 1000, for: self) { daemon in
        daemon.pending[look] = nil
        body(daemon)
        if look != .memory { daemon.giveMemoryBackSoon() }
      }
    }
  }

  /// The moment, as the wall clock has it: for what people read, never for order.
  nonisolated var now: Timestamp { Timestamp(seconds: Int64(time(nil))) }

  /// Microseconds since boot, suspended time included.
  nonisolated var uptime: UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_BOOTTIME, &now)
    return UInt64(now.tv_sec) * 1_000_000 + UInt64(now.tv_nsec) / 1000
  }

  /// One line for `systemctl status`.
  var statusLine: String { "watching \(watchedDirectories); \(tally.sentence)" }

  /// How many directories are watched in which way.
  var watchModes: [WatchMode: Int] {
    var counts: [WatchMode: Int] = [:]
    for directory in directories.values { counts[directory.mode, default: 0] += 1 }
    let polled = polledMounts.values.reduce(0) { $0 + $1.directories.count }
    if polled > 0 { counts[.polling] = polled }
    return counts
  }

  /// `400 directories: 398 by lease, 2 by polling`.
  private var watchedDirectories: String {
    let counts = watchModes
    let all = counts.values.reduce(0, +)
    let modes = WatchMode.allCases.filter { counts[$0] != nil }
    let words = all == 1 ? "1 directory" : "\(all) directories"
    guard modes.count > 1 else { return words + (modes.first.map { " by \($0.words)" } ?? "") }
    return words + ": " + modes.map { "\(counts[$0] ?? 0) by \($0.words)" }.joined(separator: ", ")
  }
}
