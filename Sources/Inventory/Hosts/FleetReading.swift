internal import Sizing
internal import Synchronization

/// A piece of work: some lines of a text, or some small files.
enum FleetPart: Sendable {
  case lines(HostLines, text: Int, HostLines.Part, file: Int)
  case files([String], file: Int)

  /// So much of a text is worth a piece of work.
  private static let bytes = 1 << 20
  /// So many small files.
  private static let files = 256

  /// The number of its file, or of its first one.
  var file: Int {
    switch self {
    case .lines(_, _, _, let file), .files(_, let file): file
    }
  }

  /// The parts of some files in order; the texts among them; and what could not be read.
  static func all(_ paths: [String]) -> (
    parts: [FleetPart], texts: [HostLines], unread: [(file: Int, diagnostic: Diagnostic)]
  ) {
    var parts: [FleetPart] = []
    var texts: [HostLines] = []
    var unread: [(file: Int, diagnostic: Diagnostic)] = []
    var small: [String] = []
    func close(before file: Int) {
      if !small.isEmpty { parts.append(.files(small, file: file - small.count)) }
      small = []
    }
    for (file, path) in paths.enumerated() {
      guard path.hasSuffix(".ndjson") else {
        small.append(path)
        if small.count == files { close(before: file + 1) }
        continue
      }
      close(before: file)
      do throws(FileError) {
        let lines = HostLines(path: path, bytes: try readWholeFile(path))
        parts += lines.parts(of: bytes).map { .lines(lines, text: texts.count, $0, file: file) }
        texts.append(lines)
      } catch {
        unread.append((file, Diagnostic(file: path, message: error.message)))
      }
    }
    close(before: paths.count)
    return (parts, texts, unread)
  }
}

/// Parts being read, by whoever has time.
final class FleetReading<Look: Sendable>: Sendable {
  /// What stays of a host.
  struct Host: Sendable {
    let place: Fleet.Place
    let name: String
    let aliases: [String]
    let look: Look
  }

  /// What a part gave.
  struct Seen: Sendable {
    var hosts: [Host] = []
    /// The facts of hosts that cannot be read again from a line.
    var kept: [HostFacts] = []
    var diagnostics: [Diagnostic] = []
  }

  private let parts: [FleetPart]
  private let gathered: GatheredByHost
  private let look: @Sendable (consuming HostFacts) -> Look
  private let seen = Mutex<[Int: Seen]>([:])

  init(
    _ parts: [FleetPart], _ gathered: GatheredByHost,
    _ look: @escaping @Sendable (consuming HostFacts) -> Look
  ) {
    self.parts = parts
    self.gathered = gathered
    self.look = look
  }

  func read(_ index: Int) {
    let table = HostTable.made()
    var result = Seen()
    switch parts[index] {
    case .lines(let lines, let text, let part, _):
      result.diagnostics = lines.read(part, table: table) { facts, place in
        // The facts are handed on, since a copy of them takes as long as a few rules.
        let (name, aliases) = (facts.name, facts.aliases)
        result.hosts.append(
          Host(place: .line(text, place), name: name, aliases: aliases, look: lookMerged(facts)))
      }
    case .files(let paths, _):
      for path in paths {
        let file = readHostFile(path: path, table: table)
        result.diagnostics += file.diagnostics
        for facts in file.hosts {
          result.hosts.append(
            Host(
              place: .kept(result.kept.count), name: facts.name, aliases: facts.aliases,
              look: lookMerged(facts)))
          result.kept.append(facts)
        }
      }
    }
    seen.withLock { $0[index] = result }
  }

  private func lookMerged(_ facts: consuming HostFacts) -> Look {
    if !gathered.isEmpty { gathered.merge(into: &facts) }
    return look(facts)
  }

  /// What the parts gave, in their order.
  func inOrder() -> [Seen] {
    let seen = seen.withLock { $0 }
    return parts.indices.map { seen[$0] ?? Seen() }
  }
}
