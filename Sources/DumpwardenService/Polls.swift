import DumpFormats
import DumpStore
internal import Glibc
import Inventory
import Linux
import Sizing
import Systemd

/// One poll of a mount: its thread looks, the lifecycles decide, its thread secures.
extension Daemon {
  private struct Answer: Sendable {
    var listings: [DirectoryPath: Result<[String], SystemError>] = [:]
    var looks: [String: Result<DirectoryPoll.Answer, SystemError>] = [:]
    var facts: [String: FactPoll.Answer] = [:]
    var holdings: [String: Holdings] = [:]
  }

  private struct ToSecure {
    let path: String
    let name: FileName
    let snapshot: Lifecycle.Snapshot
    let identification: Identification
    let mark: PreservedName.Mark?
  }

  /// Looks at everything on a mount, and takes to safety what has been quiet for long enough.
  func pollOnce(_ mount: PolledMount) async {
    let listings = Array(mount.listings.keys)
    var polls: [String: DirectoryPoll] = [:]
    var due: [String: Set<FileName>] = [:]
    for (path, directory) in mount.directories {
      (polls[path], due[path]) = poll(of: directory, at: path, on: mount)
    }
    let asked = polls
    let factPolls = self.factPolls(of: mount)
    let (operations, now) = (self.operations, self.now)
    let stale = mount.directories.filter(\.value.isHoldingStale).mapValues { directory in
      DumpDirectory(place: directory.place, host: directory.host, settings: directory.settings)
    }
    for path in stale.keys { mount.directories[path]?.isHoldingStale = false }
    let answer = await ask(mount) {
      var answer = Answer()
      for place in listings { answer.listings[place] = Self.list(place) }
      for (path, poll) in asked { answer.looks[path] = poll.run(with: operations) }
      for (path, poll) in factPolls { answer.facts[path] = poll.run() }
      for (path, directory) in stale {
        answer.holdings[path] = HoldingsLook(directory, now: now).holdings
      }
      return answer
    }
    guard let answer else { return }
    take(answer.listings, of: mount)
    take(answer.facts)
    take(answer.holdings, of: mount)
    var hasChanged = false
    var toSecure: [ToSecure] = []
    for (path, looks) in answer.looks.sorted(by: { $0.key < $1.key }) {
      let before = mount.directories[path]?.failure
      toSecure += take(looks, of: path, due[path] ?? [], on: mount)
      if before != nil, mount.directories[path]?.failure == nil {
        mount.directories[path]?.isHoldingStale = true
      }
      hasChanged = hasChanged || mount.directories[path]?.failure != before
    }
    if hasChanged { tellOfDirectories() }
    for dump in toSecure { await secure(dump, on: mount) }
  }

  private static func list(_ place: DirectoryPath) -> Result<[String], SystemError> {
    Result { () throws(SystemError) in
      // A name that is no text cannot be a host's.
      try Directory(place).names().compactMap { String(validating: $0.bytes, as: UTF8.self) }.sorted()
    }
  }

  private func take(_ listings: [DirectoryPath: Result<[String], SystemError>], of mount: PolledMount) {
    var hasChanged = false
    for (place, listing) in listings {
      guard var known = mount.listings[place] else { continue }
      let before = (known.names, known.failure)
      switch listing {
      case .success(let names): (known.names, known.failure) = (names, nil)
      // The hosts that were there before are still polled, and tell for themselves.
      case .failure(let error): known.failure = error
      }
      hasChanged = hasChanged || before != (known.names, known.failure)
      mount.listings[place] = known
    }
    if hasChanged { schedule(.directories, after: 1000) { $0.lookAtDirectories() } }
  }

  /// What a directory's poll asks, and the names whose lifecycles wait for its answer.
  private func poll(
    of directory: PolledDirectory, at path: String, on mount: PolledMount
  ) -> (DirectoryPoll, Set<FileName>) {
    let settings = directory.settings
    var poll = DirectoryPoll(
      directory.place, names: settings.names.compactMap { FileName($0) },
      archive: Archive.place(settings.archive, host: directory.host))
    poll.finishesMoves = directory.finishesMoves
    for (name, dump) in directory.kept {
      guard dump.until > uptime else {
        mount.directories[path]?.kept[name] = nil
        continue
      }
      poll.kept[name] = dump.snapshot
    }
    var due: Set<FileName> = []
    for (name, record) in directory.names {
      guard let (event, moment) = record.due, moment <= uptime else { continue }
      mount.directories[path]?.names[name]?.due = nil
      let actions = mount.directories[path]?.names[name]?.lifecycle.handle(event) ?? []
      for case .examine(let isSettled) in actions {
        due.insert(name)
        // The settling time says that nothing was written in it, not that nobody will write.
        if isSettled, event != .settled { poll.overdue.insert(name) }
      }
    }
    return (poll, due)
  }

  private func take(
    _ looks: Result<DirectoryPoll.Answer, SystemError>, of path: String, _ due: Set<FileName>,
    on mount: PolledMount
  ) -> [ToSecure] {
    guard let directory = mount.directories[path] else { return [] }
    let found: [FileName: DirectoryPoll.Look]
    switch looks {
    case .success(let answer):
      found = answer.looks
      for name in answer.overwritten { tellOfOverwriting(name, in: path, on: mount) }
    case .failure(let error):
      // A file beside the hosts' directories, or one of these that went, is no dump directory.
      let isNone = [ENOTDIR, ENOENT].contains(error.errno) && !directory.place.below.isEmpty
      mount.directories[path]?.failure = isNone ? nil : error
      // The looks that were due are made by the next poll.
      for name in due { mount.directories[path]?.names[name]?.due = (.retryDue, 0) }
      return []
    }
    mount.directories[path]?.failure = nil
    mount.directories[path]?.finishesMoves = false
    var toSecure: [ToSecure] = []
    for name in Set(found.keys).union(directory.names.keys) {
      let finding = found[name]?.finding ?? .gone
      // Nothing new, and its time is not over: whatever waits goes on waiting.
      guard due.contains(name) || !Self.isSame(finding, directory.names[name]?.finding) else { continue }
      mount.directories[path]?.names[name, default: .init()].finding = finding
      if let dump = happened(.examined(finding), to: name, in: path, on: mount) { toSecure.append(dump) }
    }
    if !directory.isKnown { withdraw(in: path, but: Set(found.keys)) }
    mount.directories[path]?.isKnown = true
    return toSecure
  }

  /// Whether two looks found the same file, unchanged; how a hole at its tail is judged depends on what was asked.
  private static func isSame(_ finding: Lifecycle.Finding, _ known: Lifecycle.Finding?) -> Bool {
    guard case .unleased(let snapshot, _, _) = finding, case .unleased(let before, _, _) = known else {
      return finding == known
    }
    return snapshot == before
  }

  /// Clears what an earlier run of the daemon told of names that are gone by now.
  private func withdraw(in path: String, but present: Set<FileName>) {
    let present = Set(present.map { "\(path)/\($0)" })
    let gone = book.entries.values.compactMap { entry -> Alert.Subject? in
      guard case .dump(let dump) = entry.alert.subject, entry.alert.kind != .dumpAtRisk else { return nil }
      return Self.parent(of: dump) == path && !present.contains(dump) ? entry.alert.subject : nil
    }
    if !gone.isEmpty { publish(book.update([], covering: Set(gone).contains, now: now)) }
  }

  /// Hands an event to a name's lifecycle and does what it answers, but for the securing, which it answers.
  @discardableResult
  private func happened(
    _ event: Lifecycle.Event, to name: FileName, in path: String, on mount: PolledMount
  ) -> ToSecure? {
    guard let directory = mount.directories[path], var record = directory.names[name] else { return nil }
    let settings = directory.settings
    var dump: ToSecure?
    for action in record.lifecycle.handle(event) {
      switch action {
      // The next poll looks anyway, no file is ever kept open, and no dump keeps its canonical name.
      case .examine, .letGo, .weigh, .startNameGrace, .giveUpName, .rescue: break
      case .retry(let microseconds): record.due = (.retryDue, uptime + microseconds)
      case .settle:
        record.due = (.settled, uptime + PolledMount.microseconds(max(1, settings.settleSeconds)))
      case .startGrace:
        record.due = (.graceEnded, uptime + PolledMount.microseconds(settings.partialGraceSeconds))
      case .report(let trouble):
        let alert = AlertWords.alert(of: trouble, at: "\(path)/\(name)", host: directory.host, path)
        publish(book.update([alert], covering: { $0 == alert.subject }, now: now))
      case .withdraw:
        let subject = Alert.Subject.dump("\(path)/\(name)")
        publish(book.update([], covering: { $0 == subject }, now: now))
      case .secure(let identification, let mark):
        guard case .unleased(let snapshot, _, _) = record.finding else { break }
        dump = ToSecure(
          path: path, name: name, snapshot: snapshot, identification: identification, mark: mark)
      }
    }
    if event == .secured { record.finding = nil }
    mount.directories[path]?.names[name] = record.lifecycle.isIdle ? nil : record
    return dump
  }

  private func secure(_ dump: ToSecure, on mount: PolledMount) async {
    guard let directory = mount.directories[dump.path] else { return }
    guard let archive = Archive.place(directory.settings.archive, host: directory.host) else {
      let reason = "'\(directory.settings.archive.asSafeText)' names no directory for \(directory.host)"
      happened(.notSecured(reason), to: dump.name, in: dump.path, on: mount)
      return
    }
    let securing = PolledSecuring(
      dump.name, in: directory.place, archive: archive, as: dump.snapshot, dump.identification, dump.mark)
    let operations = self.operations
    // A server may take long to bring a dump to its disk.
    let result = await ask(mount, patience: 10) { securing.run(with: operations) }
    switch result {
    case nil: break
    case .success(let secured):
      tell(of: secured, dump, of: directory.host)
      mount.directories[dump.path]?.isHoldingStale = true
      // For as long as a sender is given to go on with its dump.
      let grace = PolledMount.microseconds(directory.settings.partialGraceSeconds)
      mount.directories[dump.path]?.kept[secured.name] = (dump.snapshot, secured.path, uptime + grace)
      happened(.secured, to: dump.name, in: dump.path, on: mount)
    case .failure(let failure):
      mount.directories[dump.path]?.finishesMoves = true
      happened(.notSecured("\(failure)"), to: dump.name, in: dump.path, on: mount)
    }
  }

  private func tellOfOverwriting(_ name: FileName, in path: String, on mount: PolledMount) {
    guard let dump = mount.directories[path]?.kept.removeValue(forKey: name) else { return }
    let alert = Alert(
      .dump(dump.path), .dumpAtRisk,
      message:
        "\(dump.path.asSafeText) is not what it was when it was preserved: a writer on another machine that had "
        + "it open goes on writing, and nothing here prevents it; give such senders a longer settle",
      fields: [JournalField(.dump, dump.path), JournalField(.directory, path)])
    publish(book.update([alert], covering: { $0 == alert.subject }, now: now))
  }

  private func tell(of secured: PolledSecuring.Secured, _ dump: ToSecure, of host: String) {
    if let reason = secured.notDurable {
      let alert = Alert(
        .dump(secured.path), .dumpAtRisk,
        message:
          "\(secured.path.asSafeText) is not on the server's disk, and a power cut may take it: \(reason)",
        fields: [JournalField(.dump, secured.path), JournalField(.directory, dump.path)])
      publish(book.update([alert], covering: { $0 == alert.subject }, now: now))
      return
    }
    publish([
      AlertWords.preserved(
        dump.identification, host: host, at: secured.path, length: Bytes(clamping: secured.length),
        in: dump.path, safeAfterMicroseconds: nil)
    ])
    signalPreserved(
      dump.identification, from: "\(dump.path)/\(dump.name)", to: secured.path, host: host,
      length: Bytes(clamping: secured.length), in: dump.path, safeAfter: nil)
  }
}
