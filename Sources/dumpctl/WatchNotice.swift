import DumpReports
import DumpStore
import Inventory
import Sizing

/// How the dump directories of one entry are watched on this machine, as far as its mount table tells.
struct WatchNotice {
  private let group: WatchGroup
  private let settleSeconds: UInt64

  /// One for each entry, and for each mount below it; no dump directory is looked at, since a look may hang.
  static func all(for directories: [DumpDirectorySettings], on machine: Machine) -> [WatchNotice] {
    let mounts = machine.mounts().value ?? MountTable([])
    let served = machine.exports().map { $0.places(in: mounts) }
    return directories.flatMap { settings in
      DirectoryPattern(path: settings.path, host: settings.host)
        .watchGroups(in: mounts, served: served) { machine.resolved($0, in: mounts) }
        .map { WatchNotice(group: $0, settleSeconds: settings.settleSeconds) }
    }
  }

  /// The same for programs.
  var json: JSONFields {
    JSONFields([
      "path": group.path, "mode": group.mode.rawValue, "file_system": group.fileSystemType,
      "settle_seconds": group.mode == .lease ? nil : settleSeconds,
    ])
  }

  /// One line; none where a lease says all.
  var text: String? {
    let settle = "\(settleSeconds) s"
    let place = "\(group.path.asSafeText): notice: "
    let type = group.fileSystemType.asSafeText
    switch group.mode {
    case .lease: return nil
    case .leaseAndQuiet:
      return place
        + "served by NFS from here: a dump there counts as written once it is unchanged for \(settle)"
    case .polling:
      return place + "on \(type), which tells nothing of other machines' writing: polled, "
        + "and a dump there counts as written once it is unchanged for \(settle)"
    }
  }
}
