import DumpStore
import DumpwardenBus
import Inventory
import Sizing
import Systemd

/// The dump directories as objects on the bus, and what objects say of themselves.
extension Daemon {
  /// One dump directory, however it is watched.
  struct DirectoryObject {
    let object: BusPath
    let path: String
    let directory: DumpDirectory
    let mode: WatchMode
  }

  /// The dump directories that are watched or polled, by path.
  var directoryObjects: [DirectoryObject] {
    var all = directories.map { path, watched in
      (
        path, DumpDirectory(place: watched.place, host: watched.host, settings: watched.settings),
        watched.mode
      )
    }
    for mount in polledMounts.values {
      all += mount.directories.map { path, polled in
        (
          path, DumpDirectory(place: polled.place, host: polled.host, settings: polled.settings),
          WatchMode.polling
        )
      }
    }
    return all.sorted { $0.0 < $1.0 }.compactMap { path, directory, mode in
      BusNames.object(ofDirectory: path).map {
        DirectoryObject(object: $0, path: path, directory: directory, mode: mode)
      }
    }
  }

  /// The dump directory that an object stands for.
  func directory(of object: BusPath) -> DirectoryObject? {
    guard let path = object.name(below: BusNames.directories) else { return nil }
    if let watched = directories[path] {
      let directory = DumpDirectory(place: watched.place, host: watched.host, settings: watched.settings)
      return DirectoryObject(object: object, path: path, directory: directory, mode: watched.mode)
    }
    guard let polled = polledMounts.values.lazy.compactMap({ $0.directories[path] }).first else {
      return nil
    }
    let directory = DumpDirectory(place: polled.place, host: polled.host, settings: polled.settings)
    return DirectoryObject(object: object, path: path, directory: directory, mode: .polling)
  }

  /// The Manager's properties as they stand.
  var snapshot: BusSnapshot {
    BusSnapshot(
      tally: tally, alerts: book.entries.count, started: started, configurationRead: configurationRead,
      watchModes: watchModes, staleHosts: staleHosts, tested: tested,
      isChangedSinceTest: tested != nil && testedConfiguration != configuration.digest)
  }

  /// The value of a property of an object.
  func property(_ name: String, of path: BusPath) throws(BusError) -> any BusValue {
    if path == BusNames.manager, let value = snapshot.value(of: name) { return value }
    guard let found = directory(of: path) else { throw .unknownObject(path.text) }
    let settings = found.directory.settings
    switch name {
    case "Path": return found.path
    case "Host": return found.directory.host
    case "Mode": return found.mode.rawValue
    case "Archive": return settings.archive
    case "Names": return settings.names
    case "Preserve": return settings.preserve.rawValue
    case "Grace": return settings.graceSeconds.multipliedReportingOverflow(by: 1_000_000).partialValue
    default: throw .failed("there is no property \(name)")
    }
  }
}
