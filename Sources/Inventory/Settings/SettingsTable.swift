internal import Sizing

/// All keys that a table of a file may have; what reads it, and everything that is said about it.
struct SettingsTable<Owner>: Sendable {
  let settings: [Setting<Owner>]
  private let prints: [UInt64]
  /// Where the settings stand that must be given.
  private let required: [Int]

  init(settings: [Setting<Owner>]) {
    self.settings = settings
    prints = settings.map(\.keyBytes.print)
    required = settings.indices.filter { settings[$0].isRequired }
  }

  /// How reading a table went.
  struct Outcome {
    /// Whether it had any error.
    var hasErrors = false
    /// Whether one of them makes the entry useless.
    var isUseless = false
  }

  /// Reads what is good of a table and says what is not.
  ///
  /// `entry` is its number in the list of such tables, for the origins.
  func read(
    _ node: Node, into owner: inout Owner, named name: String, entry: Int? = nil, _ reading: inout Reading
  ) -> Outcome {
    guard node.kind == .table else {
      reading.error("\(name): expected a table, found \(node.found)", at: node.position)
      return Outcome(hasErrors: true, isUseless: true)
    }
    let before = reading.errors
    let parent = reading.path
    if reading.keepsOrigins, !name.isEmpty {
      let step = entry.map { "\(name)[\($0)]" } ?? name
      reading.path = parent.isEmpty ? step : "\(parent).\(step)"
    }
    defer { reading.path = parent }

    var outcome = Outcome()
    var seen: UInt64 = 0
    var expectedNext = 0
    for child in node.children {
      if child.isDuplicate {
        reading.error("\(quotedForMessage(child.key)) is given twice", at: child.keyPosition)
        continue
      }
      guard let index = index(of: child, from: expectedNext) else {
        reading.error(unknownKey(child.key, in: name), at: child.keyPosition)
        continue
      }
      expectedNext = index + 1
      // JSON's null is how collectors say that they do not know.
      if child.kind == .null {
        settings[index].forget?(&owner)
        continue
      }
      seen |= 1 << UInt64(index)
      let errors = reading.errors
      settings[index].read(child, &owner, &reading)
      if reading.errors == errors {
        if reading.keepsOrigins { reading.note(origin: settings[index].key, child) }
      } else if settings[index].isEssential {
        outcome.isUseless = true
      }
    }
    for index in required where seen & 1 << UInt64(index) == 0 {
      let setting = settings[index]
      reading.error("\(name) needs \(setting.key): \(setting.expected)", at: node.position)
      outcome.isUseless = true
    }
    outcome.hasErrors = reading.errors > before
    return outcome
  }

  /// Files tend to keep one order, so the search goes on from the key before.
  private func index(of node: Node, from start: Int) -> Int? {
    let print = node.keyPrint
    var index = start
    for _ in prints.indices {
      if index >= prints.count { index = 0 }
      if prints[index] == print, node.hasKey(settings[index].keyBytes) { return index }
      index += 1
    }
    return nil
  }

  private func unknownKey(_ key: String, in name: String) -> String {
    let place = name.isEmpty ? "" : " in \(name)"
    let keys = settings.map(\.key)
    if let near = nearestWord(to: key, among: keys) {
      return "unknown key \(quotedForMessage(key))\(place); did you mean '\(near)'?"
    }
    return "unknown key \(quotedForMessage(key))\(place): expected one of \(keys.joined(separator: ", "))"
  }

  func shown(_ owner: Owner) -> [(key: String, shown: ShownSetting)] {
    settings.map { ($0.key, $0.show(owner)) }
  }

  var descriptions: [SettingDescription] {
    settings.map {
      SettingDescription(
        key: $0.key, expected: $0.expected, documentation: $0.documentation, sample: $0.sample,
        isRequired: $0.isRequired, isList: $0.nested?.isList ?? false, nested: $0.nested?.settings ?? [])
    }
  }
}

/// One key as the reference has it.
public struct SettingDescription: Sendable, Equatable {
  /// The key.
  public var key: String
  /// What it takes.
  public var expected: String
  /// What it is for.
  public var documentation: String
  /// Its default or an example, as TOML; empty for tables.
  public var sample: String
  /// Whether it must be given.
  public var isRequired: Bool
  /// Whether it is a list of tables, `[[…]]`.
  public var isList: Bool
  /// The keys within, where it is a table.
  public var nested: [SettingDescription]
}

extension Setting {
  /// A list of tables, `[[key]]`; `finish` may refuse an entry by returning nothing.
  init<Element: Sendable>(
    tables key: String, _ table: SettingsTable<Element>, prototype: Element, _ documentation: String,
    show: @escaping @Sendable (Owner) -> [Element] = { _ in [] },
    finish: @escaping @Sendable (Element, SettingsTable<Element>.Outcome, Node, inout Reading) -> Element? = {
      element, outcome, _, _ in outcome.isUseless ? nil : element
    },
    store: @escaping @Sendable (inout Owner, [Element]) -> Void
  ) {
    self.init(
      key: key, keyBytes: Array(key.utf8), expected: "a list of tables", documentation: documentation,
      sample: "", nested: NestedSettings(isList: true, settings: table.descriptions),
      read: { node, owner, reading in
        guard node.kind == .list else {
          let hint = node.kind == .table ? ": write [[\(key)]] with two brackets" : ""
          reading.error("\(key): expected a list of tables, found \(node.found)\(hint)", at: node.keyPosition)
          return
        }
        var elements: [Element] = []
        var count = reading.keepsOrigins ? show(owner).count : 0
        for child in node.children {
          let origins = reading.origins.count
          var element = prototype
          let outcome = table.read(child, into: &element, named: key, entry: count, &reading)
          if let element = finish(element, outcome, child, &reading) {
            elements.append(element)
            count += 1
          } else {
            reading.origins.removeSubrange(origins...)
          }
        }
        store(&owner, elements)
      }, show: { .tables(show($0).map(table.shown)) })
  }
}
