/// One key of a table: what it takes, what it is for, where its value goes.
struct Setting<Owner>: Sendable {
  let key: String
  let keyBytes: [UInt8]
  /// What it takes, in words.
  let expected: String
  /// What it is for, as the commented file and the reference say it.
  let documentation: String
  /// The default or, where there is none, an example, as TOML; empty for tables.
  let sample: String
  /// Whether the table is of no use without it.
  var isRequired = false
  /// Whether an entry is of no use when this is wrong.
  var isEssential = false
  /// The settings within, where it is a table.
  let nested: NestedSettings?
  var read: @Sendable (Node, inout Owner, inout Reading) -> Void
  let show: @Sendable (Owner) -> ShownSetting

  /// Without it the table is refused.
  func required() -> Self {
    var setting = self
    setting.isRequired = true
    setting.isEssential = true
    return setting
  }

  /// When it is wrong, the entry is refused.
  func essential() -> Self {
    var setting = self
    setting.isEssential = true
    return setting
  }
}

/// A setting's value on its way to `config show`.
enum ShownSetting: Sendable {
  case value(String)
  case table([(key: String, shown: ShownSetting)])
  case tables([[(key: String, shown: ShownSetting)]])
}

/// The settings of a table within a table.
struct NestedSettings: Sendable {
  let isList: Bool
  let settings: [SettingDescription]
}

extension Setting {
  /// A value of some kind, stored by `store`.
  init<Value>(
    _ key: String, _ kind: SettingKind<Value>, _ documentation: String, sample: String,
    show: @escaping @Sendable (Owner) -> ShownSetting = { _ in .value("") },
    store: @escaping @Sendable (inout Owner, Value) -> Void
  ) {
    self.init(
      key: key, keyBytes: Array(key.utf8), expected: kind.expected, documentation: documentation,
      sample: sample, nested: nil,
      read: { node, owner, reading in
        do throws(Mistake) {
          store(&owner, try kind.read(node))
        } catch {
          reading.error("\(key): \(error.message)", at: error.position ?? node.spokenPosition)
        }
      }, show: show)
  }

  /// A value with a default: that of `prototype`.
  init<Value>(
    _ key: String, _ kind: SettingKind<Value>, _ path: any WritableKeyPath<Owner, Value> & Sendable,
    of prototype: Owner, _ documentation: String, sample: String? = nil
  ) {
    self.init(
      key, kind, documentation, sample: sample ?? kind.write(prototype[keyPath: path]),
      show: { .value(kind.write($0[keyPath: path])) },
      store: { $0[keyPath: path] = $1 })
  }

  /// A table within the table.
  init<Value>(
    table key: String, _ table: SettingsTable<Value>, _ path: any WritableKeyPath<Owner, Value> & Sendable,
    before: (@Sendable (inout Owner) -> Void)? = nil, _ documentation: String
  ) {
    self.init(
      key: key, keyBytes: Array(key.utf8), expected: "a table", documentation: documentation, sample: "",
      nested: NestedSettings(isList: false, settings: table.descriptions),
      read: { node, owner, reading in
        before?(&owner)
        _ = table.read(node, into: &owner[keyPath: path], named: key, &reading)
      }, show: { .table(table.shown($0[keyPath: path])) })
  }
}
