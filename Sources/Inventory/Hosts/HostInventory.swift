public import Sizing

/// All target hosts of some files, in order.
///
/// It is cheap to make again: each file keeps its own result, and only names are compared.
public struct HostInventory: Sendable, Equatable {
  /// The hosts; two of one name are both here, both unreadable.
  public private(set) var hosts: [HostFacts] = []
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
    var owners: [String: Int] = [:]
    owners.reserveCapacity(hosts.reduce(0) { $0 + 1 + $1.aliases.count })
    for index in hosts.indices {
      // A host may well list its own name as an alias.
      claim(hosts[index].name, by: index, &owners)
      for alias in hosts[index].aliases { claim(alias, by: index, &owners) }
    }
  }

  private mutating func claim(_ name: String, by index: Int, _ owners: inout [String: Int]) {
    let folded = name.lowercased()
    guard let earlier = owners[folded] else {
      owners[folded] = index
      return
    }
    guard earlier != index else { return }
    let here = SourcePlace(hosts[index].source)
    let message =
      "the name \(quotedForMessage(name)) is that of two hosts: \(hosts[earlier].source) "
      + "and \(hosts[index].source)"
    diagnostics.append(Diagnostic(file: here.file, line: here.line, message: message))
    for host in [earlier, index] where hosts[host].unreadable == nil { hosts[host].unreadable = message }
  }
}

/// `FILE:LINE`, as a host names where it was read.
private struct SourcePlace {
  var file: String
  var line: Int?

  init(_ source: String) {
    file = source
    guard let colon = source.utf8.lastIndex(of: UInt8(ascii: ":")) else { return }
    guard let line = Int(source[source.index(after: colon)...]) else { return }
    self.file = String(source[..<colon])
    self.line = line
  }
}
