import DumpReports
import DumpStore
import DumpwardenBus
import Systemd

extension RunningDaemon {
  /// Every host.
  func hosts() throws(BusError) -> [HostRow] { try pages("ListHosts").rows }

  /// Every directory that is watched.
  func directories() throws(BusError) -> [DirectoryRow] { try pages("ListDirectories").rows }

  /// Every alert that the caller may see, and how many others there are.
  func alerts() throws(BusError) -> (rows: [AlertRow], hidden: UInt32) {
    var hidden: UInt32 = 0
    let rows: [AlertRow] = try pages("ListAlerts") { reply throws(BusError) in hidden = try reply.read() }
      .rows
    return (rows, hidden)
  }

  /// Every dump, what arrived last first.
  func dumps() throws(BusError) -> [DumpRow] {
    // A survey that is gone before it was read to its end is begun anew, for a while.
    for _ in 0..<3 {
      do throws(BusError) {
        return try pages("ListDumps").rows
      } catch {
        guard error.isStale else { throw error }
      }
    }
    return try pages("ListDumps").rows
  }

  private func pages<Row: BusValue>(
    _ method: String, rest: (BusReply) throws(BusError) -> Void = { (_) throws(BusError) in }
  ) throws(BusError) -> (rows: [Row], pages: Int) {
    var rows: [Row] = []
    var after = ""
    var pages = 0
    repeat {
      let reply = try call(method, after, UInt32(0))
      rows += try reply.read([Row].self)
      let next: String = try reply.read()
      try rest(reply)
      pages += 1
      // A cursor that does not move would never end.
      guard next != after || next.isEmpty else {
        throw .failed("\(method) does not get further than '\(next)'")
      }
      after = next
    } while !after.isEmpty
    return (rows, pages)
  }
}

extension RunningDaemon {
  /// Everything that it knows of a dump, as JSON.
  func description(ofDump word: String) throws(BusError) -> JSONContent {
    let text: String = try call("DescribeDump", word).read()
    guard let json = JSONContent(parsing: text) else {
      throw .failed("DescribeDump did not answer with JSON")
    }
    return json
  }

  /// The path and the pin of a dump that is named by as much as is unique, as the list has it.
  func pin(of word: String) throws(BusError) -> (path: String?, pin: Pin?) {
    let path = word.contains("/") ? word : try uniquePath(word)
    let found = ListedDump(json: try description(ofDump: path ?? word))
    return (found?.path ?? path, found?.pin)
  }

  /// The path of the one dump whose file name begins so; `nil` where the daemon is to say what is wrong.
  func uniquePath(_ word: String) throws(BusError) -> String? {
    guard !word.isEmpty else { return nil }
    let paths = try dumps().map(\.path)
    func named(_ fits: (Substring) -> Bool) -> [String] {
      paths.filter { $0.split(separator: "/").last.map(fits) ?? false }
    }
    let same = named { $0 == word }
    let found = same.isEmpty ? named { $0.hasPrefix(word) } : same
    return found.count == 1 ? found.first : nil
  }
}
