import DumpStore
import Inventory
import Linux
import Sizing
import Systemd

/// A mount that the kernel tells nothing of, and the thread that alone touches it.
///
/// A server that is gone stops this thread and nothing else. It belongs to the daemon, and so to the loop.
final class PolledMount {
  /// What tells a mount from all others, earlier ones among them.
  struct Key: Hashable {
    let number: Int
    let device: DeviceNumber
    let point: String

    init(_ mount: Mount) {
      number = mount.id
      device = mount.device
      point = mount.mountPoint
    }
  }

  /// A directory whose entries a pattern is matched against.
  struct Listing {
    /// The names, as they were listed last; those of before while it cannot be.
    var names: [String]?
    /// Why it could not be listed.
    var failure: SystemError?
  }

  /// Which mount it is.
  let key: Key
  /// Its file system, as the mount table has it.
  let fileSystemType: String
  /// Its thread.
  let worker: Worker
  /// The dump directories on it, by path.
  var directories: [String: PolledDirectory] = [:]
  /// The directories on it that patterns look into.
  var listings: [DirectoryPath: Listing] = [:]
  /// Seconds that a file must be unchanged: the shortest that a directory here asks for, and never none at all.
  var settleSeconds: UInt64 = 1
  /// Whether something became wanted while a poll was under way.
  var isOutdated = false
  /// When the next poll begins.
  var next: EventSource?
  /// Goes off when the thread has not answered for so long that its mount is told of.
  var patience: EventSource?
  /// Since when the thread has been at what it was asked last.
  var busySince: Timestamp?
  /// Since when it has not answered, once that is too long.
  var unansweredSince: Timestamp?

  /// A mount with a thread of its own.
  init(_ mount: Mount) throws(SystemError) {
    key = Key(mount)
    fileSystemType = mount.fileSystemType
    worker = try Worker(name: "mount-\(mount.id)")
  }

  /// Ends the thread; one that may hang is left behind, so that it cannot hold up the end of the daemon.
  func end() {
    next = nil
    patience = nil
    if busySince == nil { worker.stop() } else { worker.abandon() }
  }

  /// A third of the settling time between polls: a pause of the writer is seen before it counts as its end.
  var periodMicroseconds: UInt64 { Self.microseconds(settleSeconds) / 3 }

  /// Twice the settling time without an answer is told of: dumps that arrive meanwhile are not seen.
  var patienceMicroseconds: UInt64 { Self.microseconds(settleSeconds) * 2 }

  /// Seconds as sd-event counts them, so many that a few times more are still a number.
  static func microseconds(_ seconds: UInt64) -> UInt64 { min(seconds, 1 << 32) * 1_000_000 }
}

/// A dump directory on such a mount, and what is known of the canonical names in it.
struct PolledDirectory {
  /// One canonical name.
  struct Name {
    /// What has been seen of it.
    var lifecycle = Lifecycle()
    /// What the last look found: a look that finds the same before its time says nothing.
    var finding: Lifecycle.Finding?
    /// What its lifecycle waits for, and until when, in microseconds since boot.
    var due: (event: Lifecycle.Event, at: UInt64)?
  }

  /// Where it is.
  let place: DirectoryPath
  /// Whose dumps arrive there.
  let host: String
  /// The `[[dump-directory]]` that it belongs to.
  let settings: DumpDirectorySettings
  /// Its canonical names, as they are spelled on the disk.
  var names: [FileName: Name] = [:]
  /// Dumps that were preserved lately, where they are and until when, in microseconds since boot, they are looked at:
  /// nothing here stops a writer elsewhere that has one open still.
  var kept: [FileName: (snapshot: Lifecycle.Snapshot, path: String, until: UInt64)] = [:]
  /// What it holds; `nil` before it was looked through.
  var holdings: Holdings?
  /// Whether that may have changed, so that the next poll looks through it.
  var isHoldingStale = true
  /// Why it could not be looked at.
  var failure: SystemError?
  /// Whether it has been looked at.
  var isKnown = false
  /// Whether a move may have been cut.
  var finishesMoves = true

  init(_ directory: DumpDirectory) {
    place = directory.place
    host = directory.host
    settings = directory.settings
  }
}
