import DumpStore
import Sizing

/// What the dump directories hold of each host, for the rules that compare it with what the host says of itself.
///
/// Nothing is looked at for it that is not looked at anyway: retention surveys this machine's own file systems, and
/// the thread of a mount that is polled looks when it looks for dumps.
extension Daemon {
  /// What is held, on this machine's own file systems and on polled mounts.
  var holdings: HoldingsByHost {
    var all = surveyedHoldings ?? HoldingsByHost()
    for directory in polledMounts.values.flatMap(\.directories.values) {
      if let found = directory.holdings { all.add(found, of: directory.host) }
    }
    return all
  }

  /// Whether a host has dump directories that were not looked at since the start.
  func isUnseen(_ facts: HostFacts) -> Bool {
    func isOwn(_ host: String) -> Bool {
      let host = host.lowercased()
      return host == facts.name.lowercased() || facts.aliases.contains { $0.lowercased() == host }
        || facts.source == "local" && host == "local"
    }
    return surveyedHoldings == nil && directories.values.contains { isOwn($0.host) }
      || polledMounts.values.contains { mount in
        mount.directories.values.contains { $0.holdings == nil && isOwn($0.host) }
      }
  }

  /// Takes over what retention saw, and judges anew where that is not what it saw before.
  func takeSurveyed(_ found: HoldingsByHost) {
    let before = surveyedHoldings
    surveyedHoldings = found
    if before != found, before != nil || found != HoldingsByHost(), !isEnding { assess() }
  }

  /// Takes over what the thread of a mount saw.
  func take(_ found: [String: Holdings], of mount: PolledMount) {
    guard !found.isEmpty else { return }
    for (path, holdings) in found { mount.directories[path]?.holdings = holdings }
    assess()
  }

  /// Has polled mounts looked through anew by their next poll: the room there changes, and others delete there.
  func forgetPolledHoldings() {
    for mount in polledMounts.values {
      for path in mount.directories.keys { mount.directories[path]?.isHoldingStale = true }
    }
  }
}
