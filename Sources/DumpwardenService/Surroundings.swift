import DumpStore
import Inventory
import Sizing

/// Where the configured directories lie, as the kernel's tables have it: nothing in it is asked of a file system.
struct Surroundings {
  let mounts: MountTable
  private let served: Fact<[FileSystemPlace]>
  private let machine: Machine
  /// What the configured part of a path means with its links followed.
  private var resolved: [String: String] = [:]

  /// Reads the tables; where that of the mounts cannot be read, for want of a descriptor, `last` stands.
  ///
  /// Where there is none at all no file system is known to be on a network, and none is taken to be.
  init(_ machine: Machine, last: MountTable) {
    self.machine = machine
    let mounts = machine.mounts().value ?? last
    self.mounts = mounts
    served = machine.exports().map { $0.places(in: mounts) }
  }

  /// How a directory is watched.
  mutating func mode(of place: DirectoryPath) -> WatchMode {
    WatchMode(of: path(of: place), in: mounts, served: served)
  }

  /// The mount that a polled directory lies in.
  mutating func mount(of place: DirectoryPath) -> Mount? { mounts.mount(containing: path(of: place)) }

  /// The part that the configuration names may lead through links; below it none is followed.
  private mutating func path(of place: DirectoryPath) -> String {
    let base = resolved[place.base] ?? machine.resolved(place.base, in: mounts)
    resolved[place.base] = base
    return DirectoryPath(base: base, below: place.below).path
  }
}
