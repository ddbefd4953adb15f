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
  func happened(_ event: Lifecycle.Event, to name: FileName, in path: String) {
    var events = [event]
    var directory: Directory?
    while let event = events.first, directories[path]?.names[name] != nil {
      events.removeFirst()
      let actions = directories[path]?.names[name]?.lifecycle.handle(event) ?? []
      for action in actions { events += perform(action, on: name, in: path, &directory) }
    }
    if directories[path]?.names[name]?.lifecycle.isIdle == true { directories[path]?.names[name] = nil }
  }

  private func perform(
    _ action: Lifecycle.Action, on name: FileName, in path: String, _ directory: inout Directory?
  ) -> [Lifecycle.Event] {
    switch action {
    case .examine(let isSettled):
      return examine(name, in: path, isSettled, &directory)
    case .weigh:
      return [weigh(name, directory)].compactMap(\.self)
    case .secure(let identification, _):
      guard let directory else { return [.notSecured("the directory is gone")] }
      return secure(name, in: path, directory, identification)
    case .giveUpName:
      return [giveUp(name, in: path)]
    case .rescue(let identification, _):
      return rescue(name, in: path, identification)
    case .retry(let microseconds):
      start(.retryDue, after: microseconds, for: name, in: path)
    case .settle:
      if directories[path]?.mode == .leaseAndQuiet { directories[path]?.names[name]?.file = nil }
      let seconds = directories[path]?.settings.settleSeconds ?? 0
      start(.settled, after: Self.microseconds(seconds), for: name, in: path)
    case .startGrace:
      let seconds = directories[path]?.settings.partialGraceSeconds ?? 0
      start(.graceEnded, after: Self.microseconds(seconds), for: name, in: path)
    case .startNameGrace:
      let seconds = directories[path]?.settings.graceSeconds ?? 0
      start(.graceEnded, after: Self.microseconds(seconds), for: name, in: path)
    case .letGo:
      directories[path]?.names[name]?.file = nil
    case .report(let trouble):
      report(trouble, of: name, in: path)
    case .withdraw:
      let subject = Alert.Subject.dump("\(path)/\(name)")
      publish(book.update([], covering: { $0 == subject }, now: now))
    }
    return []
  }

  private func examine(
    _ name: FileName, in path: String, _ isSettled: Bool, _ directory: inout Directory?
  ) -> [Lifecycle.Event] {
    guard let watched = directories[path], let record = watched.names[name] else { return [] }
    do {
      let opened = try directory ?? Directory(watched.place)
      directory = opened
      guard try opened.status().identity == watched.identity else {
        schedule(.directories, after: 1000) { $0.lookAtDirectories() }
        return [.examined(.gone)]
      }
      if let preserved = record.preserved, let status = try opened.status(of: name),
        let finding = preserved.finding(status)
      {
        return [.examined(finding)]
      }
      if record.preserved == nil, watched.isAdopted(name), let status = try opened.status(of: name),
        status.changedNanoseconds <= announcedUntil ?? .min
      {
        // Told of by the daemon before this one.
        directories[path]?.names[name]?.preserved = .original(status)
        return [.examined(.preserved(isPair: false))]
      }
      let examination = Examination(
        name, in: opened, isSettled: isSettled, leaseSignal: Signals.firstRealTime, mode: watched.mode)
      // Before the settling time is over a lease would only be in the way of a copy that goes on by NFS.
      let isKept = watched.mode == .lease || isSettled
      let file = isKept ? examination.file : nil
      // Asked after the name was: a file that lost it before has none by now, and one that loses it later is held anew.
      let orphan = record.file.flatMap { Self.isOrphan($0, besides: file) ? $0 : nil }
      directories[path]?.names[name]?.orphan = orphan
      directories[path]?.names[name]?.file = file
      directories[path]?.names[name]?.status = examination.status
      return (orphan == nil ? [] : [.orphaned]) + [.examined(examination.finding)]
    } catch {
      // Out of descriptors or memory for now: nothing is known, so the name is looked at again.
      if let error = error as? SystemError, error.isPassing { return [.examined(.held)] }
      schedule(.directories, after: 1000) { $0.lookAtDirectories() }
      return [.examined(.gone)]
    }
  }

  /// Whether a descriptor is all that is left of a file, and `other` is none of it.
  private static func isOrphan(_ file: OpenFile, besides other: OpenFile?) -> Bool {
    guard let status = try? FileStatus(of: file.descriptor), status.links == 0 else { return false }
    return other.flatMap { try? FileStatus(of: $0.descriptor).identity } != status.identity
  }

  /// Compares what is still to come of a file that is being written with what is free for it.
  private func weigh(_ name: FileName, _ directory: Directory?) -> Lifecycle.Event? {
    guard let directory, let file = try? directory.openFile(name),
      let status = try? FileStatus(of: file.descriptor), let free = directory.space().value?.free
    else { return nil }
    let identification = identify(FileSource(file, length: status.length), isSettled: false)
    guard let expected = identification.expected else { return nil }
    return .weighed(identification, missing: expected.bytes.less(status.allocated), free: free)
  }

  private func start(
    _ event: Lifecycle.Event, after microseconds: UInt64, for name: FileName, in path: String
  ) {
    guard !isEnding else { return }
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
