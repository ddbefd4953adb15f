extension HostFacts {
  /// What the next dump of this host will take on the file system that it is sent to, so that room for it can be
  /// kept; `nil` where nothing says.
  ///
  /// A complete dump has a size that can be known. Of a smaller one nobody knows it beforehand, so half as much
  /// again is kept as the largest had that was seen, or, before the first, what is published for its type.
  ///
  /// - Parameters:
  ///   - wanted: what is wanted of the host; one that is configured for more will write that.
  ///   - largestSeen: what the largest of the host's dumps takes.
  ///   - memorySeen: the most memory that a header of the host's complete dumps tells of, for a host of which the
  ///     facts do not.
  public func nextDump(wanted: Wanted, largestSeen: Bytes?, memorySeen: Bytes?) -> Bytes? {
    let facts = unreadable == nil ? self : HostFacts(name: name, source: source, os: os)
    let situation = Situation(facts, wanted: wanted)
    let complete = (situation.memory.atMost ?? memorySeen).map { SizeFigures(ram: $0).required }
    // A hypervisor writes all that the guest has, the firmware's share too.
    let guest = facts.memory.installed.value ?? situation.memory.atMost ?? memorySeen
    switch wanted.by {
    case .hypervisor: return guest
    case .either: return [guest, complete].compactMap(\.self).max()
    case .guest: break
    }
    guard situation.target != .complete else { return complete }
    if let largestSeen { return largestSeen + Bytes(clamping: largestSeen.count / 2) }
    return situation.needAtMost.map { $0.typical ?? $0.atMost }
  }
}
