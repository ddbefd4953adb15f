import Linux

/// What the sandbox of a service lets it see and write: those settings of its unit that are about directories.
public struct Confinement: Sendable, Equatable {
  /// What the service may do somewhere.
  public enum Access: Sendable, Equatable {
    /// It writes there, by way of the mount that a setting makes at that path; `/` where nothing was changed.
    case writable(through: String)
    /// It reads there and no more, on the word of that setting.
    case readOnly(by: String)
    /// It sees another directory in its place; one below can be shown to it by `BindPaths=`, or cannot.
    case hidden(by: String, canBeBound: Bool)
  }

  /// `ProtectSystem=`.
  public var system = "no"
  /// `ProtectHome=`.
  public var home = "no"
  /// `PrivateTmp=`, which recent versions of systemd have words for.
  public var hasPrivateTmp = false
  /// `ReadWritePaths=`, and the directories that systemd makes for the service.
  public var readWrite: [String] = []
  /// `ReadOnlyPaths=`.
  public var readOnly: [String] = []
  /// `InaccessiblePaths=`.
  public var inaccessible: [String] = []
  /// Where `BindPaths=` shows something.
  public var bound: [String] = []

  /// No sandbox at all.
  public init() {}

  /// What the service may do at a path in which no link is left to follow.
  public func access(to path: String) -> Access {
    let met = rules.filter { $0.path.isPrefix(ofPath: path) }
    // Below a directory that cannot be entered systemd sets up nothing.
    if let closed = met.first(where: {
      if case .hidden(_, canBeBound: false) = $0.access { true } else { false }
    }
    ) {
      return closed.access
    }
    // The deepest speaks; of several at one place the first, in the order in which systemd takes them.
    var deepest: Rule?
    for rule in met where rule.path.utf8.count > deepest?.path.utf8.count ?? -1 { deepest = rule }
    return deepest?.access ?? .writable(through: "/")
  }

  private struct Rule {
    let path: String
    let access: Access
  }

  private var rules: [Rule] {
    func rules(_ paths: [String], _ access: (String) -> Access) -> [Rule] {
      paths.map { path in
        // "-": may be missing; "+": below the unit's own root.
        let plain = String(path.drop { $0 == "-" || $0 == "+" })
        return Rule(path: plain, access: access(plain))
      }
    }
    let homes = ["/home", "/root", "/run/user"]
    return rules(inaccessible) { .hidden(by: "InaccessiblePaths=\($0)", canBeBound: false) }
      + rules(home == "yes" ? homes : []) { _ in .hidden(by: "ProtectHome=yes", canBeBound: false) }
      + rules(bound) { .writable(through: $0) }
      + rules(home == "tmpfs" ? homes : []) { _ in .hidden(by: "ProtectHome=tmpfs", canBeBound: true) }
      + rules(hasPrivateTmp ? ["/tmp", "/var/tmp"] : []) { _ in .hidden(by: "PrivateTmp=", canBeBound: true) }
      + rules(readOnly) { .readOnly(by: "ReadOnlyPaths=\($0)") }
      + rules(readWrite) { .writable(through: $0) }
      + rules(home == "read-only" ? homes : []) { _ in .readOnly(by: "ProtectHome=read-only") }
      + rules(systemPaths) { _ in .readOnly(by: "ProtectSystem=\(system)") }
  }

  private var systemPaths: [String] {
    switch system {
    case "strict": ["/"]
    case "full": ["/usr", "/boot", "/efi", "/etc"]
    case "yes": ["/usr", "/boot", "/efi"]
    default: []
    }
  }
}
