import DumpFormats
import DumpStore
import DumpwardenBus
import Inventory
import Linux
import Sizing
import Systemd

/// What is told to whoever listens on the bus.
extension Daemon {
  /// More hosts than these that stand otherwise at once are told of as one.
  private static let mostChanges = 20

  /// Tells of properties and directories that changed, soon and once.
  func tellBusSoon() {
    guard !bus.listeners.isEmpty else { return }
    schedule(.bus, after: 20_000) { $0.tellBus() }
  }

  private func tellBus() {
    let now = snapshot
    let changed = bus.told.map { now.changed(since: $0) } ?? []
    bus.told = now
    let directories = Set(directoryObjects.map(\.path))
    let (added, removed) = (
      directories.subtracting(bus.toldDirectories), bus.toldDirectories.subtracting(directories)
    )
    bus.toldDirectories = directories
    for connection in bus.listeners {
      attempt {
        if !changed.isEmpty {
          try connection.emitChanged(changed, of: ManagerInterface.name, at: BusNames.manager)
        }
        for path in added.sorted().compactMap(BusNames.object) { try connection.emitAdded(path) }
        for path in removed.sorted().compactMap(BusNames.object) {
          try connection.emitRemoved(path, interfaces: [DirectoryInterface.name])
        }
      }
    }
  }

  /// Takes the statuses of a look and tells of those that changed.
  func took(_ statuses: [String: Status]) {
    let before = self.statuses
    self.statuses = statuses
    tellBusSoon()
    guard !bus.listeners.isEmpty else { return }
    let changed = statuses.filter { before[$0.key] != $0.value }
    guard changed.count <= Self.mostChanges else {
      emit("AssessmentChanged", ["", tally.worst.rawValue])
      return
    }
    for (name, status) in changed.sorted(by: { $0.key < $1.key }) {
      emit("AssessmentChanged", [name, status.rawValue])
    }
  }

  /// Tells of an alert that an entry raises or clears: of hosts and files to everyone, of the rest to whom it concerns.
  func signal(_ notification: Notification) {
    guard !bus.listeners.isEmpty, let change = notification.change else { return }
    let (kind, message) = (notification.kind.rawValue, notification.message)
    switch change {
    case .raised(let subject):
      emit(
        "AlertRaised", about: subject,
        [subject.key, kind, UInt32(clamping: notification.priority), message])
    case .cleared(let subject):
      emit("AlertCleared", about: subject, [subject.key, kind, message])
    case .manyRaised(let isPublic):
      guard isPublic else { return }
      emit("AlertRaised", ["", kind, UInt32(clamping: notification.priority), message])
    }
  }

  /// Tells of a dump that is kept and on the disk.
  func signalPreserved(
    _ identification: Identification, from: String, to: String, host: String, length: Bytes,
    in directory: String, safeAfter microseconds: UInt64?
  ) {
    lastSafeAfter = microseconds.map { (to, $0) }
    emit(
      "DumpPreserved", ofDirectory: directory,
      [from, to, host, identification.bugCheck?.codeText ?? "", length.count, microseconds ?? UInt64(0)])
  }

  /// Tells of dumps that retention deleted.
  func signalDeleted(_ deletions: [RetentionPlan.Deletion]) {
    guard !bus.listeners.isEmpty else { return }
    for deletion in deletions {
      emit(
        "DumpDeleted", ofDirectory: deletion.dump.directory,
        [deletion.dump.path, deletion.dump.host, deletion.reason, deletion.dump.allocated.count])
    }
  }

  private func emit(_ signal: String, _ values: [any BusValue]) {
    for connection in bus.listeners {
      attempt { try connection.emit(signal, of: ManagerInterface.name, at: BusNames.manager, values) }
    }
  }

  private func emit(_ signal: String, about subject: Alert.Subject, _ values: [any BusValue]) {
    guard !subject.isPublic else { return emit(signal, values) }
    guard let directory = directory(concernedBy: subject) else { return }
    emit(signal, ofDirectory: directory, values)
  }

  /// On the bus its policy lets root alone receive these; here it is for us to see to that.
  private func emit(_ signal: String, ofDirectory directory: String, _ values: [any BusValue]) {
    guard let path = BusNames.object(ofDirectory: directory) else { return }
    for connection in bus.listeners where connection.user.map(Self.isTrusted) ?? true {
      attempt { try connection.emit(signal, of: DirectoryInterface.name, at: path, values) }
    }
  }

  /// The directory whose object tells of an alert.
  private func directory(concernedBy subject: Alert.Subject) -> String? {
    let paths = directoryObjects.map(\.path)
    switch subject {
    case .host, .file: return nil
    case .directory(let path), .archive(let path): return path
    case .dump(let path):
      let parent = Self.parent(of: path)
      if paths.contains(parent) { return parent }
      return paths.first { $0.isPrefix(ofPath: path) }
        ?? directories.values.first { watched in
          DumpDirectory(place: watched.place, host: watched.host, settings: watched.settings)
            .archivePath == parent
        }?.place.path
    case .retention(_, let place):
      let isEntry = configuration.dumpDirectories.contains { $0.path == place }
      guard !isEntry else { return paths.first { directories[$0]?.settings.path == place } }
      return paths.first { mounts.mount(containing: $0)?.mountPoint == place }
    }
  }
}

extension DumpDirectory {
  /// Where its archive is; `nil` where `archive` names no directory for its host.
  var archivePath: String? {
    switch archivePlace {
    case .below(let name): "\(place.path)/\(name)"
    case .outside(let place): place.path
    case nil: nil
    }
  }
}
