internal import DumpFormats
public import Sizing

/// How large the next dump of each host will be, as the facts, the policies and its dumps so far say: the headroom
/// that `free = "next-dump"` means.
public struct NextDumps: Sendable {
  /// A host, and what it will write.
  public struct Largest: Sendable, Equatable {
    /// The host, as its dump directory names it.
    public var host: String
    /// The size.
    public var bytes: Bytes
  }

  /// By every name, without case; two hosts that share one are both unreadable.
  private var hosts: [String: HostFacts] = [:]
  private let localWant: Want
  private let policies: [Policy]

  /// The target hosts, and this machine where it is assessed, which knows itself better than an inventory does.
  public init(
    _ targets: [HostFacts], local: HostFacts? = nil, localWant: Want = .report, policies: [Policy]
  ) {
    (self.localWant, self.policies) = (localWant, policies)
    for facts in targets + [local].compactMap(\.self) {
      for name in [facts.name] + facts.aliases { hosts[name.lowercased()] = facts }
    }
    // Whatever this machine's name is, that one means it.
    if let local { hosts["local"] = local }
  }

  /// The largest of what some hosts will write; `nil` where that is known of none.
  public func largest(of names: some Sequence<String>, after dumps: [KeptDump]) -> Largest? {
    var seen: [String: (bytes: Bytes, memory: Bytes?)] = [:]
    for dump in dumps {
      let host = dump.host.lowercased()
      let known = seen[host]
      let memory = [known?.memory, dump.completeMemory].compactMap(\.self).max()
      seen[host] = (max(dump.allocated, known?.bytes ?? .zero), memory)
    }
    let sizes = names.compactMap { name -> Largest? in
      let (facts, wanted) = facts(of: name)
      let seen = seen[name.lowercased()]
      return facts.nextDump(wanted: wanted, largestSeen: seen?.bytes, memorySeen: seen?.memory)
        .map { Largest(host: name, bytes: $0) }
    }
    return sizes.max { $0.bytes == $1.bytes ? $0.host > $1.host : $0.bytes < $1.bytes }
  }

  private func facts(of name: String) -> (HostFacts, Wanted) {
    let facts = hosts[name.lowercased()] ?? HostFacts(name: name, source: "", os: .windows)
    return (facts, facts.source == "local" ? Wanted(localWant) : wanted(for: facts, policies: policies))
  }
}

extension KeptDump {
  /// The host's memory, where this is all of it; the header of one that is not whole promises what it likes.
  fileprivate var completeMemory: Bytes? {
    guard identification.kind == .complete, identification.state == .whole else { return nil }
    return identification.memory
  }
}
