import DumpReports
import DumpStore
import DumpwardenBus
internal import Glibc
import Inventory
import Sizing
import Systemd

/// Calls from the bus: who may, how many at once, and which method answers.
extension Daemon {
  /// Takes a call; its answer comes when it is ready, and the loop goes on meanwhile.
  func wasCalled(_ call: BusCall) {
    let table = call.path == BusNames.manager ? ManagerInterface.table : DirectoryInterface.table
    guard let method = table.method(call.method) else { return call.fail(.unknownObject(call.path.text)) }
    let caller = BusState.Caller(call)
    guard bus.begin(caller) else {
      return call.fail(.limitsExceeded("too many calls wait for their answers: ask again when some came"))
    }
    loop.task(for: self) { daemon in
      do throws(BusError) {
        try await daemon.answer(call, method)
      } catch {
        call.fail(error)
      }
      daemon.bus.end(caller)
    }
  }

  /// Whether a user may do everything: root, and the one that the daemon runs as.
  static func isTrusted(_ user: UInt32) -> Bool { user == 0 || user == geteuid() }

  private func authorize(
    _ call: BusCall, _ access: BusInterface.Access, mayAsk: Bool = true
  ) async throws(BusError) {
    guard case .authorized(let action) = access else { return }
    guard try await !Self.isTrusted(call.user()) else { return }
    try await BusAuthority.check(call, action: action, isInteractive: mayAsk && call.isInteractive)
  }

  private func answer(_ call: BusCall, _ method: BusInterface.Method) async throws(BusError) {
    switch (call.path == BusNames.manager, call.method) {
    case (true, "Prune"):
      let directory = try call.read(String.self)
      let isDryRun = try call.read(Bool.self)
      try await authorize(call, isDryRun ? .authorized(action: BusNames.listAction) : method.access)
      call.reply(try await prune(directory, isDryRun: isDryRun))
    case (true, "ListAlerts"):
      try await listAlerts(call)
    default:
      try await authorize(call, method.access)
      if call.path == BusNames.manager {
        try await answerAuthorized(call)
      } else {
        try await answerOfDirectory(call)
      }
    }
  }

  private func answerAuthorized(_ call: BusCall) async throws(BusError) {
    switch call.method {
    case "ListHosts":
      let (after, limit) = (try call.read(String.self), try call.read(UInt32.self))
      let answers = hostAnswers
      let page = try await answering { answers.page(after: after, limit: limit) }
      call.reply(page.hosts, page.next)
    case "DescribeHost": call.reply(try await describeHost(try call.read()))
    case "ListDirectories":
      let page = Page(directoryObjects, after: try call.read(), limit: try call.read()) { $0.path }
      let rows = page.items.map {
        DirectoryRow(object: $0.object, path: $0.path, host: $0.directory.host, mode: $0.mode.rawValue)
      }
      call.reply(rows, page.next)
    case "ListDumps":
      let page = try await listDumps(after: try call.read(), limit: try call.read())
      call.reply(page.page, page.next)
    case "DescribeDump": call.reply(try await dump(named: try call.read()).dump.detailedJSON.text)
    case "DescribeRoom":
      let answers = dumpAnswers()
      call.reply(try await answering { answers.look().room })
    case "LastDump":
      let last = try await lastDump()
      call.reply(last.path, last.host, last.json)
    case "Preserve": call.reply(try await preserve(in: try call.read()))
    case "Pin":
      call.reply(
        try await pin(
          try call.read(), reason: try call.read(), until: try call.read(), by: try await call.user()))
    case "Unpin": call.reply(try await unpin(try call.read()))
    case "Reload":
      reload()
      call.reply()
    case "FinishTest":
      try await finishTest(try call.read())
      call.reply()
    default: call.fail(.failed("\(call.method) is not served"))
    }
  }

  private func answerOfDirectory(_ call: BusCall) async throws(BusError) {
    guard let found = directory(of: call.path) else { throw .unknownObject(call.path.text) }
    switch call.method {
    case "ListDumps":
      let answers = dumpAnswers()
      let path = found.path
      let rows = try await answering {
        answers.look().dumps.lazy.filter { $0.directory.place.path == path }
          .prefix(Int(BusNames.longestPage)).map(DumpRow.init)
      }
      call.reply(Array(rows))
    case "Preserve": call.reply(try await preserve(in: found.path))
    default: call.fail(.failed("\(call.method) is not served"))
    }
  }

  private func listAlerts(_ call: BusCall) async throws(BusError) {
    let (after, limit) = (try call.read(String.self), try call.read(UInt32.self))
    var seesAll = false
    do throws(BusError) {
      // Nobody is asked for a password to be shown more than he asked for.
      try await authorize(call, .authorized(action: BusNames.listAction), mayAsk: false)
      seesAll = true
    } catch {
      seesAll = false
    }
    let page = book.page(after: after, limit: limit, seesAll: seesAll)
    call.reply(page.alerts, page.next, page.hidden)
  }

  private var hostAnswers: HostAnswers {
    HostAnswers(
      files: hostFiles.values.sorted { $0.path < $1.path }, gathered: gatheredFacts,
      holdings: holdings, configuration: configuration, machine: machine, now: now)
  }

  /// What is watched on this machine's own file systems: a look at a dead mount would never come back.
  func dumpAnswers() -> DumpAnswers {
    let directories = directories.values.map { watched in
      DumpDirectory(place: watched.place, host: watched.host, settings: watched.settings)
    }.sorted { $0.place.path < $1.place.path }
    return DumpAnswers(
      directories: directories, files: hostFiles.values.sorted { $0.path < $1.path },
      configuration: configuration, machine: machine, now: now, cache: surveyCache)
  }

  private func describeHost(_ name: String) async throws(BusError) -> String {
    let answers = hostAnswers
    let found = try await answering { answers.description(of: name) }
    guard let json = found.json else {
      throw BusError(
        BusErrorName.noSuchHost, "there is no host '\(name.asSafeText)'\(Self.hint(found.nearest))")
    }
    return json
  }

  private func listDumps(after: String, limit: UInt32) async throws(BusError) -> (
    page: [DumpRow], next: String
  ) {
    guard after.isEmpty else {
      guard let page = bus.surveys.page(after, limit: limit) else {
        throw BusError(
          BusErrorName.stale, "the list that this page is of is not kept any more: begin anew")
      }
      return page
    }
    let answers = dumpAnswers()
    let rows = try await answering { answers.look().dumps.map(DumpRow.init) }
    return bus.surveys.first(of: rows, limit: limit)
  }

  private func lastDump() async throws(BusError) -> (path: String, host: String, json: String) {
    let answers = dumpAnswers()
    let safeAfter = lastSafeAfter
    return try await answering {
      guard let last = answers.look().last else { return ("", "", "") }
      let known = safeAfter?.path == last.path ? safeAfter?.microseconds : nil
      let more: [(String, (any Encodable)?)] = known.map { [("safe_after_us", $0)] } ?? []
      return (last.path, last.host, last.detailedJSON(and: more).text)
    }
  }

  static func hint(_ nearest: String?) -> String { nearest.map { ": did you mean \($0.asSafeText)?" } ?? "" }
}
