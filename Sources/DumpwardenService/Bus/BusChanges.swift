import DumpFormats
import DumpReports
import DumpStore
import DumpwardenBus
internal import Glibc
import Linux
import Sizing
import Systemd

/// What callers on the bus have the daemon do.
extension Daemon {
  /// A dump that was found, and all that was looked at on the way.
  struct FoundDump: Sendable {
    let dump: ListedDump
    let look: DumpAnswers.Look
  }

  /// Finds a dump by its path, or by a file name that no other has.
  func dump(named word: String) async throws(BusError) -> FoundDump {
    let answers = dumpAnswers()
    let look = try await answering { answers.look() }
    switch look.dump(word) {
    case .success(let dump): return FoundDump(dump: dump, look: look)
    case .failure(.none(let nearest)):
      throw BusError(
        BusErrorName.noSuchDump, "there is no dump '\(word.asSafeText)'\(Self.hint(nearest))")
    case .failure(.several(let paths)):
      throw BusError(
        BusErrorName.ambiguous,
        "'\(word.asSafeText)' is the name of several dumps: \(paths.map(\.asSafeText).joined(separator: ", "))"
      )
    }
  }

  /// Checks that a directory is one of ours; an empty path means all of them.
  private func directories(named path: String) throws(BusError) -> Set<String> {
    guard !path.isEmpty else { return Set(directories.keys) }
    guard directories[path] == nil else { return [path] }
    let isPolled = polledMounts.values.contains { $0.directories[path] != nil }
    guard !isPolled else {
      throw BusError(
        BusErrorName.failed,
        "\(path.asSafeText) is polled, and taken care of by itself: the kernel does not tell who writes there"
      )
    }
    let nearest = nearestWord(to: path, among: directories.keys.sorted())
    throw BusError(
      BusErrorName.noSuchDirectory, "there is no dump directory '\(path.asSafeText)'\(Self.hint(nearest))")
  }

  /// Has everything in a directory, or in all, looked at now, and waits until what that took to safety is on the disk.
  func preserve(in path: String) async throws(BusError) -> [PreservedRow] {
    let paths = try directories(named: path)
    let run = preserving.begin()
    for path in paths.sorted() {
      guard let watched = directories[path], let directory = try? Directory(watched.place) else { continue }
      lookAtNames(in: path, directory)
    }
    preserving.current = nil
    while let task = preserving.next(of: run) { await task.value }
    return preserving.end(run)
  }

  /// Deletes what the policy wants gone, or says what that would be.
  func prune(_ path: String, isDryRun: Bool) async throws(BusError) -> String {
    let chosen = try directories(named: path)
    let answers = dumpAnswers()
    let look = try await answering { answers.look() }
    // What is not told of yet is no reason to delete another; a plan that is only shown is the one of a moment later,
    // and the same that dumpctl makes by itself.
    let fileSystems = isDryRun ? look.survey.fileSystems : look.survey.fileSystems.map(withoutUntold)
    let (notifier, now, interruption) = (notifier, now, retentionInterruption)
    let rules = isDryRun ? nil : DeletionRules.person(today: now.date, lockMilliseconds: 10_000)
    let report = try await answering {
      let operations = FileOperations { (call) throws(SystemError) in try interruption.check(call) }
      let parts = fileSystems.map { fileSystem in
        PruneReport.Part(
          fileSystem, of: chosen, rules, now: now, operations: operations,
          hasDeleted: { notifier.write(RetentionWords.deleted($0)) })
      }
      let troubles = look.survey.troubles.contains { trouble in
        trouble.errno != nil && chosen.contains { $0.isPrefix(ofPath: trouble.path) }
      }
      return PruneReport(
        parts: parts, directories: chosen.count, isDryRun: isDryRun, isWholeAnswer: !troubles)
    }
    if !isDryRun {
      signalDeleted(report.removed)
      bus.surveys.forgetAll()
      retainSoon()
    }
    return report.json.text
  }

  /// Pins a dump.
  func pin(
    _ word: String, reason: String, until: UInt64, by user: UInt32
  ) async throws(BusError) -> String {
    guard reason.utf8.contains(where: { $0 > 0x20 }) else { throw .invalidArguments("a reason is required") }
    guard reason.utf8.count <= 1000 else {
      throw .invalidArguments("a reason has 1000 bytes at most")
    }
    let seconds = Int64(clamping: until / 1_000_000)
    let last = until == 0 ? nil : Timestamp(seconds: seconds).date
    if let last, last < now.date { throw .invalidArguments("\(last) is over: today is \(now.date)") }
    let found = try await dump(named: word)
    let (operations, now) = (operations, now)
    return try await changing(found.dump) { name, container throws(SystemError) in
      let pin = Pin(reason: reason.asSafeText, until: last, by: Self.name(of: user), since: now)
      try operations.pin(name, in: container, pin)
    }
  }

  /// Gives a dump back to its policy.
  func unpin(_ word: String) async throws(BusError) -> String {
    let found = try await dump(named: word)
    let operations = operations
    return try await changing(found.dump) { name, container throws(SystemError) in
      _ = try operations.unpin(name, in: container)
    }
  }

  /// Removes the preserved dump of a self-test and remembers that it passed.
  func finishTest(_ path: String) async throws(BusError) {
    let found = try await dump(named: path)
    guard found.dump.isTest, found.dump.place == .kept, found.dump.identification?.state == .whole else {
      throw BusError(
        BusErrorName.noSuchDump, "\(path.asSafeText) is no whole test dump that was preserved: it stays")
    }
    let operations = operations
    _ = try await changing(found.dump) { name, container throws(SystemError) in
      try operations.removeTestDump(name, in: container)
    }
    tested = now
    testedConfiguration = configuration.digest
    saveState()
    tellBusSoon()
  }

  /// Does something beside a kept dump, or to it, on the answers' thread; answers its path.
  private func changing(
    _ dump: ListedDump,
    _ change: @escaping @Sendable (FileName, Directory) throws(SystemError) -> Void
  ) async throws(BusError) -> String {
    let given = FileName(dump.path.split(separator: "/").last.map(String.init) ?? "")
    guard dump.place != .canonical, let name = dump.name ?? given else {
      throw BusError(
        BusErrorName.failed,
        "\(dump.path.asSafeText) stands under its canonical name and will get another: wait until it is preserved"
      )
    }
    let result = try await answering { () -> Result<Void, BusError> in
      do {
        try change(name, try Self.container(of: dump, name))
        return .success(())
      } catch {
        return .failure(BusError(BusErrorName.failed, "\(error)"))
      }
    }
    try result.get()
    bus.surveys.forgetAll()
    retainSoon()
    return dump.path
  }

  /// The directory that a kept dump is in.
  private static func container(of dump: ListedDump, _ name: FileName) throws -> Directory {
    let directory = try Directory(dump.directory.place)
    guard let place = dump.directory.archivePlace, !dump.path.hasPrefix(directory.path(of: name)) else {
      return directory
    }
    return try Archive.find(place, of: directory, owner: .anyone)
  }

  /// Whom a pin names; asked on a thread that may wait for a directory service.
  private static func name(of user: UInt32) -> String {
    getpwuid(user).flatMap { $0.pointee.pw_name }.map { String(cString: $0) } ?? "\(user)"
  }
}
