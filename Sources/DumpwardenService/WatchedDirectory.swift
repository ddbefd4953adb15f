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
    /// The file that the last look found quiet, its lease held: so it is guarded while it waits under its name.
    var file: OpenFile?
    /// The file that was guarded, where the last look found that it has no name any more.
    var orphan: OpenFile?
    /// What stood under the name when it was kept without giving it up.
    var preserved: Preserved?
    /// What the kernel said of it.
    var status: FileStatus?
    /// When the event came that the last look answers, in microseconds since boot.
    var noticed: UInt64 = 0
  }

  /// A kept dump that still has its canonical name.
  enum Preserved {
    /// As the other name of the file in the archive.
    case pair(SecuredDump, FileStatus.Identity)
    /// As the original of a clone there.
    case original(FileStatus)

    /// What a look finds where that is still so.
    func finding(_ status: FileStatus) -> Lifecycle.Finding? {
      switch self {
      case .pair(_, let identity): status.identity == identity ? .preserved(isPair: true) : nil
      case .original(let original):
        status.identity == original.identity && status.length == original.length
          && status.modifiedNanoseconds == original.modifiedNanoseconds ? .preserved(isPair: false) : nil
      }
    }
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
  /// Its `adopt`.
  let adopted: [AdoptPattern]
  /// Its canonical names and those that it adopts, as they are spelled on the disk.
  var names: [FileName: Name] = [:]

  /// How a dump in it is taken to safety.
  var way: PreservingWay {
    switch settings.preserve {
    case .clone: .clone
    case .rename: settings.graceSeconds > 0 ? .pair : .rename
    }
  }

  /// Whether what stands under a name is looked at.
  func isWatched(_ name: FileName) -> Bool { isCanonical(name) || isAdopted(name) }

  /// Whether a dump under this name came under a name of its own, which it keeps.
  func isAdopted(_ name: FileName) -> Bool {
    !isCanonical(name) && adopted.contains { $0.matches(name) }
  }

  /// Whether a name is one that the next dump would take.
  func isCanonical(_ name: FileName) -> Bool {
    settings.names.contains { canonical in FileName(canonical).map(name.equalsWithoutCase) ?? false }
  }
}
