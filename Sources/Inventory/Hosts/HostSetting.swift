public import Sizing

/// Why a change to a host's facts cannot be made.
public struct HostSettingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong and what was expected, in one safe line.
  public let description: String
}

/// One fact of a host as somebody supposes it to be: `memory.visible=512GiB`.
///
/// The keys are those of a host file. An entry of a list is told by its name or its number, from 0:
/// `volume.C:.free`, `pagefile.0.initial`, `pagefile.C:\pagefile.sys.initial`.
public struct HostSetting: Sendable, Equatable, CustomStringConvertible {
  /// As it was written.
  public let description: String
  private let key: String
  private let value: String
  private let table: String
  private let entry: String
  private let field: String

  /// Reads `KEY=VALUE`; whether a host takes it turns out when it is applied.
  public init(parsing text: String) throws(HostSettingError) {
    let shown = quotedForMessage(text)
    guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
      throw HostSettingError(
        description: "\(shown) is no change: expected KEY=VALUE, as memory.visible=512GiB")
    }
    description = text
    key = String(text[..<equals])
    value = String(text[text.utf8.index(after: equals)...])
    guard let first = key.utf8.firstIndex(of: UInt8(ascii: ".")),
      let last = key.utf8.lastIndex(of: UInt8(ascii: "."))
    else {
      (table, entry, field) = ("", "", key)
      try refuseUnknownKey()
      return
    }
    table = String(key[..<first])
    field = String(key[key.utf8.index(after: last)...])
    entry = first == last ? "" : String(key[key.utf8.index(after: first)..<last])
    try refuseUnknownKey()
  }

  /// Whether any of the hosts takes it; a value that is none throws.
  public func isTaken(byAnyOf hosts: [HostFacts]) throws(HostSettingError) -> Bool {
    for host in hosts {
      var host = host
      if try apply(to: &host) { return true }
    }
    return false
  }

  /// What the hosts have in place of an entry that none of them has.
  public func hint(for hosts: [HostFacts]) -> String {
    let names = Set(hosts.flatMap(entries)).sorted().prefix(8).map { quotedForMessage($0) }
    let known = names.isEmpty ? "none is known" : "there is \(names.joined(separator: ", "))"
    return "no host that is assessed has the \(table) \(quotedForMessage(entry)): \(known)"
  }

  /// Makes the change; false where the host has no such entry.
  public func apply(to facts: inout HostFacts) throws(HostSettingError) -> Bool {
    switch table {
    case "":
      let (name, source, given) = (facts.name, facts.source, facts.given)
      try read(HostTable.host, into: &facts, needing: "name")
      (facts.name, facts.source, facts.given) = (name, source, given)
    case "memory": try read(HostTable.memory, into: &facts.memory)
    case "platform": try read(HostTable.platform, into: &facts.platform)
    case "crash-control": try read(CrashControlTable.table, into: &facts.crashControl)
    case "kdump": try read(KdumpTable.table, into: &facts.kdump)
    case "volume":
      return try change(&facts.volumes, \.id) { (volume) throws(HostSettingError) in
        try read(HostTable.volume, into: &volume, needing: "id")
      }
    case "pagefile":
      return try change(&facts.pagefiles, \.path) { (file) throws(HostSettingError) in
        try read(HostTable.pagefile, into: &file, needing: "path")
      }
    case "swap":
      return try change(&facts.swap, \.path) { (area) throws(HostSettingError) in
        try read(HostTable.swap, into: &area, needing: "path")
      }
    default: return false
    }
    return true
  }

  private func entries(of facts: HostFacts) -> [String] {
    switch table {
    case "volume": facts.volumes.value?.map(\.id) ?? []
    case "pagefile": facts.pagefiles.value?.map(\.path) ?? []
    case "swap": facts.swap.value?.map(\.path) ?? []
    default: []
    }
  }

  private func change<Entry>(
    _ list: inout Fact<[Entry]>, _ name: WritableKeyPath<Entry, String>,
    _ change: (inout Entry) throws(HostSettingError) -> Void
  ) throws(HostSettingError) -> Bool {
    guard var entries = list.value else { return false }
    let wanted = Self.folded(entry)
    var index = entries.firstIndex { Self.folded($0[keyPath: name]) == wanted }
    if index == nil, let number = Int(entry), entries.indices.contains(number) { index = number }
    guard let index else { return false }
    let known = entries[index][keyPath: name]
    try change(&entries[index])
    entries[index][keyPath: name] = known
    list = .known(entries)
    return true
  }

  private static func folded(_ name: String) -> String {
    var name = name.lowercased()
    while name.last == "\\", name.utf8.count > 1 { name.removeLast() }
    return name
  }

  /// Reads the value as a host file would; a table that wants a name gets one, which the caller puts right again.
  private func read<Owner>(
    _ table: SettingsTable<Owner>, into owner: inout Owner, needing required: String? = nil
  ) throws(HostSettingError) {
    var message: String?
    for literal in literals {
      let name = required.map { "\($0) = \"x\"\n" } ?? ""
      let text = "\(name)\(tomlQuoted(field)) = \(literal)\n"
      let document = Document(toml: Array(text.utf8), file: "--set")
      guard let root = document.root else {
        message = message ?? document.diagnostics.first?.message
        continue
      }
      var changed = owner
      var reading = Reading(file: "--set", now: Timestamp(seconds: 0))
      _ = table.read(root, into: &changed, named: self.table, &reading)
      guard let problem = reading.diagnostics.first else {
        owner = changed
        return
      }
      message = message ?? problem.message
    }
    throw HostSettingError(description: message ?? "\(quotedForMessage(value)) is no value")
  }

  /// The value as TOML: as it stands where it looks like a number, a date or a list, else as a string.
  private var literals: [String] {
    let isBare =
      ["true", "false", "[]"].contains(value)
      || value.utf8.first.map { (0x30...0x39).contains($0) } ?? false
        && value.utf8.allSatisfy {
          (0x30...0x39).contains($0) || [0x2D, 0x3A, 0x54, 0x5A].contains($0)
        }
    return isBare ? [value, tomlQuoted(value)] : [tomlQuoted(value)]
  }

  private func refuseUnknownKey() throws(HostSettingError) {
    let known = Self.keys
    let shape = table.isEmpty ? field : entry.isEmpty ? "\(table).\(field)" : "\(table).*.\(field)"
    if table.isEmpty, ["name", "volume", "pagefile", "swap", "event", "aliases", "tags"].contains(field) {
      // A list can be supposed to be empty, and no more: its entries have keys of their own.
      guard field != "name", value == "[]" else {
        throw HostSettingError(
          description: "\(quotedForMessage(key)) cannot be set"
            + (field == "name" ? "" : " but to []; name a key of an entry, as \(Self.example(of: field))"))
      }
      return
    }
    if known.contains(shape) { return }
    if let group = known.first(where: { $0.hasPrefix(shape + ".") }) {
      throw HostSettingError(
        description: "\(quotedForMessage(key)) is a table: name one of its keys, as \(group)")
    }
    let near = nearestWord(to: shape, among: known)?.replacing("*", with: entry.isEmpty ? "0" : entry)
    throw HostSettingError(
      description: "there is no key \(quotedForMessage(key)) in a host file"
        + (near.map { "; did you mean \(quotedForMessage($0))?" } ?? ": see [[host]] in the manual"))
  }

  private static func example(of list: String) -> String {
    switch list {
    case "volume": "volume.C:.free"
    case "pagefile": "pagefile.0.initial"
    case "swap": "swap.0.size"
    default: "memory.visible"
    }
  }

  /// Every key that can be set, `*` standing for an entry of a list.
  private static var keys: [String] {
    hostReference().flatMap { setting in
      setting.nested.isEmpty
        ? [setting.key]
        : setting.nested.filter(\.nested.isEmpty).map {
          "\(setting.key).\(setting.isList ? "*." : "")\($0.key)"
        }
    }.filter { !$0.hasPrefix("event.") && !$0.hasSuffix(".id") && !$0.hasSuffix(".path") }
  }
}
