import DumpwardenBus
import Linux
import Sizing
import Systemd

/// The daemon on the bus: its connections, which may come and go without anything else being touched by it.
extension Daemon {
  /// Serves what is to be served; where nothing can be, the daemon does its work all the same.
  func openBus() {
    bus.objects = BusObjects(
      for: self, manager: BusNames.manager,
      [
        (.object(BusNames.manager), ManagerInterface.table),
        (.below(BusNames.directories), DirectoryInterface.table),
      ],
      called: { daemon, call in daemon.wasCalled(call) },
      property: { daemon, path, _, name throws(BusError) in try daemon.property(name, of: path) },
      exists: { daemon, path in daemon.directory(of: path) != nil },
      children: { daemon, _ in daemon.directoryObjects.map(\.object) })
    bus.told = snapshot
    bus.toldDirectories = Set(directoryObjects.map(\.path))
    listenForPeers()
    connectToBus()
  }

  private func listenForPeers() {
    guard let runtime = options.runtimeDirectory else { return }
    do throws(SystemError) {
      bus.listener = try BusListener(
        path: "\(runtime)/\(BusNames.socket)", on: loop, for: self,
        opened: { daemon, connection in
          daemon.serve(on: connection)
          daemon.bus.peers.append(connection)
        },
        closed: { daemon, connection in daemon.bus.peers.removeAll { $0 === connection } })
    } catch {
      notifier.complain("dumpctl cannot reach this daemon without a bus: \(error)")
    }
  }

  private func serve(on connection: BusConnection) {
    guard let objects = bus.objects else { return }
    attempt { try connection.serve(objects) }
  }

  /// Connects to the system bus, or waits for it; again and again only where an hour or a reload is between.
  func connectToBus() {
    guard options.usesSystemBus, bus.system == nil, !isEnding else { return }
    if !BusConnection.isSystemBusThere { complainOfBus("there is no system bus") }
    do throws(SystemError) {
      bus.system = try .systemBus(
        on: loop, for: self, connected: { $0.isConnectedToBus() }, ended: { $0.lostBus() })
      if let system = bus.system { serve(on: system) }
    } catch {
      complainOfBus("\(error)")
    }
  }

  private func isConnectedToBus() {
    guard let system = bus.system else { return }
    loop.task(for: self) { daemon in
      do throws(BusError) {
        try await system.requestName(BusNames.service)
        guard daemon.bus.system === system else { return }
        daemon.bus.ownsNameSince = daemon.uptime
        daemon.bus.isComplainedOf = false
      } catch {
        guard daemon.bus.system === system else { return }
        system.close()
        daemon.bus.system = nil
        daemon.complainOfBus("the bus does not give the name \(BusNames.service): \(error)")
      }
    }
  }

  private func lostBus() {
    // A bus that drops us at once would be connected to for ever.
    let isLasting = bus.ownsNameSince.map { uptime - $0 > 1_000_000 } ?? false
    bus.system = nil
    bus.ownsNameSince = nil
    bus.surveys.forgetAll()
    complainOfBus("the system bus ended the connection")
    if isLasting { connectToBus() }
  }

  private func complainOfBus(_ why: String) {
    guard !bus.isComplainedOf else { return }
    bus.isComplainedOf = true
    notifier.complain("\(why); until that changes dumpctl reaches this daemon on its own socket alone")
  }

  /// Ends all connections.
  func closeBus() {
    bus.listener?.close()
    bus.system?.close()
    bus.thread?.worker.abandon()
    bus = BusState()
  }

  /// Does what takes long, for an answer, on a thread that is there only while somebody waits for one.
  func answering<T: Sendable>(_ work: @escaping @Sendable () -> T) async throws(BusError) -> T {
    let thread: Worker
    do throws(SystemError) {
      thread = if let known = bus.thread?.worker { known } else { try Worker(name: "answers") }
    } catch {
      throw BusError(BusErrorName.failed, "\(error)")
    }
    bus.thread = (thread, (bus.thread?.users ?? 0) + 1)
    let result = await thread.run(work)
    if let (worker, users) = bus.thread, worker === thread {
      bus.thread = users > 1 ? (worker, users - 1) : nil
      // It has nothing more to do, so nothing is waited for.
      if users == 1 { worker.stop() }
    }
    giveMemoryBackSoon()
    return result
  }
}
