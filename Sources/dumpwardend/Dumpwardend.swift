import DumpwardenService
import Glibc
import Linux
import Sizing
import Systemd

/// Blocks signals, shares the heap, makes loop, worker and daemon in this order, and runs: signals and heap first, since
/// a thread that started before would take the ones and not the other.
@main
struct Dumpwardend {
  static func main() {
    do {
      switch Arguments(Array(CommandLine.arguments.dropFirst())) {
      case .run(let configuration): exit(try run(configuration))
      case .print(let text):
        try StandardStream.output.write(text)
        exit(0)
      case .refused(let text):
        try StandardStream.error.write(text)
        exit(64)
      }
    } catch {
      try? StandardStream.error.write("dumpwardend: \(error)\n")
      exit(74)
    }
  }

  private static func run(_ configuration: String) throws -> Int32 {
    // SIGIO and the real-time one tell of a writer that waits for a lease.
    Signals.block([SIGTERM, SIGINT, SIGHUP, SIGIO, Signals.firstRealTime, SIGPIPE])
    ResidentMemory.shareHeap()
    raiseDescriptorLimit()
    // Between a writer's close and the rename the next writer may come: on a busy machine that is the time until the
    // loop gets a processor.
    Scheduling.wakeAtOnce()
    let loop = try EventLoop()
    let worker = try Worker()
    let messenger = try Worker(name: "messenger")
    let directories = ServiceManager.directories()
    let options = Daemon.Options(
      configuration: absolute(configuration), stateDirectory: directories.state ?? "/var/lib/dumpwarden",
      runtimeDirectory: directories.runtime ?? "/run/dumpwarden", usesSystemBus: true)
    let daemon = Daemon(
      loop: loop, worker: worker, messenger: messenger, options: options, manager: ServiceManager())
    try daemon.assumeIsolated { daemon in try daemon.start() }
    let code = try loop.run()
    worker.stop()
    loop.finish()
    daemon.assumeIsolated { daemon in daemon.remember() }
    messenger.stop()
    return code
  }

  /// Each dump holds three descriptors for the second of its lease, and after a power cut hundreds of hosts send
  /// theirs at once; the usual limit of 1024 is there for select(2), which nothing here uses.
  private static func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    // Where it stays as it is, fewer dumps are rescued at a time.
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// Watches outlive a change of the working directory, so a relative path is settled once.
  private static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let directory = getcwd(nil, 0) else { return path }
    defer { free(directory) }
    return String(cString: directory) + "/" + path
  }
}
