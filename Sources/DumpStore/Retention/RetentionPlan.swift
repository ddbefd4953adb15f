public import Sizing

/// What is to be deleted and why, why each other dump stays, and which limits could not be met.
///
/// Each dump of the scope stands in it exactly once: among the deletions, the kept, or those that wait.
public struct RetentionPlan: Sendable, Equatable {
  /// Where a dump stands in the scope that was planned for.
  public struct Place: Hashable, Sendable {
    /// The index of its group.
    public var group: Int
    /// Its index in the group.
    public var dump: Int
  }

  /// A limit that asks for deletions.
  public enum Demand: Hashable, Sendable {
    /// `max-age`: so many seconds.
    case maxAge(seconds: UInt64)
    /// `max-use`: so much at most.
    case maxUse(Bytes)
    /// `free`: so much at least.
    case free(Bytes)
  }

  /// A dump that is to be deleted.
  public struct Deletion: Sendable, Equatable {
    /// Where it stands in the scope.
    public var place: Place
    /// The dump.
    public var dump: KeptDump
    /// The limit that asks for it.
    public var demand: Demand
    /// Where the dump is of which this is a copy, by its header.
    ///
    /// What the policy protects may hang on that, so this one goes only after both were read and found equal.
    public var repeatOf: String?
  }

  /// A dump that stays.
  public struct Kept: Sendable, Equatable {
    /// Where it stands in the scope.
    public var place: Place
    /// Why it stays.
    public var reason: Reason
  }

  /// Why a dump stays.
  public enum Reason: Hashable, Sendable {
    /// A person asked for it.
    case pinned(reason: String, until: CalendarDate?)
    /// Somebody reads it or has locked it.
    case inUse(by: String)
    /// A later copy of it, at that path, is pinned or in use.
    case original(ofHeld: String)
    /// It is the host's newest, or the crash of which the newest is a copy.
    case newest
    /// It is one of the host's last crashes, of which so many are protected.
    case last(Int)
    /// It is one of the host's first crashes of that bug check.
    case firstOfBugCheck(UInt32)
    /// The configuration's entry has a mistake, so nothing is deleted on its word.
    case entryHasMistake
    /// No limit asks for it.
    case notDemanded
  }

  /// What became of a limit on space.
  public struct Limit: Sendable, Equatable {
    /// `max-use` or `free`.
    public var demand: Demand
    /// The entry that sets it; of several that want free space, the one that wants the most.
    public var group: String
    /// What is in use, or free, now.
    public var before: Bytes
    /// What will be, once the deletions are carried out.
    public var after: Bytes
    /// What will be, once those that wait are carried out as well.
    public var afterWaiting: Bytes

    /// Whether the deletions suffice.
    public var isMet: Bool { isMet(by: after) }

    /// Whether anything has to be deleted for it.
    public var binds: Bool { !isMet(by: before) }

    /// By how much it will be missed.
    public var shortfall: Bytes {
      switch demand {
      case .maxUse(let most): after.less(most)
      case .free(let least): least.less(after)
      case .maxAge: .zero
      }
    }

    private func isMet(by bytes: Bytes) -> Bool {
      switch demand {
      case .maxUse(let most): bytes <= most
      case .free(let least): bytes >= least
      case .maxAge: true
      }
    }
  }

  /// Deletions that are too many to be made without a person's word.
  public struct Waiting: Sendable, Equatable {
    /// The entry.
    public var group: String
    /// What would be deleted.
    public var deletions: [Deletion]
    /// Of how many dumps.
    public var dumps: Int
    /// How many per cent of them may go at once.
    public var atMostPercent: Int
  }

  /// What is to be deleted, in this order: what is least missed comes first.
  public var deletions: [Deletion] = []
  /// What stays, in the order of arrival.
  public var kept: [Kept] = []
  /// What waits for a person, by entry.
  public var waiting: [Waiting] = []
  /// The limits on space.
  public var limits: [Limit] = []
  /// The entries that want room for the next dump, of which nobody knows how large it will be.
  public var unknownNextDump: [String] = []

  /// The limits that the policy does not allow to be met.
  public var unmet: [Limit] { limits.filter { !$0.isMet } }
}

extension RetentionScope {
  /// The dump at a place of a plan that was made of this scope.
  public subscript(place: RetentionPlan.Place) -> KeptDump { groups[place.group].dumps[place.dump] }
}
