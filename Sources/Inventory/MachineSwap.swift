import Sizing

extension Machine {
  /// The swap areas, and which of them lie on the boot volume.
  func swap(mounts: Fact<MountTable>, boot: Fact<Mount>) -> Fact<[SwapArea]> {
    let table: SwapTable
    do {
      table = try SwapTable(parsing: tree.read(SwapTable.path))
    } catch {
      return .unknown(because: error.description)
    }
    return .known(
      table.entries.map { entry in
        SwapArea(
          path: entry.path, size: .known(entry.size),
          onBootVolume: isOnBootVolume(entry, mounts: mounts, boot: boot))
      })
  }

  private func isOnBootVolume(
    _ entry: SwapTable.Entry, mounts: Fact<MountTable>, boot: Fact<Mount>
  ) -> Fact<Bool> {
    // Compressed memory is memory: it cannot hold what memory held, whatever else is known.
    if entry.kind == .partition, Disk.isCompressedMemory(path: entry.path) { return .known(false) }
    let name = entry.path.asSafeText
    guard !entry.isDeleted else {
      return .unknown(
        because: "\(SwapTable.path): \(name) was deleted or belongs to another mount namespace, "
          + "so its volume cannot be told")
    }
    return mounts.flatMap { mounts in
      switch entry.kind {
      case .file:
        isFileOnBootVolume(entry, mounts: mounts, boot: boot)
      case .partition:
        isPartitionOnBootVolume(entry, mounts: mounts, boot: boot)
      }
    }
  }

  /// A file belongs to the volume of its mount, once it is proved to be the file that was switched on.
  private func isFileOnBootVolume(
    _ entry: SwapTable.Entry, mounts: MountTable, boot: Fact<Mount>
  ) -> Fact<Bool> {
    let name = entry.path.asSafeText
    guard let mount = mounts.mount(containing: entry.path) else {
      return .unknown(because: "\(MountTable.path): no mount leads to \(name)")
    }
    return look(at: entry.path, in: mounts).flatMap { file in
      guard file.kind == .file else {
        return .unknown(because: "\(name): is a device here, a file where it was switched on")
      }
      guard mount.holds(file) else {
        return .unknown(
          because: "\(name): lies on device \(file.device), the mount that leads to it is \(mount.device): "
            + "it is not the file that was switched on")
      }
      guard entry.isSize(ofFile: file.size) else {
        return .unknown(
          because: "\(name): has \(file.size) bytes, the swap area of that name \(entry.size.count) "
            + "without its header: it is not the file that was switched on")
      }
      return boot.map { $0.isSameFileSystem(as: mount) }
    }
  }

  /// A partition is the boot volume's when all of its disks are.
  private func isPartitionOnBootVolume(
    _ entry: SwapTable.Entry, mounts: MountTable, boot: Fact<Mount>
  ) -> Fact<Bool> {
    do {
      let devices = BlockDevices(tree: tree)
      let own = try devices.disks(of: number(of: entry.path, in: mounts))
      if own.allSatisfy(\.isCompressedMemory) { return .known(false) }
      switch boot {
      case .unknown(let reason):
        return .unknown(because: reason)
      case .known(let mount):
        return Disk.areAll(
          own, of: entry.path.asSafeText, among: try disks(of: mount, in: mounts))
      }
    } catch {
      return .unknown(because: "\(error)")
    }
  }

  /// The disks below a file system.
  private func disks(of mount: Mount, in mounts: MountTable) throws(FileProblem) -> Set<Disk> {
    let devices = BlockDevices(tree: tree)
    if mount.device.major != 0 { return try devices.disks(of: mount.device) }
    // A btrfs may span devices, of which the mount table names one.
    if mount.fileSystemType == "btrfs" {
      return try devices.disksOfBtrfs(with: number(of: mount.source, in: mounts))
    }
    throw FileProblem(
      path: MountTable.path,
      message: "the boot volume is \(mount.fileSystemType.asSafeText), whose disks cannot be told"
    )
  }

  /// The number of the block device of that name.
  ///
  /// The device itself has it; a confined daemon sees no devices, so the kernel's name must do there.
  private func number(of path: String, in mounts: MountTable) throws(FileProblem) -> DeviceNumber {
    if let identity = look(at: path, in: mounts).value, identity.kind == .block { return identity.device }
    return try BlockDevices(tree: tree).number(ofDeviceNamed: path)
  }

  /// What is at a path, unless another machine or a process would have to answer.
  private func look(at path: String, in mounts: MountTable) -> Fact<FileIdentity> {
    if let mount = mounts.mount(containing: path), mount.isNetworkOrFUSE {
      return .unknown(because: "\(path.asSafeText): \(mount.isNotTouched)")
    }
    return identity(path)
  }
}

extension SwapTable.Entry {
  /// Whether a file of that length is one of this size: whole pages, less the page of the header.
  fileprivate func isSize(ofFile length: UInt64) -> Bool {
    // Page sizes of the machines that Linux runs on; a captured machine need not be like this one.
    let pageSizes: [UInt64] = [4 << 10, 16 << 10, 64 << 10]
    return pageSizes.contains { page in
      length >= page && (length / page - 1) * page == size.count
    }
  }
}

extension Mount {
  /// Whether a file that `stat` puts on that device lies in this mount.
  fileprivate func holds(_ file: FileIdentity) -> Bool {
    // Each btrfs subvolume has a device number of its own, made up and without a driver.
    file.device == device || (fileSystemType == "btrfs" && file.device.major == 0)
  }
}
