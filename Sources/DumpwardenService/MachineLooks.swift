internal import Glibc
import Inventory
import Linux
import Systemd

/// This machine: the kernel says when its swap, its mounts or its memory change, and once an hour all is looked at.
extension Daemon {
  private static let hourMicroseconds: UInt64 = 3_600_000_000

  /// Watches what the assessment of this machine rests on.
  func watchTheMachine() {
    watchTable("/proc/swaps") { daemon in daemon.assessSoon() }
    watchTable("/proc/self/mountinfo") { daemon in
      daemon.assessSoon()
      daemon.schedule(.directories, after: 1000) { $0.lookAtDirectories() }
    }
    watchExports()
    // Only udev tells of memory; where it does not run, in a container, the hourly look has to do.
    if let source = try? loop.onDevice(of: "memory", for: self, { daemon, _ in daemon.assessSoon() }) {
      sources.append(source)
    }
  }

  /// What is served by NFS decides what a lease is worth; where there is no server there is nothing to watch.
  private func watchExports() {
    let parts = ExportTable.path.split(separator: "/")
    let directory = "/" + parts.dropLast().joined(separator: "/")
    let events: InotifyMask = [.closeWrite, .movedTo, .delete, .onlyDirectory]
    let source = try? loop.watch(directory, events, for: self) { daemon, event in
      guard let name = event.name, let last = parts.last, name.elementsEqual(last.utf8) else { return }
      daemon.schedule(.directories, after: 1000) { $0.lookAtDirectories() }
    }
    if let source { sources.append(source) }
  }

  private func assessSoon() { schedule(.assessment, after: 100_000) { $0.assess() } }

  private func watchTable(_ path: String, _ changed: @escaping @Sendable (isolated Daemon) -> Void) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      notifier.complain("\(SystemError("open", on: path, errno: errno)); changes are seen once an hour")
      return
    }
    let file = OpenFile(adopting: descriptor)
    attempt {
      sources.append(
        try loop.onReadiness(of: descriptor, .priority, for: self) { daemon in
          // The kernel has already noted that this descriptor was told; reading is not needed to be told again.
          changed(daemon)
        })
    }
    kernelTables.append(file)
  }

  /// Looks at everything once an hour: what no event tells (a balloon, a clock, an expired acceptance) shows then.
  func startHourlyLook() throws(SystemError) {
    hourly = try loop.timer(after: Self.hourMicroseconds, accuracy: 60_000_000, for: self) { daemon in
      daemon.lookAtDirectories()
      // A file that changed behind a link, or where nothing tells of changes.
      daemon.readAllHosts()
      daemon.forgetPolledHoldings()
      daemon.assess()
      daemon.retainSoon()
      daemon.bus.surveys.forgetAll()
      daemon.connectToBus()
      daemon.attempt { try daemon.startHourlyLook() }
    }
  }
}
