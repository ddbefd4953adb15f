public import Sizing

/// Which alerts stand, and so what is worth an entry: raised once, told again when worse, cleared once.
///
/// It knows no journal and no clock: alerts and the time in, entries out.
public struct AlertBook: Equatable, Sendable {
  /// An alert that has been told.
  public struct Entry: Equatable, Sendable {
    /// What was told last.
    public var alert: Alert
    /// When it was raised.
    public var raised: Timestamp
    /// When it was told last.
    public var told: Timestamp

    /// An alert that was told.
    public init(alert: Alert, raised: Timestamp, told: Timestamp) {
      self.alert = alert
      self.raised = raised
      self.told = told
    }
  }

  /// More new alerts than this in one look become one summary.
  public static let mostAtOnce = 20
  /// Seconds after which an alert that still stands is told again.
  public static let reminderSeconds: Int64 = 7 * 86_400

  /// What stands, by subject.
  public private(set) var entries: [Alert.Subject: Entry] = [:]

  /// A book in which nothing stands, or what stood when the daemon last ran.
  public init(_ entries: [Entry] = []) {
    for entry in entries { self.entries[entry.alert.subject] = entry }
  }

  /// Takes everything that a look found wrong and says what to write.
  ///
  /// - Parameters:
  ///   - current: the alerts of that look, worst first.
  ///   - isCovered: whether the look would have found an alert of this subject; those that it covered and did
  ///     not find are cleared, the others stand.
  public mutating func update(
    _ current: [Alert], covering isCovered: (Alert.Subject) -> Bool, now: Timestamp
  ) -> [Notification] {
    var notifications: [Notification] = []
    var fresh: [Alert] = []
    // This machine may be in its own inventory, and then two hosts have one name: the worse speaks for both.
    var found: Set<Alert.Subject> = []
    for alert in current where found.insert(alert.subject).inserted {
      guard let entry = entries[alert.subject] else {
        fresh.append(alert)
        entries[alert.subject] = Entry(alert: alert, raised: now, told: now)
        continue
      }
      guard let retold = Self.retold(alert, after: entry, now: now) else {
        // What was told before a restart is known without them.
        entries[alert.subject]?.alert.fields = alert.fields
        continue
      }
      notifications.append(retold)
      entries[alert.subject] = Entry(alert: alert, raised: entry.raised, told: now)
    }
    for subject in entries.keys.filter({ isCovered($0) && !found.contains($0) }).sorted(by: Self.inOrder) {
      guard let entry = entries.removeValue(forKey: subject) else { continue }
      notifications.append(Self.cleared(entry, now: now))
    }
    if fresh.count > Self.mostAtOnce {
      notifications.insert(Self.summary(of: fresh), at: 0)
    } else {
      notifications.insert(contentsOf: fresh.map(Self.raised), at: 0)
    }
    return notifications
  }

  private static func raised(_ alert: Alert) -> Notification {
    Notification(
      alert.kind, priority: alert.priority, message: alert.message, fields: alert.fields,
      change: .raised(alert.subject))
  }

  private static func retold(_ alert: Alert, after entry: Entry, now: Timestamp) -> Notification? {
    let isHost = if case .host = alert.subject { true } else { false }
    let isWorse =
      alert.priority < entry.alert.priority || alert.kind != entry.alert.kind
      || hasGrown(alert.magnitude, since: entry.alert.magnitude)
    if isWorse {
      return Notification(
        isHost ? .assessmentWorse : alert.kind, priority: alert.priority, message: alert.message,
        fields: alert.fields, change: .raised(alert.subject))
    }
    guard now.seconds - entry.told.seconds >= reminderSeconds else { return nil }
    return Notification(
      isHost ? .assessmentReminder : alert.kind, priority: alert.priority,
      message: "still, since \(entry.raised.date): \(alert.message)", fields: alert.fields)
  }

  /// Whether a number has grown by 5 % or more; what was nothing and is something has.
  private static func hasGrown(_ new: UInt64?, since old: UInt64?) -> Bool {
    guard let new, let old, new > old else { return false }
    return new - old >= (old / 20) + (old % 20 == 0 ? 0 : 1)
  }

  private static func cleared(_ entry: Entry, now: Timestamp) -> Notification {
    let kind: MessageKind
    let words: String
    switch entry.alert.subject {
    case .host(let name):
      // Well, exempt or no longer described: only the look knows which.
      (kind, words) = (.assessmentCleared, "nothing stands against \(name.asSafeText) any more")
    case .file(let path):
      (kind, words) = (.configurationGood, "\(path.asSafeText) has no mistake any more")
    case .directory(let path):
      (kind, words) = (.directoryAvailable, "\(path.asSafeText) is watched")
    case .archive(let path):
      (kind, words) = (.archiveAvailable, "dumps in \(path.asSafeText) can be kept")
    case .dump(let path):
      (kind, words) = (.dumpCleared, "\(path.asSafeText) is no longer in trouble")
    case .retention(let concern, let place):
      (kind, words) = (.retentionCleared, "\(concern.rawValue) of \(place.asSafeText) is well again")
    }
    return Notification(
      kind, message: "\(words); raised \(entry.raised.date): \(entry.alert.message)",
      fields: entry.alert.subject.fields, change: .cleared(entry.alert.subject))
  }

  private static func summary(of alerts: [Alert]) -> Notification {
    let worst = alerts.prefix(5).map(\.message).joined(separator: "; ")
    return Notification(
      .manyRaised, priority: alerts.map(\.priority).min(),
      message: "\(alerts.count) new alerts at once, the worst: \(worst). All of them: dumpctl check",
      change: .manyRaised(isPublic: alerts.allSatisfy(\.subject.isPublic)))
  }

  private static func inOrder(_ left: Alert.Subject, _ right: Alert.Subject) -> Bool {
    left.key < right.key
  }
}

extension Alert.Subject {
  /// Whether everyone may know of it: assessments are everyone's, what lies in dump directories is not.
  var isPublic: Bool {
    switch self {
    case .host, .file: true
    case .directory, .archive, .dump, .retention: false
    }
  }

  /// The bare host or path.
  var about: String {
    switch self {
    case .host(let name): name
    case .file(let path), .directory(let path), .archive(let path), .dump(let path): path
    case .retention(_, let place): place
    }
  }

  /// One word and a name, as the state file keeps it.
  var key: String {
    switch self {
    case .host(let name): "host \(name)"
    case .file(let path): "file \(path)"
    case .directory(let path): "directory \(path)"
    case .archive(let path): "archive \(path)"
    case .dump(let path): "dump \(path)"
    case .retention(let concern, let place): "\(concern.rawValue) \(place)"
    }
  }

  /// The journal field that names it; a file of the configuration has none.
  var fields: [JournalField] {
    switch self {
    case .host(let name): [JournalField(.host, name)]
    case .file: []
    case .directory(let path), .archive(let path), .retention(_, let path): [JournalField(.directory, path)]
    case .dump(let path): [JournalField(.dump, path)]
    }
  }

  /// Reads `key`; `nil` for anything else.
  init?(key: String) {
    // A name may begin with a space.
    let parts = key.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else { return nil }
    switch parts[0] {
    case "host": self = .host(parts[1])
    case "file": self = .file(parts[1])
    case "directory": self = .directory(parts[1])
    case "archive": self = .archive(parts[1])
    case "dump": self = .dump(parts[1])
    default:
      guard let concern = Alert.Concern(rawValue: parts[0]) else { return nil }
      self = .retention(concern, parts[1])
    }
  }
}
