internal import CLinux
internal import Glibc
public import Linux

/// How a dump was kept from a writer that had opened it before it was renamed.
public enum Protection: Equatable, Sendable {
  /// The file is immutable until that writer has given up: clear the flag once a lease is granted again.
  case immutable
  /// The writer gets the file back under its canonical name; a clone has the preserved one, and is to be synced.
  case cloned

  /// Whether protecting this file takes no time: a flag does not, a clone waits until the file is written out.
  public static func isInstant(for file: OpenFile) -> Bool {
    cl_filesystem_type(file.descriptor) == CL_MAGIC_EXT4
  }
}

extension FileOperations {
  /// Sees to a writer that waits for the lease on a renamed dump, and then gives the lease back.
  ///
  /// The writer has already resolved the inode, so without this it would cut the dump under its new name. Where
  /// this throws, the lease is still held and the dump still whole.
  public func protect(
    _ file: OpenFile, _ name: FileName, in archive: Directory, from canonical: FileName,
    in directory: Directory
  ) throws(SystemError) -> Protection {
    // Only on ext4 was an open that waits seen to be refused by the flag; elsewhere a clone is what there may be.
    if Protection.isInstant(for: file) {
      try setImmutable(true, file)
      Lease.release(file)
      return .immutable
    }
    let copy = try clone(file, in: archive)
    // The clone gets a name of its own first and then changes places with the original: the lease ends with
    // this process, and whenever that is, one of the two names is the clone's.
    do {
      try self.name(copy, canonical, in: directory)
      try exchange(name, in: archive, with: canonical, in: directory)
    } catch  where error.errno == EEXIST {
      // The next dump has the canonical name already: the writer goes on beside the clone, then.
      try exchange(name, in: archive, with: try besides(name, copy, in: archive), in: archive)
    }
    // No sync: it could take longer than the writer is made to wait, and the writer's cut comes after all this in
    // the journal too.
    Lease.release(file)
    return .cloned
  }

  /// Names a clone after the dump that it is to replace, and says how.
  private func besides(
    _ name: FileName, _ copy: OpenFile, in archive: Directory
  ) throws(SystemError) -> FileName {
    for attempt in 0..<10_000 {
      let suffix = Array(".overwritten\(attempt > 0 ? ".\(attempt)" : "")".utf8)
      guard let other = FileName(bytes: name.bytes.prefix(255 - suffix.count) + suffix) else { break }
      do {
        try self.name(copy, other, in: archive)
        return other
      } catch  where error.errno == EEXIST {
        continue
      }
    }
    throw SystemError("linkat", on: "\(archive.path)/\(name)", errno: EEXIST)
  }

  /// Ends what `protect` began with the immutable flag, once nobody writes any more; `false` while somebody may.
  public func endProtection(_ file: OpenFile) throws(SystemError) -> Bool {
    guard Lease.take(on: file) == .granted else { return false }
    defer { Lease.release(file) }
    try setImmutable(false, file)
    return true
  }
}
