public import Sizing

/// All target hosts of some files, in order.
///
/// It is cheap to make again: each file keeps its own result, and only names are compared.
public struct HostInventory: Sendable, Equatable {
  /// The hosts; two of one name are both here, both unreadable.
  public internal(set) var hosts: [HostFacts] = []
  /// What is wrong with the files, and between them.
  public private(set) var diagnostics: [Diagnostic] = []

  /// The hosts of those files.
  public init(files: [HostFile]) {
    // The hosts of a single file, as a large inventory is, are not copied.
    let withHosts = files.filter { !$0.hosts.isEmpty }
    if withHosts.count == 1 {
      hosts = withHosts[0].hosts
    } else {
      hosts.reserveCapacity(withHosts.reduce(0) { $0 + $1.hosts.count })
      for file in withHosts { hosts += file.hosts }
    }
    for file in files { diagnostics += file.diagnostics }
    refuseSharedNames()
  }

  private mutating func refuseSharedNames() {
    var owners = NameOwners(capacity: hosts.count)
    for index in hosts.indices {
      let names = [hosts[index].name] + hosts[index].aliases
      for name in names {
        guard let earlier = owners.claim(name, by: index) else { continue }
        let shared = sharedName(name, hosts[earlier], hosts[index])
        diagnostics.append(shared)
        for host in [earlier, index] where hosts[host].unreadable == nil {
          hosts[host].unreadable = shared.message
        }
      }
    }
  }
}

/// Which host each name is that of, case left aside.
struct NameOwners {
  private var owners: [String: Int] = [:]

  init(capacity: Int) { owners.reserveCapacity(capacity) }

  /// Whether some host has that name.
  func knows(_ name: String) -> Bool { owners[name.lowercased()] != nil }

  /// Claims a name; answers the other host that has it already.
  mutating func claim(_ name: String, by index: Int) -> Int? {
    let folded = isFolded(name) ? name : name.lowercased()
    guard let earlier = owners[folded] else {
      owners[folded] = index
      return nil
    }
    // A host may well list its own name as an alias.
    return earlier == index ? nil : earlier
  }
}

/// What is to be said of two hosts of one name.
func sharedName(_ name: String, _ earlier: HostFacts, _ later: HostFacts) -> Diagnostic {
  let here = SourcePlace(later.source)
  return Diagnostic(
    file: here.file, line: here.line, column: here.column,
    message: "the name \(quotedForMessage(name)) is that of two hosts: \(earlier.source) and \(later.source)")
}

/// Whether case folding would change nothing, as with most names of an inventory.
private func isFolded(_ name: String) -> Bool {
  name.utf8.allSatisfy { $0 < 0x80 && !(0x41...0x5A).contains($0) }
}

/// `FILE:LINE:COLUMN`, as a host names where its name was read.
private struct SourcePlace {
  let file: String
  let line: Int?
  let column: Int?

  init(_ source: String) {
    // From the right, since a file's name may hold colons.
    let parts = source.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count > 2, let line = Int(parts[parts.count - 2]), let column = Int(parts[parts.count - 1])
    else {
      (file, line, column) = (source, nil, nil)
      return
    }
    file = parts.dropLast(2).joined(separator: ":")
    (self.line, self.column) = (line, column)
  }
}
