public import Inventory
public import Sizing

/// Everything that retention answers for on one file system.
public struct RetentionScope: Sendable, Equatable {
  /// The dumps of one `[[dump-directory]]` on this file system, and what it says of them.
  public struct Group: Sendable, Equatable {
    /// The entry's path, by which a person knows it.
    public var name: String
    /// The policy.
    public var keep: KeepSettings
    /// What the largest host of these directories will write next; `nil` where that is not known.
    public var nextDump: Bytes?
    /// Whether the entry has a mistake, so that nothing is deleted on its word.
    public var isHeld: Bool
    /// The dumps.
    public var dumps: [KeptDump]

    /// A group.
    public init(
      name: String, keep: KeepSettings, nextDump: Bytes?, isHeld: Bool = false, dumps: [KeptDump]
    ) {
      self.name = name
      self.keep = keep
      self.nextDump = nextDump
      self.isHeld = isHeld
      self.dumps = dumps
    }
  }

  /// The file system's size.
  public var size: Bytes
  /// What is free there for those who are not root.
  public var free: Bytes
  /// The groups.
  public var groups: [Group]

  /// A file system.
  public init(size: Bytes, free: Bytes, groups: [Group]) {
    self.size = size
    self.free = free
    self.groups = groups
  }
}
