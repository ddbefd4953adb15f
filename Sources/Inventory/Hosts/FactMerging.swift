internal import Sizing

extension HostInventory {
  /// The hosts of some files, each with what was imported or dropped of it.
  ///
  /// A group of facts that a file of hosts gives stands, however old; of the others the newest source wins. Hosts that
  /// only an import knows are hosts like any other. What is wrong with a gathered file stands with that file, and is
  /// no mistake of these.
  public init(files: [HostFile], gathered: [HostFile]) {
    self.init(files: files)
    guard !gathered.isEmpty else { return }
    var places: [String: Int] = [:]
    for (place, host) in hosts.enumerated() {
      for name in [host.name] + host.aliases { places[name.lowercased()] = place }
    }
    var sources: [Int: [HostFacts]] = [:]
    for host in gathered.flatMap(\.hosts) {
      let place = places[host.name.lowercased()] ?? hosts.count
      if place == hosts.count {
        places[host.name.lowercased()] = place
        hosts.append(HostFacts(name: host.name, source: host.source, os: .windows))
      }
      sources[place, default: []].append(host)
    }
    for (place, sources) in sources where hosts[place].unreadable == nil {
      hosts[place].merge(sources)
    }
  }
}

/// What was imported or dropped of hosts, by their names.
struct GatheredByHost: Sendable {
  private var sources: [String: [HostFacts]] = [:]
  private var names: [String] = []

  init(_ files: [HostFile]) {
    for host in files.flatMap(\.hosts) {
      let name = host.name.lowercased()
      if sources[name] == nil { names.append(name) }
      sources[name, default: []].append(host)
    }
  }

  var isEmpty: Bool { sources.isEmpty }

  /// Takes over each group that a host's own file does not give.
  func merge(into facts: inout HostFacts) {
    guard !isEmpty, facts.unreadable == nil else { return }
    let names = Set(([facts.name] + facts.aliases).map { $0.lowercased() })
    let found = names.sorted().flatMap { sources[$0] ?? [] }
    if !found.isEmpty { facts.merge(found) }
  }

  /// The hosts that no file of hosts describes: of each its name alone, to be merged.
  func hosts(unknownTo owners: NameOwners) -> [HostFacts] {
    names.compactMap { name in
      guard !owners.knows(name), let first = sources[name]?.first else { return nil }
      return HostFacts(name: first.name, source: first.source, os: .windows)
    }
  }
}

extension HostFacts {
  /// Takes over each group that this host's own file does not give.
  mutating func merge(_ sources: [HostFacts]) {
    let readable = sources.filter { $0.unreadable == nil }
      .sorted { ($0.collectedAt, $1.source) > ($1.collectedAt, $0.source) }
    guard let newest = readable.first else {
      // Where a file of hosts knows it too, a broken import takes nothing away.
      if given.isEmpty { unreadable = sources.first?.unreadable }
      return
    }
    let isHandWritten = !given.isEmpty || collected.value != nil
    if !isHandWritten {
      source = newest.source
      collected = newest.collected
    }
    let own = given
    for group in FactGroup.allCases where !own.contains(group) {
      let candidates = readable.filter { $0.origin(of: group) != nil }
      guard let last = candidates.first else { continue }
      let fuller = candidates.first { $0.tells(group) }
      if group == .memory {
        takeMemory(from: fuller, after: last)
      } else {
        take(group, from: fuller ?? last)
      }
    }
  }

  private var collectedAt: Timestamp { collected.value ?? Timestamp(seconds: .min) }

  /// Whether a source tells of a group what the verdict rests on; one that was asked later and knows less, as the
  /// hypervisor of what runs in its guest, does not take that away.
  private func tells(_ group: FactGroup) -> Bool {
    switch group {
    case .os: os == .linux || build.value != nil
    case .memory: memory.visible.value != nil
    case .crashControl: crashControl.wasRead
    case .platform: platform.onCrash.value != nil
    case .kdump: kdump.isLoaded.value != nil
    case .volumes, .pagefiles, .swap, .events: true
    }
  }

  /// What Windows saw of its memory holds until a later source says that the memory was changed.
  private mutating func takeMemory(from fuller: HostFacts?, after last: HostFacts) {
    guard let fuller, fuller.source != last.source else {
      take(.memory, from: fuller ?? last)
      return
    }
    guard fuller.memory.isSame(as: last.memory) else {
      take(.memory, from: last)
      memory.visible = .unknown(
        because: "memory was changed to \(last.memory.installed.value.map { "\($0)" } ?? "another size") "
          + "since the host itself was asked")
      return
    }
    take(.memory, from: fuller)
    if memory.maximum.value == nil { memory.maximum = last.memory.maximum }
    if memory.installed.value == nil { memory.installed = last.memory.installed }
  }
}

extension MemoryFacts {
  /// Whether the memory that a host saw is the one that a later source speaks of.
  fileprivate func isSame(as later: MemoryFacts) -> Bool {
    guard let now = later.installed.value?.count else { return true }
    if let then = installed.value?.count { return then == now }
    guard let seen = visible.value?.count else { return true }
    // Firmware keeps some hundred MB at most (rule MEM-BCD-CAP looks at a larger share).
    return seen <= now && now - seen <= max(now / 20, 512 << 20)
  }
}
