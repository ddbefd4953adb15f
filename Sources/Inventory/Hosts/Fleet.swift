public import Sizing
internal import Synchronization

/// Hosts that are looked at one after the other and not kept.
///
/// Of a text with a host on each line only the text stays in memory, and a host that is to be shown is read again: the
/// facts of 100,000 hosts would take half a GiB. Of the other kinds of files the facts stay.
public struct Fleet: Sendable {
  /// Runs so many pieces of work, in any order and as many at a time as it likes, and returns when all are done.
  public typealias Runner = (_ pieces: Int, _ work: @escaping @Sendable (Int) -> Void) -> Void

  /// What is wrong with the files, and between them.
  public private(set) var diagnostics: [Diagnostic] = []

  private var places: [Place] = []
  private var kept: [HostFacts] = []
  private let texts: [HostLines]
  private let gathered: GatheredByHost
  /// Why hosts cannot be told apart, by their number.
  private var shared: [Int: String] = [:]

  /// How many hosts there are.
  public var count: Int { places.count }

  /// Reads every host of those files, and answers what `look` saw of each, in order.
  ///
  /// Two hosts of one name are both unreadable. That may come out after the first of them was seen; both are looked at
  /// again then.
  ///
  /// - Parameter gathered: what was imported or dropped of hosts; merged into each as `HostInventory` does it.
  public static func read<Look: Sendable>(
    _ names: HostFileNames, gathered: [HostFile] = [], by run: Runner,
    _ look: @escaping @Sendable (consuming HostFacts) -> Look
  ) -> (fleet: Fleet, looks: [Look]) {
    let (parts, texts, unread) = FleetPart.all(names.paths)
    let gathered = GatheredByHost(gathered)
    let reading = FleetReading(parts, gathered, look)
    run(parts.count) { reading.read($0) }

    var fleet = Fleet(texts: texts, gathered: gathered)
    fleet.diagnostics = names.diagnostics
    var unreadFiles = unread[...]
    var looks: [Look] = []
    let all = reading.inOrder()
    let count = all.reduce(0) { $0 + $1.hosts.count }
    fleet.places.reserveCapacity(count)
    looks.reserveCapacity(count)
    var owners = NameOwners(capacity: count)
    var claims: [(name: String, earlier: Int, later: Int)] = []
    for (part, seen) in zip(parts, all) {
      while let first = unreadFiles.first, first.file < part.file {
        fleet.diagnostics.append(first.diagnostic)
        unreadFiles.removeFirst()
      }
      fleet.diagnostics += seen.diagnostics
      let keptBefore = fleet.kept.count
      fleet.kept += seen.kept
      for host in seen.hosts {
        let index = fleet.places.count
        fleet.places.append(host.place.moved(by: keptBefore))
        looks.append(host.look)
        if let earlier = owners.claim(host.name, by: index) { claims.append((host.name, earlier, index)) }
        for alias in host.aliases {
          if let earlier = owners.claim(alias, by: index) { claims.append((alias, earlier, index)) }
        }
      }
    }
    fleet.diagnostics += unreadFiles.map(\.diagnostic)
    for host in gathered.hosts(unknownTo: owners) {
      fleet.places.append(.kept(fleet.kept.count))
      fleet.kept.append(host)
      var merged = host
      gathered.merge(into: &merged)
      looks.append(look(merged))
    }
    for index in fleet.refuse(claims) {
      fleet.read([index]) { looks[index] = look($0) }
    }
    return (fleet, looks)
  }

  private init(texts: [HostLines], gathered: GatheredByHost) {
    (self.texts, self.gathered) = (texts, gathered)
  }

  /// Reads hosts again, in the order in which they are asked for.
  public func read(_ indices: some Sequence<Int>, _ body: (HostFacts) throws -> Void) rethrows {
    var readers = texts.map { (reader: HostReader(path: $0.path), document: Document(file: $0.path)) }
    for index in indices where places.indices.contains(index) {
      var host: HostFacts?
      switch places[index] {
      case .kept(let place): host = kept[place]
      case .line(let text, let place):
        host = texts[text].host(at: place, readers[text].document, &readers[text].reader)
      }
      guard var host else { continue }
      if host.unreadable == nil { host.unreadable = shared[index] }
      gathered.merge(into: &host)
      try body(host)
    }
  }

  /// Refuses hosts of one name, and answers which those are.
  private mutating func refuse(_ claims: [(name: String, earlier: Int, later: Int)]) -> [Int] {
    for claim in claims {
      var both: [HostFacts] = []
      read([claim.earlier, claim.later]) { both.append($0) }
      guard both.count == 2 else { continue }
      let mistake = sharedName(claim.name, both[0], both[1])
      diagnostics.append(mistake)
      for index in [claim.earlier, claim.later] where shared[index] == nil { shared[index] = mistake.message }
    }
    return shared.keys.sorted()
  }

  /// Where a host can be had again.
  enum Place: Sendable {
    case kept(Int)
    case line(Int, HostLines.Place)

    /// The place where the facts that were kept come behind others.
    func moved(by count: Int) -> Place {
      if case .kept(let place) = self { .kept(place + count) } else { self }
    }
  }
}
