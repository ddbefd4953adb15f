import DumpFormats

/// The dumps of a scope in the order of their arrival, and the crashes that they are copies of.
///
/// Dumps, crashes and hosts are numbers here: what identifies a dump is half a kilobyte, too much to move about.
struct CrashHistory {
  /// One dump.
  struct Item {
    let place: RetentionPlan.Place
    let arrivedNanoseconds: Int64
    /// The host, numbered within the scope; one of two groups counts as two.
    var host = 0
    /// The crash; `nil` for a dump that is not whole.
    var crash: Int?
  }

  /// What one or more whole dumps of a host are copies of. It arrived when the first of them did.
  struct Crash {
    /// The copy that stands for all of them: the first, since the order of the crashes hangs on it.
    let first: Int
    /// How many crashes of the host came before it.
    let before: Int
    /// How many of them had the same bug check; `nil` where it has none.
    let sameBugCheckBefore: Int?
  }

  /// One host's dumps.
  struct Host {
    var crashes = 0
    /// What arrived last, copies of what was there already left out.
    var newest = 0
    /// What arrived last.
    var latest = 0
  }

  private struct CrashKey: Hashable {
    let host: Int
    let identity: CrashIdentity
  }

  private struct BugCheckKey: Hashable {
    let host: Int
    let code: UInt32
  }

  private(set) var items: [Item] = []
  private(set) var crashes: [Crash] = []
  private(set) var hosts: [Host] = []

  init(_ scope: RetentionScope) {
    sort(scope)
    let numbers = number(scope)
    hosts = Array(repeating: Host(), count: numbers)
    var known: [CrashKey: Int] = [:]
    var ofBugCheck: [BugCheckKey: Int] = [:]
    for index in items.indices {
      let (place, host) = (items[index].place, items[index].host)
      let group = scope.groups[place.group]
      hosts[host].latest = index
      guard group.dumps[place.dump].identification.state == .whole else {
        hosts[host].newest = index
        continue
      }
      if !group.dumps[place.dump].isCrashOfItsOwn,
        let identity = group.dumps[place.dump].identification.identity
      {
        let crash = known[CrashKey(host: host, identity: identity), default: crashes.count]
        if crash < crashes.count {
          items[index].crash = crash
          continue
        }
        known[CrashKey(host: host, identity: identity)] = crash
      }
      var sameBugCheckBefore: Int?
      if let code = group.dumps[place.dump].identification.bugCheck?.code {
        sameBugCheckBefore = ofBugCheck[BugCheckKey(host: host, code: code), default: 0]
        ofBugCheck[BugCheckKey(host: host, code: code), default: 0] += 1
      }
      items[index].crash = crashes.count
      crashes.append(
        Crash(first: index, before: hosts[host].crashes, sameBugCheckBefore: sameBugCheckBefore))
      hosts[host].crashes += 1
      hosts[host].newest = index
    }
  }

  /// The copy that an item repeats; `nil` for one that stands for itself.
  func original(of item: Int) -> Int? {
    guard let crash = items[item].crash, crashes[crash].first != item else { return nil }
    return crashes[crash].first
  }

  /// When what is in a dump arrived: a copy is as old as its crash.
  func arrival(of item: Int) -> Int64 { items[original(of: item) ?? item].arrivedNanoseconds }

  private mutating func sort(_ scope: RetentionScope) {
    items.reserveCapacity(scope.groups.reduce(0) { $0 + $1.dumps.count })
    for (group, each) in scope.groups.enumerated() {
      for dump in each.dumps.indices {
        items.append(
          Item(
            place: RetentionPlan.Place(group: group, dump: dump),
            arrivedNanoseconds: each.dumps[dump].arrivedNanoseconds))
      }
    }
    items.sort { left, right in
      guard left.arrivedNanoseconds == right.arrivedNanoseconds else {
        return left.arrivedNanoseconds < right.arrivedNanoseconds
      }
      return scope.groups[left.place.group].dumps[left.place.dump].path
        < scope.groups[right.place.group].dumps[right.place.dump].path
    }
  }

  /// Numbers the hosts of each group, without case; answers how many there are.
  private mutating func number(_ scope: RetentionScope) -> Int {
    var count = 0
    // As it is written, then without case: folding every dump's would cost more than all the rest.
    var written: [[String: Int]] = Array(repeating: [:], count: scope.groups.count)
    var folded = written
    for index in items.indices {
      let place = items[index].place
      let name = scope.groups[place.group].dumps[place.dump].host
      if let number = written[place.group][name] {
        items[index].host = number
        continue
      }
      let number = folded[place.group][name.lowercased(), default: count]
      if number == count {
        folded[place.group][name.lowercased()] = number
        count += 1
      }
      written[place.group][name] = number
      items[index].host = number
    }
    return count
  }
}
