import Sizing

extension Machine {
  /// The volumes: each file system once, by the mount point that is seen first, or by the boot volume's.
  ///
  /// File systems of the kernel's own and those in memory are none, unless the machine runs from one.
  func volumes(_ mounts: MountTable, boot: Mount?) -> [Volume] {
    var volumes: [Volume] = []
    var seen: Set<DeviceNumber> = []
    if let boot {
      seen.insert(boot.device)
      volumes.append(volume(boot, isBoot: true))
    }
    for mount in mounts.mounts where isVolume(mount) && !seen.contains(mount.device) {
      guard mounts.mount(at: mount.mountPoint)?.id == mount.id else { continue }
      seen.insert(mount.device)
      volumes.append(volume(mount, isBoot: boot == nil ? nil : false))
    }
    return volumes
  }

  private func isVolume(_ mount: Mount) -> Bool {
    mount.isOnBlockDevice || (mount.isNetworkOrFUSE && mount.fileSystemType != "autofs")
  }

  private func volume(_ mount: Mount, isBoot: Bool?) -> Volume {
    let space: Fact<VolumeSpace> =
      mount.isNetworkOrFUSE
      ? .unknown(because: "\(mount.mountPoint.asSafeText): \(mount.isNotTouched)")
      : freeSpace(mount.mountPoint)
    return Volume(
      id: mount.mountPoint, isBoot: isBoot, size: space.map(\.size), free: space.map(\.free))
  }
}

extension Mount {
  /// Why nothing is asked of a network or FUSE file system.
  var isNotTouched: String {
    "is \(fileSystemType.asSafeText), which is not asked, since a server that is gone never answers"
  }
}
