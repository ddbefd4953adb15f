/// The kind of an entry in the journal, named by a `MESSAGE_ID` that never changes.
///
/// What reads the journal (filters, the message catalog, monitoring) knows entries by these ids, so an id is
/// never given to another kind. A kind has its explanation in `systemd/catalog/dumpwarden.catalog`;
/// `make lint` compares the two.
public enum MessageKind: String, Sendable, Equatable, CaseIterable {
  /// A host could not write, or could not keep, the dump that is wanted of it.
  case assessmentRaised = "assessment-raised"
  /// The numbers of a host that was already reported grew worse by 5 % or more.
  case assessmentWorse = "assessment-worse"
  /// A reported host has not been put right for seven days.
  case assessmentReminder = "assessment-reminder"
  /// A reported host is well again.
  case assessmentCleared = "assessment-cleared"
  /// More new alerts in one look than anyone reads one by one, as one summary.
  case manyRaised = "many-raised"
  /// A whole dump arrived, is off its canonical name and durable.
  case dumpPreserved = "dump-preserved"
  /// A file that claims to be a dump has fewer bytes than its header promises.
  case dumpPartial = "dump-partial"
  /// A file with a canonical name is no dump of a known format.
  case dumpUnknown = "dump-unknown"
  /// A dump is arriving for which there is not enough room.
  case dumpWillNotFit = "dump-will-not-fit"
  /// What was told of a file under a canonical name is no longer so.
  case dumpCleared = "dump-cleared"
  /// A sender that had opened a dump before it was taken to safety was refused, and has to send again.
  case senderRefused = "sender-refused"
  /// A dump is being overwritten, or will be, and could not be taken out of the way.
  case dumpAtRisk = "dump-at-risk"
  /// A whole dump could not be preserved; it is still under its canonical name.
  case preserveFailed = "preserve-failed"
  /// A dump directory is missing, unreadable, no directory or on a mount that does not answer: it is not watched.
  case directoryUnavailable = "directory-unavailable"
  /// A dump directory that was unavailable is watched again.
  case directoryAvailable = "directory-available"
  /// A dump directory is looked at again and again, since the kernel has no watch left for it.
  case directoryPolled = "directory-polled"
  /// No dump that arrives in a directory could be kept: its archive, or what `preserve` asks for, cannot be had.
  case archiveUnavailable = "archive-unavailable"
  /// Dumps that arrive there can be kept again.
  case archiveAvailable = "archive-available"
  /// Retention deleted a dump.
  case dumpDeleted = "dump-deleted"
  /// A limit on space cannot be met within the policy: the next dump may find no room.
  case headroomLow = "headroom-low"
  /// Retention would delete more at once than the policy lets it without a person.
  case retentionWaiting = "retention-waiting"
  /// Retention ended early: a deletion failed, or room did not come back.
  case retentionStopped = "retention-stopped"
  /// What was told of retention is no longer so.
  case retentionCleared = "retention-cleared"
  /// A configuration or host file has a mistake; the last good version stays in force.
  case configurationBad = "configuration-bad"
  /// A file that had a mistake has been read without one.
  case configurationGood = "configuration-good"
  /// The daemon watches and assesses.
  case daemonStarted = "daemon-started"
  /// The daemon ended in order; nothing is watched from here on.
  case daemonStopped = "daemon-stopped"

  /// The `MESSAGE_ID`: 128 bits as 32 lower-case hexadecimal digits.
  public var id: String {
    switch self {
    case .assessmentRaised: "fc9ee47931ac47729f4290b9420c0eeb"
    case .assessmentWorse: "4c96c722ab2d4f6a9a238f9b6b80264d"
    case .assessmentReminder: "60f328ff1e62409e9a723428b4c80777"
    case .assessmentCleared: "69426f5a5fe24cb599e48eaaaa69f7b7"
    case .manyRaised: "87999ecca23246b1a3ad63da9640ab3b"
    case .dumpPreserved: "a649ce4b3cb748cca73bf2d9e9962412"
    case .dumpPartial: "103b64f5e95340858aa85853d09a9769"
    case .dumpUnknown: "64b6e5e3a86b4362981e4f62a15b9313"
    case .dumpWillNotFit: "063cde12dec14dcc900a331cd3ea0865"
    case .dumpCleared: "044fb1f88b3f482e9777bb836f26df5b"
    case .senderRefused: "61fca274704c4eac9fcb075aef82d1f8"
    case .dumpAtRisk: "c7340e80729c47d3ad389077203ceb53"
    case .preserveFailed: "affc4f63dea84aeb8cea4abb837179cf"
    case .directoryUnavailable: "73e5234afeeb4429855418d1facd1ee0"
    case .directoryAvailable: "c918633112d841cc9715610a06e9685e"
    case .directoryPolled: "dde7bb9d259749e29425387004cbdea3"
    case .archiveUnavailable: "9941e21600c04d6186a61944042b03d5"
    case .archiveAvailable: "fa5a526418b04866ad930430e1e1f6e5"
    case .dumpDeleted: "9ed68cccde584e7c9faa6af2cd56e18d"
    case .headroomLow: "132e3121edf74663a9e3cfb9c684e896"
    case .retentionWaiting: "50fa286ed1a744f884cc7dfcee156288"
    case .retentionStopped: "f8361e76ee8649abac53afae89020438"
    case .retentionCleared: "6a7cacb069a24c79a2f4d6a7bfe71bb4"
    case .configurationBad: "79d2b39730184392bdfa91beab74ea42"
    case .configurationGood: "7030030e290c4ab1845a67c9988e1942"
    case .daemonStarted: "e712b2ae925e46369798e0f706f22a86"
    case .daemonStopped: "d4a2b3ecf6dc4e74bc639e9adab5f013"
    }
  }

  /// The `PRIORITY` of an entry where nothing says otherwise, as syslog counts.
  ///
  /// 2 while evidence is being lost, 3 for what is critical, 4 for a warning or a dump that arrived, 6 for what
  /// is routine. An assessment takes 3 instead when its worst finding is critical.
  public var priority: Int {
    switch self {
    case .dumpAtRisk, .dumpWillNotFit: 2
    case .dumpPartial, .preserveFailed, .directoryUnavailable, .archiveUnavailable, .configurationBad,
      .headroomLow, .retentionStopped:
      3
    case .assessmentRaised, .assessmentWorse, .assessmentReminder, .manyRaised,
      .dumpPreserved, .dumpUnknown, .senderRefused, .directoryPolled, .retentionWaiting:
      4
    case .assessmentCleared, .dumpCleared, .directoryAvailable, .archiveAvailable, .configurationGood,
      .dumpDeleted,
      .retentionCleared, .daemonStarted, .daemonStopped:
      6
    }
  }
}
