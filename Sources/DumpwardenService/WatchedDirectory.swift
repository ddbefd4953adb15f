import DumpStore
import Inventory
import Linux
import Systemd

/// A dump directory that is being watched, and what is known of the canonical names in it.
struct WatchedDirectory {
  /// One canonical name.
  struct Name {
    /// What has been seen of it.
    var lifecycle = Lifecycle()
    /// The retry, settling or grace time that runs.
    var timer: EventSource?
    /// The file that the last look found quiet, its lease held.
    var file: OpenFile?
    /// What the kernel said of it.
    var status: FileStatus?
    /// When the event came that the last look answers, in microseconds since boot.
    var noticed: UInt64 = 0
  }

  /// Where it is.
  let place: DirectoryPath
  /// Whose dumps arrive there.
  let host: String
  /// The `[[dump-directory]]` that it belongs to.
  let settings: DumpDirectorySettings
  /// Which directory was opened: another one under the same path is another one.
  let identity: FileStatus.Identity
  /// How it is known that a writer is done.
  var mode: WatchMode
  /// The watch on it; none while the kernel has none to give, and then it is looked at again and again.
  var watch: EventSource?
  /// Its canonical names, as they are spelled on the disk.
  var names: [FileName: Name] = [:]

  /// Whether a name is one that the next dump would take.
  func isCanonical(_ name: FileName) -> Bool {
    settings.names.contains { canonical in FileName(canonical).map(name.equalsWithoutCase) ?? false }
  }
}

/// A dump that is off its canonical name and not yet announced.
struct SecuredDump: Sendable {
  /// The file; its lease is held for another second.
  let file: OpenFile
  /// The directory that it came from.
  let directory: Directory
  /// The directory that it is in.
  let archive: Directory
  /// Its name there.
  let name: FileName
  /// The name that it had.
  let canonical: FileName

  /// Where it is.
  var path: String { "\(archive.path)/\(name)" }
}
