import DumpStore
internal import Glibc
import Inventory
import Linux
import Sizing
import Systemd

/// The hosts: which files speak of them, and how they stand.
extension Daemon {
  private static let hostFileEvents: InotifyMask = [
    .create, .closeWrite, .movedTo, .movedFrom, .delete, .deleteSelf, .moveSelf, .onlyDirectory,
  ]
  /// Changes that come together, as an editor or a copy makes them, are one look.
  private static let togetherMicroseconds: UInt64 = 100_000

  /// The directory of the host files: beside the configuration file.
  var hostsDirectory: String { targetHostsDirectory(main: options.configuration) }

  /// Watches the host files; where their directory is missing, its parent for when it appears.
  func watchHosts() {
    let path = hostsDirectory
    hostsWatch = try? loop.watch(path, Self.hostFileEvents, for: self) { daemon, event in
      daemon.sawHostFile(event)
    }
    guard hostsWatch == nil else { return }
    let parent = "/" + path.split(separator: "/").dropLast().joined(separator: "/")
    hostsWatch = try? loop.watch(parent, [.create, .movedTo, .onlyDirectory], for: self) { daemon, event in
      guard event.mask.contains(.isDirectory) else { return }
      daemon.lookAtHostsAgain()
    }
  }

  private func sawHostFile(_ event: DirectoryEvent) {
    let isGone = !event.mask.isDisjoint(with: [.deleteSelf, .moveSelf, .ignored, .unmounted])
    guard !isGone, !event.overflow, let bytes = event.name,
      let name = String(validating: bytes, as: UTF8.self)
    else {
      lookAtHostsAgain()
      return
    }
    // A file that somebody makes is read once it is closed; a link, which nobody closes, is whole at once.
    if event.mask.contains(.create), !isLink(name) { return }
    changedHostFiles.insert(name)
    schedule(.hosts, after: Self.togetherMicroseconds) { daemon in
      let names = daemon.changedHostFiles
      daemon.changedHostFiles = []
      for name in names { daemon.readHostFile(named: name) }
      daemon.assess()
    }
  }

  private func isLink(_ name: String) -> Bool {
    guard let fileName = FileName(name),
      let directory = try? Directory(DirectoryPath(base: hostsDirectory)),
      let status = try? directory.status(of: fileName)
    else { return false }
    return status.kind == .link || status.links > 1
  }

  private func lookAtHostsAgain() {
    schedule(.hosts, after: Self.togetherMicroseconds) { daemon in
      daemon.changedHostFiles = []
      daemon.watchHosts()
      daemon.readAllHosts()
      daemon.assess()
    }
  }

  /// Reads every host file.
  func readAllHosts() {
    let files = readHosts(directory: hostsDirectory)
    let paths = Set(files.map(\.path))
    for path in hostFiles.keys where !paths.contains(path) { hostFiles[path] = nil }
    for file in files { take(file) }
  }

  /// Reads one host file that changed.
  private func readHostFile(named name: String) {
    let path = "\(hostsDirectory)/\(name)"
    guard isHostFileName(name), access(path, F_OK) == 0 else {
      hostFiles[path] = nil
      return
    }
    take(Inventory.readHostFile(path: path))
  }

  /// Puts a file in force; one with mistakes only where there is no earlier version without.
  private func take(_ file: HostFile) {
    let isBad = file.diagnostics.contains { $0.severity == .error }
    if isBad, var kept = hostFiles[file.path], !kept.hosts.isEmpty {
      kept.diagnostics = file.diagnostics
      hostFiles[file.path] = kept
    } else {
      hostFiles[file.path] = file
    }
  }

  /// Judges every host and tells what has changed.
  func assess() {
    let inventory = HostInventory(
      files: hostFiles.values.sorted { $0.path < $1.path }, gathered: gatheredFacts)
    var hosts = inventory.hosts
    if configuration.local.assess {
      hosts.insert(machine.facts(bootVolume: configuration.local.bootVolume, now: now), at: 0)
    }
    var tally = Tally()
    var alerts: [Alert] = []
    var statuses: [String: Status] = [:]
    var stale = 0
    let judge = HostJudge(
      policies: configuration.policies, acceptances: configuration.acceptances, now: now)
    let holdings = self.holdings
    var unseen: Set<String> = []
    for var facts in hosts {
      let wanted = facts.source == "local" ? Wanted(configuration.local.want) : judge.wanted(for: facts)
      if isUnseen(facts) { unseen.insert(facts.name) }
      if let found = holdings.of(facts) { facts.take(found, wanted: wanted) }
      // Most hosts are well, and of those nothing is said.
      let standing = judge.standing(of: facts, wanted: wanted)
      tally.count(standing)
      // This machine may be in its own inventory, and then the worse speaks for both.
      statuses[facts.name] = max(standing.status, statuses[facts.name] ?? .ok)
      guard standing.status != .ok else { continue }
      let assessment = judge.assessment(of: facts, wanted: wanted)
      if assessment.hasStaleFacts { stale += 1 }
      if let alert = AlertWords.alert(of: assessment) { alerts.append(alert) }
    }
    self.tally = tally
    staleHosts = stale
    took(statuses)
    alerts.sort { $0.priority < $1.priority }
    tellOfHostFiles(inventory)
    publish(
      book.update(
        alerts,
        covering: { subject in
          // What a dump said is not over because the dumps have not been looked at yet.
          if case .host(let name) = subject { !unseen.contains(name) } else { false }
        }, now: now))
    attempt { try manager.status(statusLine) }
  }

  /// Whether an earlier version of a file that has mistakes now is in force.
  private func isKept(_ path: String) -> Bool {
    if let file = hostFiles[path] { return !file.hosts.isEmpty }
    return gatheredFacts.contains { $0.path == path && $0.hosts.contains { $0.unreadable == nil } }
  }

  private func tellOfHostFiles(_ inventory: HostInventory) {
    var byFile: [String: [Diagnostic]] = [:]
    for diagnostic in inventory.diagnostics + gatheredFacts.flatMap(\.diagnostics) {
      byFile[diagnostic.file, default: []].append(diagnostic)
    }
    let alerts = byFile.sorted { $0.key < $1.key }.compactMap { path, diagnostics in
      AlertWords.alert(of: path, diagnostics, isKept: isKept(path))
    }
    publish(
      book.update(
        alerts,
        covering: { subject in if case .file(let path) = subject { isFactsFile(path) } else { false } },
        now: now))
  }
}
