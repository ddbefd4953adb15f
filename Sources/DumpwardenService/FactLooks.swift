import DumpStore
internal import Glibc
import Inventory
import Linux
import Sizing
import Systemd

/// Facts that nobody typed: what was imported, and what hosts drop beside their dumps.
extension Daemon {
  private static let factEvents: InotifyMask = [
    .create, .closeWrite, .movedTo, .movedFrom, .delete, .deleteSelf, .moveSelf, .onlyDirectory,
  ]

  /// Where `dumpctl import` keeps what it read.
  private var importsDirectory: String? { options.stateDirectory.map { "\($0)/facts" } }

  /// All gathered facts in force.
  var gatheredFacts: [HostFile] {
    importedFacts + droppedFacts.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Reads all that was imported, and watches for what will be.
  func readImports() {
    guard let state = options.stateDirectory, let top = importsDirectory else { return }
    importedFacts = readImportedFacts(state: state)
    let places = [state, top] + ImportKind.allCases.map { factsDirectory($0, state: state) }
    for path in places where importWatches[path] == nil {
      // A directory that the first import will make is seen in the one above it.
      let mask = path == state ? [.create, .movedTo, .onlyDirectory] : Self.factEvents
      importWatches[path] = try? loop.watch(path, mask, for: self) { daemon, event in
        daemon.sawImport(event, path)
      }
    }
  }

  private func sawImport(_ event: DirectoryEvent, _ path: String) {
    // The daemon's own state file lies in the directory above.
    if path == options.stateDirectory, event.name.map({ $0.elementsEqual("facts".utf8) }) != true,
      !event.overflow
    {
      return
    }
    if !event.mask.isDisjoint(with: [.deleteSelf, .moveSelf, .ignored, .unmounted]) {
      importWatches[path] = nil
    }
    lookAtFactsSoon()
  }

  /// Reads what lies in a directory that is looked at, and judges anew where that is not what was there before.
  func lookAtDroppedFacts(in path: String, _ directory: Directory) {
    let before = droppedFacts[path]
    readDroppedFacts(in: path, directory)
    if droppedFacts[path] != before { lookAtFactsSoon() }
  }

  /// Reads what a host dropped into its directory, or notes that it is gone.
  private func readDroppedFacts(in path: String, _ directory: Directory) {
    guard let watched = directories[path] else { return }
    take(DroppedFacts.read(watched.settings.facts, in: directory, of: watched.host, now: now), in: path)
  }

  private func take(_ file: HostFile?, in path: String) {
    // A sender that is still writing has nothing to say yet; what it said before holds until then.
    if let file, file.diagnostics.contains(where: { $0.severity == .error }),
      let kept = droppedFacts[path], kept.hosts.contains(where: { $0.unreadable == nil })
    {
      droppedFacts[path]?.diagnostics = file.diagnostics
      return
    }
    droppedFacts[path] = file
  }

  /// Notes that something happened to a name in a dump directory, where it is that of dropped facts.
  func sawDroppedFacts(_ event: DirectoryEvent, _ name: FileName, in path: String) -> Bool {
    guard let watched = directories[path], FileName(watched.settings.facts) == name else { return false }
    // What is being made is read when it is closed.
    if event.mask.isDisjoint(with: [.create, .attributes]) {
      changedFacts.insert(path)
      lookAtFactsSoon()
    }
    return true
  }

  private func lookAtFactsSoon() {
    schedule(.facts, after: 100_000) { daemon in
      let changed = daemon.changedFacts
      daemon.changedFacts = []
      for path in changed {
        guard let watched = daemon.directories[path], let directory = try? Directory(watched.place) else {
          continue
        }
        daemon.readDroppedFacts(in: path, directory)
      }
      daemon.readImports()
      daemon.assess()
    }
  }

  /// Forgets what was dropped into directories that are looked at no more.
  func forgetDroppedFacts() {
    let polled = Set(polledMounts.values.flatMap(\.directories.keys))
    for path in droppedFacts.keys where directories[path] == nil && !polled.contains(path) {
      droppedFacts[path] = nil
      polledFacts[path] = nil
    }
  }

  /// What the thread of a mount that may not answer looks for, besides dumps.
  func factPolls(of mount: PolledMount) -> [String: FactPoll] {
    mount.directories.mapValues {
      FactPoll(place: $0.place, name: $0.settings.facts, host: $0.host, now: now)
    }.reduce(into: [:]) { polls, entry in
      polls[entry.key] = entry.value
      polls[entry.key]?.known = polledFacts[entry.key]
    }
  }

  /// Takes over what a poll found of facts; a file that is as it was is not read again.
  func take(_ answers: [String: FactPoll.Answer]) {
    for (path, answer) in answers {
      guard case .changed(let file, let status) = answer else { continue }
      polledFacts[path] = status
      take(file, in: path)
      lookAtFactsSoon()
    }
  }

  /// Whether a file is one of hosts or of gathered facts, and so none of the configuration.
  func isFactsFile(_ path: String) -> Bool {
    let names = Set(configuration.dumpDirectories.map(\.facts))
    return hostsDirectory.isPrefix(ofPath: path) || importsDirectory?.isPrefix(ofPath: path) == true
      || path.split(separator: "/").last.map { names.contains(String($0)) } == true
  }
}

/// A look for dropped facts, made by the thread of a mount that may not answer.
struct FactPoll: Sendable {
  /// What came of it; nothing changed where the file is the one that was read before.
  enum Answer: Sendable {
    case unchanged
    case changed(HostFile?, FileStatus?)
  }

  let place: DirectoryPath
  let name: String
  let host: String
  let now: Timestamp
  /// What the file was when it was read last.
  var known: FileStatus?

  func run() -> Answer {
    guard let fileName = FileName(name), let directory = try? Directory(place),
      let status = try? directory.status(of: fileName)
    else { return known == nil ? .unchanged : .changed(nil, nil) }
    guard status != known else { return .unchanged }
    return .changed(DroppedFacts.read(name, in: directory, of: host, now: now), status)
  }
}
