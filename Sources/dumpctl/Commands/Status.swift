import ArgumentParser
import DumpReports
import DumpStore
import DumpwardenBus
import Glibc
import Inventory
import Linux
import Sizing
import Systemd

/// `dumpctl status`: how the running daemon stands, at a glance.
struct StatusOfDaemon: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how the daemon and its dump directories stand.",
    usage: "dumpctl status [-H [USER@]HOST] [--json] [--config FILE]",
    discussion: """
      The first line is the answer: the worst alert, if there is one. The last dump and the room are for root, or for \
      whom polkit lets. Exit code 0 ok, 1 warning, 2 critical, 3 unknown, as the daemon judges; 69 when it is not \
      running, and what can be seen without it is shown then.
      """)

  @OptionGroup var daemonOption: DaemonOption
  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    try daemonOption.refuse(("--config", configuration.file != nil))
    let now = Timestamp(seconds: Int64(time(nil)))
    let daemon: RunningDaemon
    do {
      daemon = try RunningDaemon.reach(daemonOption)
    } catch let absence as RunningDaemon.Absence {
      let code = RunningDaemon.failing(absence)
      if daemonOption.host == nil { try output.print(withoutDaemon(now)) }
      throw code
    } catch {
      throw RunningDaemon.failing(error)
    }
    let report: StatusReport
    do {
      report = try StatusReport(of: daemon, now: now)
    } catch {
      throw RunningDaemon.failing(error)
    }
    try output.print(report)
    throw ExitCode(report.status.exitCode)
  }

  /// The same as far as the directories themselves tell.
  private func withoutDaemon(_ now: Timestamp) throws -> StatusReport {
    let look = try DumpLook(configuration, readsHosts: true)
    look.complainOfTroubles()
    let last = look.listed().first { $0.place == .kept && !$0.isTest }
    let mounts = Machine().mounts().value ?? MountTable([])
    let rooms = look.survey.fileSystems.map { fileSystem in
      let mount = mounts.mounts.last { $0.device == fileSystem.device }
      let nextDump = fileSystem.scope.groups.compactMap(\.nextDump).max()
      return RoomRow(
        mountPoint: mount?.mountPoint ?? "?", type: mount?.fileSystemType ?? "?",
        size: fileSystem.scope.size.count, free: fileSystem.scope.free.count, nextDump: nextDump?.count ?? 0,
        fits: nextDump.map { UInt32(clamping: fileSystem.scope.free.count / max($0.count, 1)) } ?? 0,
        nextDumpHost: "", freeable: fileSystem.scope.freeable(now: now).count)
    }
    return StatusReport(
      status: .unknown, daemon: nil, hosts: nil, alerts: [], alertCount: 0, watching: [:], facts: [:],
      lastDump: .known(last.map { LastDump(dump: $0, safeAfterMicroseconds: nil) }), room: .known(rooms),
      now: now)
  }
}

extension StatusReport {
  /// What the daemon says of itself.
  init(of daemon: RunningDaemon, now: Timestamp) throws(BusError) {
    let (alerts, _) = try daemon.alerts()
    self.init(
      status: max(
        Status(rawValue: try daemon.property("Status")) ?? .unknown,
        alerts.map { Status(priority: $0.priority) }.max() ?? .ok),
      daemon: Daemon(
        version: try daemon.property("Version"),
        startedAt: Timestamp(busTime: try daemon.property("StartedAt")),
        configurationReadAt: Timestamp(busTime: try daemon.property("ConfigurationReadAt")),
        testedAt: Timestamp(busTime: try daemon.property("TestedAt")),
        hasChangedSinceTest: try daemon.property("ConfigurationChangedSinceTest")),
      hosts: Hosts(counts: try daemon.property("HostCounts")), alerts: alerts,
      alertCount: try daemon.property("AlertCount"), watching: try daemon.property("WatchModes"),
      facts: try daemon.property("FactCounts"), lastDump: try Self.lastDump(daemon),
      room: try Self.room(daemon),
      now: now)
  }

  private static func lastDump(_ daemon: RunningDaemon) throws(BusError) -> Part<LastDump?> {
    do throws(BusError) {
      let reply = try daemon.call("LastDump")
      let path: String = try reply.read()
      _ = try reply.read(String.self)
      guard !path.isEmpty, let json = JSONContent(parsing: try reply.read()),
        let dump = ListedDump(json: json)
      else { return .known(nil) }
      return .known(LastDump(dump: dump, safeAfterMicroseconds: json["safe_after_us"]?.whole))
    } catch {
      guard error.isDenied else { throw error }
      return .hidden(because: notShown)
    }
  }

  private static func room(_ daemon: RunningDaemon) throws(BusError) -> Part<[RoomRow]> {
    do throws(BusError) {
      return .known(try daemon.call("DescribeRoom").read())
    } catch {
      guard error.isDenied else { throw error }
      return .hidden(because: notShown)
    }
  }

  private static let notShown = "not shown: that is for root, or for whom polkit lets"
}
