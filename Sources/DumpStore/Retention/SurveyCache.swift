internal import DumpFormats
internal import Linux

/// What earlier surveys read of headers, so that an hourly look over 100,000 dumps reads them once.
///
/// A file whose inode has not changed has not changed; whoever cuts or writes it changes that time, which
/// nobody can set.
public struct SurveyCache: Sendable {
  struct Key: Hashable, Sendable {
    let file: FileStatus.Identity
    let changedNanoseconds: Int64
    let isSettled: Bool
  }

  private var known: [Key: Identification] = [:]
  private var seen: [Key: Identification] = [:]

  private var ownCrashes: Set<Key> = []

  /// A cache that knows nothing.
  public init() {}

  /// How many dumps it knows.
  public var count: Int { known.count + seen.count }

  mutating func identification(
    of key: Key, orRead read: () throws(SystemError) -> Identification?
  ) throws(SystemError) -> Identification? {
    if let cached = seen[key] { return cached }
    let read =
      if let cached = known.removeValue(forKey: key) { Identification?.some(cached) } else { try read() }
    seen[key] = read
    return read
  }

  /// Whether it was read and found to differ from what its header says it is a copy of.
  func isCrashOfItsOwn(_ key: Key) -> Bool { ownCrashes.contains(key) }

  /// Remembers which dumps were read in vain, so that the next plan does not have them read again.
  public mutating func remember(_ outcome: RetentionOutcome, on fileSystem: SurveyedFileSystem) {
    for skipped in outcome.skipped {
      guard case .notEqual = skipped.obstacle, let dump = fileSystem.dumps[skipped.deletion.dump.path] else {
        continue
      }
      ownCrashes.insert(dump.cacheKey)
    }
  }

  /// Forgets what no survey has asked for since the last call: after each survey of everything.
  public mutating func forgetUnseen() {
    known = seen
    seen = [:]
    ownCrashes = ownCrashes.filter { known[$0] != nil }
  }
}
