internal import Sizing

/// Reads hosts out of the nodes of one file.
struct HostReader {
  let path: String
  var hosts: [HostFacts] = []
  var diagnostics: [Diagnostic] = []
  private let table: SettingsTable<HostFacts>

  init(path: String, table: SettingsTable<HostFacts> = HostTable.host) {
    self.path = path
    self.table = table
  }

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
      for node in child.children {
        if let host = host(node) { hosts.append(host) }
      }
    }
    diagnostics = diagnostics.inFileOrder()
  }

  /// One host; what is wrong with it stays with it.
  ///
  /// Without a name there is nothing that could be shown as unknown, and so no host.
  mutating func host(_ node: Node) -> HostFacts? {
    var host = HostTable.blank
    let place = node.namePosition ?? node.position
    host.source = sourceText(path, place)
    var reading = Reading(file: path, now: Timestamp(seconds: 0))
    _ = table.read(node, into: &host, named: "host", &reading)
    refuseSecondBootVolume(of: host, node, &reading)
    if !reading.diagnostics.isEmpty, let first = reading.diagnostics.inFileOrder().first {
      diagnostics += reading.diagnostics
      host.unreadable = "\(first.file):\(first.line ?? place.line): \(first.message)"
    }
    return host.name.isEmpty ? nil : host
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

extension Node {
  /// Where the value of `name` stands.
  fileprivate var namePosition: Position? {
    guard kind == .table else { return nil }
    let name = Array("name".utf8)
    return children.first { $0.hasKey(name) }?.position
  }
}

/// `PATH:LINE:COLUMN`, put together without the machinery of interpolation: each host of an inventory has one.
private func sourceText(_ path: String, _ place: Position) -> String {
  let room = path.utf8.count + 2 * 21
  return String(unsafeUninitializedCapacity: room) { buffer in
    var count = 0
    func add(_ byte: UInt8) {
      buffer[count] = byte
      count += 1
    }
    for byte in path.utf8 { add(byte) }
    for number in [UInt(clamping: place.line), UInt(clamping: place.column)] {
      add(UInt8(ascii: ":"))
      var divisor: UInt = 1
      while number / divisor >= 10 { divisor *= 10 }
      while divisor > 0 {
        add(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
        divisor /= 10
      }
    }
    return count
  }
}
