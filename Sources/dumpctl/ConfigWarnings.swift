import DumpStore
import Inventory
import Sizing

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

extension LoadedConfiguration {
  /// The dump directories that the service's sandbox does not cover, and the drop-in that changes it.
  func uncovered(
    in confinement: Confinement, on mounts: MountTable, resolved: (String) -> String
  ) -> (warnings: [Diagnostic], dropIn: DropIn) {
    var warnings: [Diagnostic] = []
    var dropIn = DropIn()
    for (index, directory) in configuration.dumpDirectories.enumerated() {
      let place = DumpPlace(directory, resolved: resolved)
      guard case .uncovered(let reason, let remedy) = Coverage(of: place, in: confinement, mounts: mounts)
      else { continue }
      if let remedy { dropIn.add(remedy) }
      let origin = origins["dump-directory[\(index)].path"]
      warnings.append(
        Diagnostic(
          .warning, file: origin?.file ?? "", line: origin?.line,
          message:
            "path: no dump in \(directory.path.asSafeText) could be kept, for \(reason.asSafeText): "
            + (remedy.map { "write \(DropIn.path) with \($0.inOneLine.asSafeText), then \(DropIn.command)" }
              ?? "no drop-in changes that; have the dumps and their archive elsewhere")))
    }
    return (warnings, dropIn)
  }
}
