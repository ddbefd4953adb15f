internal import Sizing

/// Reads hosts out of the nodes of one file.
struct HostReader {
  let path: String
  var hosts: [HostFacts] = []
  var diagnostics: [Diagnostic] = []

  init(path: String) { self.path = path }

  /// `{"host": […]}`, or `[[host]]`.
  mutating func readFile(_ document: Document) {
    diagnostics += document.diagnostics
    guard let root = document.root else { return }
    guard root.kind == .table else {
      note("expected a table with the key 'host', found \(root.found)", at: root.position)
      return
    }
    for child in root.children {
      guard child.key == "host", !child.isDuplicate else {
        let problem =
          child.isDuplicate ? "is given twice" : "is unknown: did you mean 'host'? everything stands below it"
        note("key \(quotedForMessage(child.key)) \(problem)", at: child.keyPosition)
        continue
      }
      guard child.kind == .list else {
        note("host: expected a list of tables, [[host]], found \(child.found)", at: child.position)
        continue
      }
      for host in child.children { readHost(host) }
    }
    diagnostics = diagnostics.inFileOrder()
  }

  /// One host; what is wrong with it stays with it.
  mutating func readHost(_ node: Node) {
    var host = HostTable.blank
    let place = node["name"]?.position ?? node.position
    host.source = "\(path):\(place.line):\(place.column)"
    var reading = Reading(file: path, now: Timestamp(seconds: 0))
    _ = HostTable.host.read(node, into: &host, named: "host", &reading)
    refuseSecondBootVolume(of: host, node, &reading)
    if let first = reading.diagnostics.inFileOrder().first {
      diagnostics += reading.diagnostics
      host.unreadable = "\(first.file):\(first.line ?? place.line): \(first.message)"
    }
    // Without a name there is nothing that could be shown as unknown.
    if !host.name.isEmpty { hosts.append(host) }
  }

  private func refuseSecondBootVolume(of host: HostFacts, _ node: Node, _ reading: inout Reading) {
    guard let volumes = host.volumes.value, volumes.count > 1 else { return }
    let boots = volumes.filter { $0.isBoot == true }
    guard boots.count > 1 else { return }
    let tables = node["volume"].map { $0.children.filter { $0["boot"]?.boolean == true } } ?? []
    let position = tables.dropFirst().first?["boot"]?.keyPosition ?? node.position
    reading.error(
      "host \(quotedForMessage(host.name)) has two boot volumes, \(quotedForMessage(boots[0].id)) and "
        + "\(quotedForMessage(boots[1].id)): expected one, the volume of %SystemRoot%", at: position)
  }

  private mutating func note(_ message: String, at position: Position) {
    diagnostics.append(
      Diagnostic(file: path, line: position.line, column: position.column, message: message))
  }
}
