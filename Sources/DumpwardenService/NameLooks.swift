import DumpFormats
import DumpStore
internal import Glibc
import Inventory
import Linux
import Sizing
import Systemd

/// One canonical name: the lifecycle decides, and here it is done.
extension Daemon {
  /// Something about a name was noticed: look at it.
  func noticed(_ name: FileName, in path: String) {
    directories[path]?.names[name, default: .init()].noticed = uptime
    happened(.noticed, to: name, in: path)
  }

  /// Hands an event to the name's lifecycle, carries out what it answers, and hands back what came of that.
  private func happened(_ event: Lifecycle.Event, to name: FileName, in path: String) {
    var events = [event]
    var directory: Directory?
    while let event = events.first, directories[path]?.names[name] != nil {
      events.removeFirst()
      let actions = directories[path]?.names[name]?.lifecycle.handle(event) ?? []
      for action in actions {
        if let followed = perform(action, on: name, in: path, &directory) { events.append(followed) }
      }
    }
    if directories[path]?.names[name]?.lifecycle.isIdle == true { directories[path]?.names[name] = nil }
  }

  private func perform(
    _ action: Lifecycle.Action, on name: FileName, in path: String, _ directory: inout Directory?
  ) -> Lifecycle.Event? {
    switch action {
    case .examine(let isSettled):
      return examine(name, in: path, isSettled, &directory)
    case .secure(let identification, let mark):
      guard let directory else { return .notSecured("the directory is gone") }
      return secure(name, in: path, directory, identification, mark)
    case .retry(let microseconds):
      start(.retryDue, after: microseconds, for: name, in: path)
    case .settle:
      let seconds = directories[path]?.settings.settleSeconds ?? 0
      start(.settled, after: Self.microseconds(seconds), for: name, in: path)
    case .startGrace:
      let seconds = directories[path]?.settings.partialGraceSeconds ?? 0
      start(.graceEnded, after: Self.microseconds(seconds), for: name, in: path)
    case .letGo:
      directories[path]?.names[name]?.file = nil
    case .report(let trouble):
      report(trouble, of: name, in: path)
    case .withdraw:
      let subject = Alert.Subject.dump("\(path)/\(name)")
      publish(book.update([], covering: { $0 == subject }, now: now))
    }
    return nil
  }

  private func examine(
    _ name: FileName, in path: String, _ isSettled: Bool, _ directory: inout Directory?
  ) -> Lifecycle.Event? {
    guard let watched = directories[path] else { return nil }
    do {
      let opened = try directory ?? Directory(watched.place)
      directory = opened
      guard try opened.status().identity == watched.identity else {
        schedule(.directories, after: 1000) { $0.lookAtDirectories() }
        return .examined(.gone)
      }
      let examination = Examination(name, in: opened, isSettled: isSettled, mode: watched.mode)
      directories[path]?.names[name]?.file = examination.file
      directories[path]?.names[name]?.status = examination.status
      return .examined(examination.finding)
    } catch {
      // Out of descriptors or memory for now: nothing is known, so the name is looked at again.
      if let error = error as? SystemError, error.isPassing { return .examined(.held) }
      schedule(.directories, after: 1000) { $0.lookAtDirectories() }
      return .examined(.gone)
    }
  }

  private func secure(
    _ name: FileName, in path: String, _ directory: Directory, _ identification: Identification,
    _ mark: PreservedName.Mark?
  ) -> Lifecycle.Event {
    guard let watched = directories[path], let record = watched.names[name], let file = record.file,
      let status = record.status
    else { return .notSecured("the file is gone") }
    guard let place = Archive.place(watched.settings.archive, host: watched.host) else {
      return .notSecured("'\(watched.settings.archive.asSafeText)' names no directory for \(watched.host)")
    }
    do {
      let archive = try Archive.open(place, of: directory, with: operations)
      let time = identification.crashTimeIsOfCrash ? identification.crashTime : nil
      let newName = PreservedName(
        canonical: name, time: time ?? status.modified, bugCheckCode: identification.bugCheck?.code,
        mark: mark)
      let final = try operations.secure(name, status, in: directory, as: newName, in: archive)
      directories[path]?.names[name]?.file = nil
      let dump = SecuredDump(file: file, directory: directory, archive: archive, name: final, canonical: name)
      let microseconds = uptime - record.noticed
      holdLease(of: dump)
      keep(
        dump, identification, length: Bytes(clamping: status.length), of: watched.host,
        safeAfter: microseconds)
      return .secured
    } catch {
      return .notSecured("\(error)")
    }
  }

  private func start(
    _ event: Lifecycle.Event, after microseconds: UInt64, for name: FileName, in path: String
  ) {
    attempt {
      directories[path]?.names[name]?.timer = try loop.timer(after: microseconds, for: self) { daemon in
        daemon.happened(event, to: name, in: path)
      }
    }
  }

  private func report(_ trouble: Lifecycle.Trouble, of name: FileName, in path: String) {
    guard let watched = directories[path] else { return }
    let alert = AlertWords.alert(of: trouble, at: "\(path)/\(name)", host: watched.host, path)
    publish(book.update([alert], covering: { $0 == alert.subject }, now: now))
  }

  private static func microseconds(_ seconds: UInt64) -> UInt64 {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    return overflow ? .max : product
  }
}
