import DumpFormats
import Sizing

/// The dumps of a scope in the order of their arrival, and the crashes that they are copies of.
///
/// Dumps, crashes and hosts are numbers here: a dump as the scope has it is half a kilobyte, too much to move about
/// or to look into more than once.
struct CrashHistory {
  /// One dump.
  struct Item {
    let place: RetentionPlan.Place
    let arrivedNanoseconds: Int64
    let allocated: Bytes
    /// Whether somebody holds it, if perhaps no longer.
    let isHeld: Bool
    /// The host, numbered within the scope; one of two groups counts as two.
    let host: Int
    /// The crash; `nil` for a dump that is not whole.
    let crash: Int?
  }

  /// What one or more whole dumps of a host are copies of.
  ///
  /// It arrived when the first of them did.
  struct Crash {
    /// The copy that stands for all of them: the first, since the order of the crashes hangs on it.
    var first: Int
    /// The bug check, where it has one.
    let code: UInt32?
    /// How many crashes of the host came before it.
    var before = 0
    /// How many of them had the same bug check.
    var sameCodeBefore = 0
  }

  /// One host's dumps.
  struct Host {
    var crashes = 0
    /// What arrived last, copies of what was there already left out.
    var newest = 0
    /// What arrived last.
    var latest = 0
  }

  let items: [Item]
  private(set) var crashes: [Crash]
  private(set) var hosts: [Host]

  init(_ scope: RetentionScope) {
    let capacity = scope.groups.reduce(0) { $0 + $1.dumps.count }
    var numbers = Numbers(scope, capacity: capacity)
    var found: [Item] = []
    var order: [(arrived: Int64, index: Int)] = []
    found.reserveCapacity(capacity)
    order.reserveCapacity(capacity)
    for group in scope.groups.indices {
      let all = scope.groups[group].dumps
      let dumps = all.span
      for dump in dumps.indices {
        let host = numbers.host(dumps[dump].host, in: group)
        let crash = numbers.crash(of: RetentionPlan.Place(group: group, dump: dump), host)
        order.append((dumps[dump].arrivedNanoseconds, found.count))
        found.append(
          Item(
            place: RetentionPlan.Place(group: group, dump: dump),
            arrivedNanoseconds: dumps[dump].arrivedNanoseconds, allocated: dumps[dump].allocated,
            isHeld: dumps[dump].hold != nil, host: host, crash: crash))
      }
    }
    order.sort { left, right in
      guard left.arrived == right.arrived else { return left.arrived < right.arrived }
      let places = (found[left.index].place, found[right.index].place)
      return scope.groups[places.0.group].dumps[places.0.dump].path
        < scope.groups[places.1.group].dumps[places.1.dump].path
    }
    items = order.map { found[$0.index] }
    crashes = numbers.codes.map { Crash(first: -1, code: $0) }
    hosts = Array(repeating: Host(), count: numbers.hosts)
    putInOrder()
  }

  private mutating func putInOrder() {
    var ofCode: [HostCode: Int] = [:]
    for (index, item) in items.enumerated() {
      hosts[item.host].latest = index
      if let crash = item.crash {
        guard crashes[crash].first < 0 else { continue }
        crashes[crash].first = index
        crashes[crash].before = hosts[item.host].crashes
        if let code = crashes[crash].code {
          crashes[crash].sameCodeBefore = Self.count(
            &ofCode[HostCode(host: item.host, code: code), default: 0])
        }
        hosts[item.host].crashes += 1
      }
      hosts[item.host].newest = index
    }
  }

  /// How many there were before this one.
  private static func count(_ counter: inout Int) -> Int {
    defer { counter += 1 }
    return counter
  }

  /// The copy that an item repeats; `nil` for one that stands for itself.
  func original(of item: Int) -> Int? {
    guard let crash = items[item].crash, crashes[crash].first != item else { return nil }
    return crashes[crash].first
  }

  /// When what is in a dump arrived: a copy is as old as its crash.
  func arrival(of item: Int) -> Int64 { items[original(of: item) ?? item].arrivedNanoseconds }

  private struct HostCode: Hashable {
    let host: Int
    let code: UInt32
  }
}

/// Gives hosts and crashes their numbers.
private struct Numbers {
  private let scope: RetentionScope
  private(set) var hosts = 0
  /// The bug check of each crash.
  private(set) var codes: [UInt32?] = []
  /// A copy of each crash.
  private var copies: [(host: Int, group: Int, dump: Int)] = []
  /// Crashes by a hash of host and identity, those that share one behind each other: the identities themselves
  /// would be too much to move about.
  private var known: [Int: Int] = [:]
  /// As it is written, then without case: folding every dump's would cost more than all the rest.
  private var written: [Name: Int] = [:]
  private var folded: [Name: Int] = [:]

  private struct Name: Hashable {
    let group: Int
    let name: String
  }

  init(_ scope: RetentionScope, capacity: Int) {
    self.scope = scope
    codes.reserveCapacity(capacity)
    copies.reserveCapacity(capacity)
    known.reserveCapacity(capacity)
  }

  mutating func host(_ name: String, in group: Int) -> Int {
    if let number = written[Name(group: group, name: name)] { return number }
    let number = folded[Name(group: group, name: name.lowercased()), default: hosts]
    if number == hosts {
      folded[Name(group: group, name: name.lowercased())] = number
      hosts += 1
    }
    written[Name(group: group, name: name)] = number
    return number
  }

  /// The crash that a host's dump is a copy of; `nil` where it is not whole.
  mutating func crash(of place: RetentionPlan.Place, _ host: Int) -> Int? {
    let group = scope.groups[place.group].dumps
    // A span lends what an array's subscript would copy, and a dump is too much to copy.
    let dumps = group.span
    guard dumps[place.dump].identification.state == .whole else { return nil }
    if !dumps[place.dump].isCrashOfItsOwn, let identity = dumps[place.dump].identification.identity {
      var hasher = Hasher()
      hasher.combine(host)
      hasher.combine(identity)
      var hash = hasher.finalize()
      while let crash = known[hash] {
        let copy = copies[crash]
        if copy.host == host, scope.groups[copy.group].dumps[copy.dump].identification.identity == identity {
          return crash
        }
        hash &+= 1
      }
      known[hash] = codes.count
    }
    codes.append(dumps[place.dump].identification.bugCheck?.code)
    copies.append((host, place.group, place.dump))
    return codes.count - 1
  }
}
