import DumpStore
internal import Glibc
import Inventory
import Linux
import Systemd

/// Directories that the kernel has no inotify watch left for: they are looked at again and again, and a lease still
/// says when a writer is done (failure story N6).
extension Daemon {
  /// Whether the kernel is out of watches, or this process of what a watch needs.
  static func isShortage(_ error: SystemError) -> Bool { [ENOSPC, EMFILE, ENFILE].contains(error.errno) }

  /// Seconds between two looks: the settling time, the shortest of several.
  static func unwatchedSeconds(_ settings: some Sequence<DumpDirectorySettings>) -> UInt64 {
    max(1, settings.map(\.settleSeconds).min() ?? 30)
  }

  /// Looks once more after the settling time, for as long as watches are missing.
  func lookAgainWithoutWatches() {
    let unwatched = directories.values.filter { $0.watch == nil }.map(\.settings)
    let seconds = Self.unwatchedSeconds(unwatched.isEmpty ? configuration.dumpDirectories : unwatched)
    schedule(.unwatched, after: PolledMount.microseconds(seconds)) { $0.lookWithoutWatches() }
  }

  private func lookWithoutWatches() {
    var isRefused = false
    var hasWatched = false
    for (path, watched) in directories where watched.watch == nil {
      // What is wrong with one that cannot be opened is found, and told of, by the full look.
      guard let directory = try? Directory(watched.place),
        (try? directory.status().identity) == watched.identity
      else {
        lookAtDirectories()
        return
      }
      // After one refusal the others would be refused as well.
      if !isRefused {
        isRefused = (try? watch(path, directory)) != nil
        hasWatched = hasWatched || !isRefused
      }
      lookAtNames(in: path, directory)
    }
    // Directories in which new hosts appear are short of watches too, or one is to be told of as watched again.
    guard isRefused, !hasWatched, !isShortOfParentWatches else {
      lookAtDirectories()
      return
    }
    lookAgainWithoutWatches()
  }
}
