/// Something that a person should act on, as it stands now.
public struct Alert: Equatable, Sendable {
  /// What an alert is about; there is at most one for each.
  public enum Subject: Hashable, Sendable {
    /// A host, by its name.
    case host(String)
    /// A configuration or host file, by its path.
    case file(String)
    /// A dump directory, by its path.
    case directory(String)
    /// A dump directory's archive, by the directory's path.
    case archive(String)
    /// A canonical name in a dump directory, by its path.
    case dump(String)
    /// What keeps retention from its work, by what that is about: a mount point or a `[[dump-directory]]`.
    case retention(Concern, String)
  }

  /// What a person may have to see to in retention.
  public enum Concern: String, Hashable, Sendable, CaseIterable {
    /// A file system's free space.
    case free
    /// What the dumps of an entry use.
    case maxUse = "max-use"
    /// How many dumps of an entry would go at once.
    case atMost = "at-most"
    /// Deletions on a file system.
    case deletions
  }

  /// What it is about.
  public var subject: Subject
  /// The kind of the entry that raises it.
  public var kind: MessageKind
  /// How bad it is, as syslog counts: 2 while evidence is being lost, 3 critical, 4 a warning.
  public var priority: Int
  /// What is so and what to do, in one line that needs no other.
  public var message: String
  /// What says by how much: it is told again when this has grown by 5 %.
  public var magnitude: UInt64?
  /// The structured fields beside the message.
  public var fields: [JournalField]

  /// An alert of the kind's usual priority.
  public init(
    _ subject: Subject, _ kind: MessageKind, message: String, priority: Int? = nil, magnitude: UInt64? = nil,
    fields: [JournalField] = []
  ) {
    self.subject = subject
    self.kind = kind
    self.priority = priority ?? kind.priority
    self.message = message
    self.magnitude = magnitude
    self.fields = fields
  }
}

/// One field of a journal entry.
public struct JournalField: Equatable, Sendable {
  /// The names that the design fixes.
  public enum Name: String, Sendable, CaseIterable {
    case host = "DUMPWARDEN_HOST"
    case rule = "DUMPWARDEN_RULE"
    case requiredBytes = "DUMPWARDEN_REQUIRED_BYTES"
    case shortfallBytes = "DUMPWARDEN_SHORTFALL_BYTES"
    case dump = "DUMPWARDEN_DUMP"
    case directory = "DUMPWARDEN_DIRECTORY"
    case bugCheck = "DUMPWARDEN_BUGCHECK"
  }

  /// The name.
  public var name: Name
  /// The value: any bytes, since a path may hold any.
  public var value: [UInt8]

  /// A field of text.
  public init(_ name: Name, _ value: String) {
    self.name = name
    self.value = Array(value.utf8)
  }
}

/// One entry to write to the journal.
public struct Notification: Equatable, Sendable {
  /// What an entry changes of the alerts that stand.
  public enum Change: Equatable, Sendable {
    /// An alert is new, or worse than before; never a mere reminder.
    case raised(Alert.Subject)
    /// An alert does not stand any more.
    case cleared(Alert.Subject)
    /// Many alerts are new; whether all of them may be told to everyone.
    case manyRaised(isPublic: Bool)
  }

  /// Its kind, and so its `MESSAGE_ID`.
  public var kind: MessageKind
  /// Its `PRIORITY`.
  public var priority: Int
  /// Its `MESSAGE`.
  public var message: String
  /// Its other fields.
  public var fields: [JournalField]
  /// What it changes of the alerts that stand; `nil` for what is only told.
  public var change: Change?

  /// An entry of the kind's usual priority.
  public init(
    _ kind: MessageKind, priority: Int? = nil, message: String, fields: [JournalField] = [],
    change: Change? = nil
  ) {
    self.kind = kind
    self.priority = priority ?? kind.priority
    self.message = message
    self.fields = fields
    self.change = change
  }
}
