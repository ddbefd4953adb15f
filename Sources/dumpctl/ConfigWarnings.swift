import DumpStore
import Inventory

extension LoadedConfiguration {
  /// What the configuration asks for and this machine does not have: seen here rather than when a dump arrives.
  func warnings(on mounts: MountTable) -> [Diagnostic] {
    configuration.dumpDirectories.enumerated().compactMap { index, directory in
      guard directory.preserve == .clone,
        let mount = mounts.mount(
          containing: DirectoryPattern(path: directory.path, host: directory.host).base),
        mount.lacksClones
      else { return nil }
      let origin = origins["dump-directory[\(index)].preserve"]
      return Diagnostic(
        .warning, file: origin?.file ?? "", line: origin?.line,
        message:
          "preserve: \(mount.fileSystemType) at \(mount.mountPoint) has no clones (btrfs and xfs have), so no "
          + "dump in \(directory.path) could be kept: use \"rename\"")
    }
  }
}
