public import Sizing

/// Reads what `etc/collect/Get-DumpFacts.ps1` prints: `dump-facts/1`.
///
/// Keys that it does not know are left alone, since a collector may print whole objects. `now` is against what a
/// clock that runs ahead is held, and `name` is used in place of the name in the file.
public func readWindowsFacts(
  bytes: [UInt8], file: String, name: String? = nil, now: Timestamp
) throws(ImportFailure) -> ImportedFacts {
  let text: [UInt8]
  do throws(Mistake) {
    text = try DecodedText.utf8(bytes)
  } catch {
    throw ImportFailure(file: file, at: error.position, error.message)
  }
  let document = Document(json: text, file: file)
  guard document.diagnostics.isEmpty, let root = document.root else {
    throw ImportFailure(document.diagnostics)
  }
  var reader = WindowsFactsReader(file: file, now: now)
  reader.read(root, name: name)
  guard reader.reading.errors.isEmpty else { throw ImportFailure(reader.reading.errors.inFileOrder()) }
  return ImportedFacts(kind: .windowsFacts, facts: reader.facts, warnings: reader.reading.warnings)
}

/// Reads a file that `Get-DumpFacts.ps1` wrote.
public func importWindowsFacts(path: String, name: String?, now: Timestamp) throws(ImportFailure)
  -> ImportedFacts
{
  // One of a real host has some 10 KiB.
  try readWindowsFacts(
    bytes: try ForeignFile(path: path, limit: 16 << 20).bytes(), file: path, name: name, now: now)
}

/// The nodes of `dump-facts/1` on their way to a host's facts.
struct WindowsFactsReader {
  static let format = "dump-facts/1"

  var reading: ForeignReading
  var facts: HostFacts
  let now: Timestamp
  /// `C:`, where the file says so.
  var systemDrive: String?
  /// `C:\Windows`.
  var systemRoot: String?

  init(file: String, now: Timestamp) {
    reading = ForeignReading(file: file)
    facts = HostFacts(name: "", source: file, os: .windows)
    self.now = now
  }

  mutating func read(_ root: Node, name: String?) {
    guard root.kind == .table else {
      reading.note(
        "expected a table with \"schema\": \"\(Self.format)\", found \(root.found)", at: root.position)
      return
    }
    for key in root.children where key.isDuplicate {
      reading.note("\(quotedForMessage(key.key)) is given twice", at: key.keyPosition)
    }
    guard isOurs(root) else { return }
    facts.name = name ?? hostName(root)
    readCollected(root)
    readSystem(root)
    readMemory(root)
    readVolumes(root)
    readPagefiles(root)
    readCrashControl(root)
    readEvents(root)
  }

  private mutating func isOurs(_ root: Node) -> Bool {
    guard let schema = root.field("schema") else {
      reading.note(
        "it has no key \"schema\": expected what Get-DumpFacts.ps1 prints, \"\(Self.format)\"",
        at: root.position)
      return false
    }
    guard schema.string == Self.format else {
      reading.note(
        "schema: expected \"\(Self.format)\", found \(schema.found); a newer collector needs a newer dumpctl",
        at: schema.position)
      return false
    }
    return true
  }

  private mutating func hostName(_ root: Node) -> String {
    guard let node = root.field("host") else {
      reading.note("it names no host: expected the key \"host\", or --host NAME", at: root.position)
      return ""
    }
    let name = reading.attempt(at: node.position) { () throws(Mistake) in try node.line("host") } ?? ""
    if let problem = hostNameProblem(name) { reading.note("host: \(problem)", at: node.position) }
    return name
  }

  private mutating func readCollected(_ root: Node) {
    guard let node = root.field("collectedUtc") else {
      reading.note(
        "it does not say when it was collected: expected the key \"collectedUtc\"", at: root.position)
      return
    }
    guard
      let moment = reading.attempt(
        at: node.position, { () throws(Mistake) in try node.moment("collectedUtc") })
    else { return }
    // The newest facts win: those of a clock that runs ahead would win for ever.
    if moment > now.advanced(bySeconds: 300) {
      reading.warn("collectedUtc is \(moment), in the future: taken to be now", at: node.position)
    }
    facts.collected = .known(min(moment, now))
  }

  /// A field of a table of a class, through one of the readers of values.
  mutating func value<Value>(
    _ table: Node?, _ key: String, _ read: (Node) throws(Mistake) -> Value
  ) -> Value? {
    guard let node = table?.field(key) else { return nil }
    return reading.attempt(at: node.position) { () throws(Mistake) in try read(node) }
  }

  mutating func count(_ table: Node?, _ key: String) -> UInt64? {
    value(table, key) { (node) throws(Mistake) in try node.count(key) }
  }

  mutating func truth(_ table: Node?, _ key: String) -> Bool? {
    value(table, key) { (node) throws(Mistake) in try node.truth(key) }
  }

  mutating func line(_ table: Node?, _ key: String) -> String? {
    let text = value(table, key) { (node) throws(Mistake) in try node.line(key) }
    return text?.isEmpty == true ? nil : text
  }

  /// A table within the file; a list of one, as a query that answers one object gives, is that one.
  mutating func table(_ root: Node, _ key: String) -> Node? {
    guard let node = root.field(key) else { return nil }
    let entries = node.entries
    guard entries.count == 1 else {
      if !entries.isEmpty {
        reading.note("\(key): expected one table, found a list of \(entries.count)", at: node.position)
      }
      return nil
    }
    return reading.attempt(at: node.position) { () throws(Mistake) in try entries[0].table(key) }
  }

  /// The tables of a list; `nil` where there is no such key.
  mutating func tables(_ root: Node, _ key: String) -> [Node]? {
    guard let node = root.children.first(where: { $0.key.lowercased() == key.lowercased() }) else {
      return nil
    }
    // A query that failed prints null, or a list of it; one that found nothing an empty list.
    let entries = node.entries.filter { $0.kind != .null }
    guard node.kind != .null, !entries.isEmpty || node.entries.isEmpty else { return nil }
    return entries.compactMap { entry in
      reading.attempt(at: entry.position) { () throws(Mistake) in try entry.table(key) }
    }
  }

  /// A size counted in units of so many bytes.
  mutating func size(_ table: Node?, _ key: String, unit: UInt64) -> Bytes? {
    guard let node = table?.field(key), let count = count(table, key) else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: unit)
    guard !overflow, bytes <= Bytes.max.count else {
      reading.note("\(key): \(count) is more than can be (4 EiB)", at: node.position)
      return nil
    }
    return Bytes(bytes)
  }
}
