import Inventory
import Sizing

/// The names by which somebody asks for hosts.
struct HostNames: Sendable {
  let names: [String]
  /// Names are looked up, so that many of them are not each compared with every host.
  private var exact: [String: [Int]] = [:]
  private var patterns: [(place: Int, pattern: Pattern)] = []
  /// Where this machine is meant.
  private var local: [Int] = []

  init(_ names: [String]) {
    self.names = names
    for (place, name) in names.enumerated() {
      if name == "local" {
        local.append(place)
      } else if name.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) {
        patterns.append((place, Pattern(name)))
      } else {
        exact[name.lowercased(), default: []].append(place)
      }
    }
  }

  /// Whether every host is meant.
  var isEmpty: Bool { names.isEmpty }

  /// The places of the names that mean a host, in order.
  func places(of facts: HostFacts) -> [Int] {
    guard !names.isEmpty else { return [] }
    var places = facts.source == "local" ? local : []
    for name in [facts.name] + facts.aliases {
      if !exact.isEmpty { places += exact[name.lowercased()] ?? [] }
      places += patterns.lazy.filter { $0.pattern.matches(name) }.map(\.place)
    }
    return places.sorted()
  }
}
