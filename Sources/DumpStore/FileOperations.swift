internal import CLinux
internal import Glibc
internal import Inventory
public import Linux
internal import Sizing

/// The only place of the calls that the promises rest on: what renames, links, unlinks, makes or syncs.
///
/// `beforeEach` sees every call before it is made and may refuse it: so a test ends the world at the n-th one.
public struct FileOperations: Sendable {
  /// A call about to be made.
  public enum Call: Equatable, Sendable {
    case rename(from: FileName, to: FileName)
    case link(from: FileName, to: FileName)
    case unlink(FileName)
    case exchange(FileName, FileName)
    case makeDirectory(FileName)
    case sync(String)
    case makeImmutable(Bool)
    case clone(String)
    case copy(String)
    case name(FileName)
    case replace(FileName)
    case lock(String)
    case write(FileName)
    case drop(FileName)
    case syncFileSystem(String)
    case give(String)
    case share(String)
  }

  private let beforeEach: @Sendable (Call) throws(SystemError) -> Void

  /// Operations that are all carried out.
  public init() { beforeEach = { (_) throws(SystemError) in } }

  /// Operations that `beforeEach` may refuse.
  public init(beforeEach: @escaping @Sendable (Call) throws(SystemError) -> Void) {
    self.beforeEach = beforeEach
  }

  /// Moves an entry to a name that nothing has: `EEXIST` where something does.
  ///
  /// If the power goes at this line the file has its old name or its new one: the file systems that dumps lie
  /// on journal a rename as one step. A full disk or a read-only one refuses and changes nothing. The file
  /// itself is not touched, so whoever holds it open goes on with it.
  public func rename(
    _ name: FileName, in source: Directory, to newName: FileName, in target: Directory
  ) throws(SystemError) {
    try beforeEach(.rename(from: name, to: newName))
    let result = name.withCString { old in
      newName.withCString { new in
        cl_renameat2(source.handle.descriptor, old, target.handle.descriptor, new, CL_RENAME_NOREPLACE)
      }
    }
    guard result < 0 else { return }
    guard result == -EINVAL else { throw failure("renameat2", name, source, newName, target, -result) }
    try linkThenUnlink(name, in: source, to: newName, in: target)
  }

  /// The same for file systems without `RENAME_NOREPLACE`, such as NFS clients and ntfs-3g.
  ///
  /// The new name is made first, so at no line the file is without a name; `finishPair` ends what a crash left.
  func linkThenUnlink(
    _ name: FileName, in source: Directory, to newName: FileName, in target: Directory
  ) throws(SystemError) {
    let before = try source.freshStatus(of: name)
    try beforeEach(.link(from: name, to: newName))
    let linked = name.withCString { old in
      newName.withCString { new in
        linkat(source.handle.descriptor, old, target.handle.descriptor, new, 0) == 0 ? 0 : errno
      }
    }
    guard linked == 0 else { throw failure("linkat", name, source, newName, target, linked) }
    do throws(SystemError) {
      try sync(target)
      guard try !finishPair(name, in: source, of: newName, in: target) else { return }
      // Another file was renamed over the old name since; what it meant has the new one.
      guard let before, try target.freshStatus(of: newName)?.identity == before.identity,
        try source.freshStatus(of: name)?.identity != before.identity
      else { throw failure("linkat", name, source, newName, target, EOPNOTSUPP) }
    } catch {
      // A file of two names is refused by the next look, so the new one goes, while the old one is there.
      try? undoLink(name, in: source, to: newName, in: target, asBefore: before)
      throw error
    }
  }

  /// Removes the new one of two names.
  ///
  /// Where the file system makes up inode numbers (sshfs) two names of a file look like two files. The old name was
  /// linked, and if it stands as it stood before, it still has what the new one has.
  private func undoLink(
    _ name: FileName, in source: Directory, to newName: FileName, in target: Directory,
    asBefore before: FileStatus?
  ) throws(SystemError) {
    guard try !finishPair(newName, in: target, of: name, in: source) else { return }
    guard let before, let now = try source.freshStatus(of: name), now.identity == before.identity,
      now.length == before.length, now.modifiedNanoseconds == before.modifiedNanoseconds
    else { return }
    try unlink(newName, in: target)
  }

  /// Removes `name` if it and `other` are two names of one file, and only then: it may mean another by now.
  ///
  /// Answers whether `name` does not have the file any more.
  @discardableResult
  public func finishPair(
    _ name: FileName, in directory: Directory, of other: FileName, in otherDirectory: Directory
  ) throws(SystemError) -> Bool {
    guard let status = try directory.freshStatus(of: name) else { return true }
    guard status.links > 1, try otherDirectory.freshStatus(of: other)?.identity == status.identity else {
      return false
    }
    do {
      try unlink(name, in: directory)
    } catch  where error.errno == ENOENT {}
    return true
  }

  /// Lets two names change places, in one step: each means what the other did.
  public func exchange(
    _ name: FileName, in directory: Directory, with other: FileName, in otherDirectory: Directory
  ) throws(SystemError) {
    try beforeEach(.exchange(name, other))
    let result = name.withCString { first in
      other.withCString { second in
        cl_renameat2(
          directory.handle.descriptor, first, otherDirectory.handle.descriptor, second, CL_RENAME_EXCHANGE)
      }
    }
    guard result >= 0 else { throw failure("renameat2", name, directory, other, otherDirectory, -result) }
  }

  /// Makes a directory, readable by its group at most: dumps are memory (promise P5).
  ///
  /// One that exists is fine. If the power goes between the two calls it is readable by its owner alone, which keeps
  /// no dump from it.
  public func makeDirectory(_ name: FileName, in parent: Directory) throws(SystemError) {
    try beforeEach(.makeDirectory(name))
    let result = name.withCString { mkdirat(parent.handle.descriptor, $0, 0o750) == 0 ? 0 : errno }
    guard result == 0 || result == EEXIST else {
      throw SystemError("mkdirat", on: "\(parent.path)/\(name)", errno: result)
    }
    // The umask may have taken the group's part away. By its descriptor, and only of one of ours: in a hostile
    // directory the name may mean another by now.
    guard result == 0, let made = try? parent.directory(below: name), let status = try? made.status(),
      status.owner == geteuid(), status.permissions != 0o750
    else { return }
    _ = fchmod(made.handle.descriptor, 0o750)
  }

  /// Lets a group do so much with a file or directory, and nobody else anything that he could not do before.
  ///
  /// By its descriptor, so that no name is looked up which means another by then. If the power goes at this line the
  /// list is the old one or the new one; a file system without such lists refuses (`EOPNOTSUPP`), and so does a full
  /// one. Whoever has the file open goes on with it. Setting what is set already would change the inode's time, by
  /// which announced dumps are known.
  func grant(
    _ permissions: UInt16, to group: UInt32, _ file: OpenFile, named name: String
  ) throws(SystemError) {
    let before = accessList(of: file, try FileStatus(of: file.descriptor))
    var list = before
    list.grant(permissions, toGroup: group)
    guard list != before else { return }
    try beforeEach(.share(name))
    let bytes = list.bytes
    let result = cl_set_attribute(file.descriptor, AccessList.attribute, bytes, bytes.count)
    guard result >= 0 else { throw SystemError("fsetxattr", on: name, errno: -result) }
  }

  /// The access list of a file: that which it has, or what its mode says.
  private func accessList(of file: OpenFile, _ status: FileStatus) -> AccessList {
    // The most that the kernel lets a value have: XATTR_SIZE_MAX.
    var size = 1 << 10
    while size <= 1 << 16 {
      var bytes = [UInt8](repeating: 0, count: size)
      let got = cl_get_attribute(file.descriptor, AccessList.attribute, &bytes, size)
      if got >= 0 {
        return AccessList(parsing: Array(bytes.prefix(Int(got)))) ?? AccessList(mode: status.permissions)
      }
      guard got == -Int64(ERANGE) else { break }
      size *= 8
    }
    return AccessList(mode: status.permissions)
  }

  /// Waits until a file's contents and length are on the disk: seconds for a large dump, so on the worker.
  public func sync(_ file: OpenFile, named name: String) throws(SystemError) {
    try beforeEach(.sync(name))
    while fsync(file.descriptor) != 0 {
      guard errno == EINTR else { throw SystemError("fsync", on: name, errno: errno) }
    }
  }

  /// Waits until a directory's entries are on the disk.
  public func sync(_ directory: Directory) throws(SystemError) {
    try sync(directory.handle, named: directory.path)
  }

  /// Whether the immutable flag is set; not where the file system has no flags.
  public func isImmutable(_ file: OpenFile) -> Bool {
    let flags = cl_get_flags(file.descriptor)
    return flags >= 0 && UInt32(truncatingIfNeeded: flags) & CL_FS_IMMUTABLE_FL != 0
  }

  /// Sets or clears the immutable flag, which needs `CAP_LINUX_IMMUTABLE`.
  ///
  /// On ext4 an open for writing that waits for the lease then fails with `EPERM` instead of cutting the dump.
  public func setImmutable(_ on: Bool, _ file: OpenFile) throws(SystemError) {
    try beforeEach(.makeImmutable(on))
    let flags = cl_get_flags(file.descriptor)
    guard flags >= 0 else { throw SystemError("FS_IOC_GETFLAGS", errno: Int32(-flags)) }
    let old = UInt32(truncatingIfNeeded: flags)
    let new = on ? old | CL_FS_IMMUTABLE_FL : old & ~CL_FS_IMMUTABLE_FL
    // Setting what is set already would change the inode's time, by which announced dumps are known.
    guard new != old else { return }
    let result = cl_set_flags(file.descriptor, new)
    guard result >= 0 else { throw SystemError("FS_IOC_SETFLAGS", errno: -result) }
  }

  /// Makes an unnamed file in `target` that shares every block of `file` as it is now.
  ///
  /// Unnamed, so that a crash leaves no half file under a final name. The kernel has written the blocks out when
  /// this returns, and journals what comes after it in order. `EOPNOTSUPP` where the file system has no reflinks;
  /// never a copy instead.
  public func clone(_ file: OpenFile, in target: Directory) throws(SystemError) -> OpenFile {
    try beforeEach(.clone(target.path))
    let status = try FileStatus(of: file.descriptor)
    let copy = try unnamed(in: target, permissions: accessList(of: file, status).mode)
    let cloned = cl_clone(copy.descriptor, file.descriptor)
    guard cloned >= 0 else { throw SystemError("FICLONE", on: target.path, errno: -cloned) }
    setModified(copy, to: status)
    return copy
  }

  /// Makes an unnamed file in `target` with all bytes of `file`: minutes for a large dump, so on a thread of its own.
  ///
  /// Nothing is begun that does not fit, and a crash or a full disk leaves nothing behind. What changes meanwhile is
  /// two dumps in one, and is thrown away (failure story L21): `ESTALE`.
  public func copy(_ file: OpenFile, to target: Directory) throws(SystemError) -> OpenFile {
    try beforeEach(.copy(target.path))
    let before = try FileStatus(of: file.descriptor)
    if let free = target.space().value?.free, free <= before.allocated {
      throw SystemError("copy_file_range", on: target.path, errno: ENOSPC)
    }
    let copy = try unnamed(in: target, permissions: accessList(of: file, before).mode)
    // The description is shared with whoever guards the file, and nobody there reads by position.
    guard lseek(file.descriptor, 0, SEEK_SET) == 0 else { throw SystemError("lseek", errno: errno) }
    while true {
      let copied = cl_copy_range(copy.descriptor, file.descriptor, 1 << 26)
      if copied == 0 { break }
      guard copied > 0 || copied == -Int64(EINTR) else {
        throw SystemError("copy_file_range", on: target.path, errno: Int32(-copied))
      }
    }
    let after = try FileStatus(of: file.descriptor)
    guard after.length == before.length, after.modifiedNanoseconds == before.modifiedNanoseconds,
      try FileStatus(of: copy.descriptor).length == before.length
    else { throw SystemError("copy_file_range", on: target.path, errno: ESTALE) }
    setModified(copy, to: before)
    return copy
  }

  /// An unnamed file with that mode, whatever the umask is: a clone has the one that the dump came with.
  private func unnamed(
    in target: Directory, _ access: Int32 = O_RDWR, permissions: UInt32
  ) throws(SystemError) -> OpenFile {
    let descriptor = openat(
      target.handle.descriptor, ".", access | CL_O_TMPFILE | O_CLOEXEC, 0o600 as mode_t)
    guard descriptor >= 0 else { throw SystemError("openat O_TMPFILE", on: target.path, errno: errno) }
    let file = OpenFile(adopting: descriptor)
    guard fchmod(descriptor, permissions) == 0 else {
      throw SystemError("fchmod", on: target.path, errno: errno)
    }
    return file
  }

  /// By its time a clone is known as that of the file as it is; without, it would be made once more.
  private func setModified(_ copy: OpenFile, to status: FileStatus) {
    let seconds = status.modified.seconds
    let nanoseconds = status.modifiedNanoseconds - seconds * 1_000_000_000
    let time = timespec(tv_sec: Int(seconds), tv_nsec: Int(nanoseconds))
    _ = [time, time].withUnsafeBufferPointer { futimens(copy.descriptor, $0.baseAddress) }
  }

  /// Gives an unnamed file a name that nothing has.
  public func name(_ file: OpenFile, _ name: FileName, in target: Directory) throws(SystemError) {
    try beforeEach(.name(name))
    let linked = name.withCString { cl_link_descriptor(file.descriptor, target.handle.descriptor, $0) }
    guard linked >= 0 else { throw SystemError("linkat", on: "\(target.path)/\(name)", errno: -linked) }
  }

  /// Replaces a small file of our own by new contents: whoever reads it finds the old ones or the new ones.
  public func replace(_ name: FileName, in directory: Directory, with contents: [UInt8]) throws(SystemError) {
    guard let temporary = FileName(bytes: name.bytes + Array(".new".utf8)) else {
      throw SystemError("openat", on: "\(directory.path)/\(name).new", errno: EINVAL)
    }
    let subject = "\(directory.path)/\(temporary)"
    try beforeEach(.replace(name))
    let descriptor = temporary.withCString {
      openat(
        directory.handle.descriptor, $0, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
        0o600 as mode_t)
    }
    guard descriptor >= 0 else { throw SystemError("openat", on: subject, errno: errno) }
    let file = OpenFile(adopting: descriptor)
    try Self.write(contents, to: file, named: subject)
    try sync(file, named: subject)
    let renamed = temporary.withCString { old in
      name.withCString { new in
        renameat(directory.handle.descriptor, old, directory.handle.descriptor, new) == 0 ? 0 : errno
      }
    }
    guard renamed == 0 else { throw SystemError("renameat", on: subject, errno: renamed) }
    try sync(directory)
  }

  /// Removes an entry, whatever it means: for one that was looked at, in a directory where only we write.
  ///
  /// If the power goes at this line the entry is there or it is not. Whoever has the file open goes on with it, and
  /// its room comes back when the last one closes it. A read-only or broken disk refuses and changes nothing.
  public func unlink(_ name: FileName, in directory: Directory) throws(SystemError) {
    try beforeEach(.unlink(name))
    let result = name.withCString { unlinkat(directory.handle.descriptor, $0, 0) == 0 ? 0 : errno }
    guard result == 0 else {
      throw SystemError("unlinkat", on: "\(directory.path)/\(name)", errno: result)
    }
  }

  /// Takes the BSD lock of an open file or directory, or says at once (`EWOULDBLOCK`) that somebody has it.
  ///
  /// It ends with the description, however this process ends. Anyone who may read the file may hold it for ever.
  public func lock(_ file: OpenFile, named name: String) throws(SystemError) {
    try beforeEach(.lock(name))
    while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EINTR else { throw SystemError("flock", on: name, errno: errno) }
    }
  }

  /// Waits until everything on a file system is on the disk, and what was deleted there given back.
  public func syncFileSystem(of directory: Directory) throws(SystemError) {
    try beforeEach(.syncFileSystem(directory.path))
    let result = cl_syncfs(directory.handle.descriptor)
    guard result >= 0 else { throw SystemError("syncfs", on: directory.path, errno: -result) }
  }

  /// Makes a small file of ours beside dumps, readable by its group and that directory's readers at most, and gives it its name when it is whole
  /// and on the disk; one that has the name is replaced.
  ///
  /// Unnamed until then, so that neither a crash nor a full disk leaves half of one, and no link that a stranger
  /// put there is written through.
  public func write(_ contents: [UInt8], as name: FileName, in directory: Directory) throws(SystemError) {
    try beforeEach(.write(name))
    let subject = "\(directory.path)/\(name)"
    let file = try unnamed(in: directory, O_WRONLY, permissions: 0o640)
    if geteuid() == 0 {
      // What root makes in the daemon's archive is to be the daemon's.
      let owner = try directory.status()
      guard fchown(file.descriptor, owner.owner, owner.group) == 0 else {
        throw SystemError("fchown", on: subject, errno: errno)
      }
    }
    // What stands beside dumps is read by who reads these; without it, the file is still there.
    if let status = try? directory.status() {
      for (group, permissions) in accessList(of: directory.handle, status).groups where permissions & 4 != 0 {
        try? grant(4, to: group, file, named: subject)
      }
    }
    try Self.write(contents, to: file, named: subject)
    try sync(file, named: subject)
    do {
      try self.name(file, name, in: directory)
    } catch  where error.errno == EEXIST {
      try replace(name, in: directory, by: file)
    }
    try sync(directory)
  }

  /// Puts a file under a name as a sender does: opened, written and closed in place, so that whoever watches sees what
  /// he would see of a sender.
  ///
  /// `EEXIST` where something has the name, whatever it is. If the power goes, or the disk is full, the beginning of it
  /// is left, as of any sender's; on a full disk it is taken away again. Answers which file it is.
  public func drop(
    _ contents: [UInt8], as name: FileName, in directory: Directory
  ) throws(SystemError) -> FileStatus.Identity {
    try beforeEach(.drop(name))
    let subject = "\(directory.path)/\(name)"
    let descriptor = name.withCString { name in
      openat(
        directory.handle.descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
        0o600 as mode_t)
    }
    guard descriptor >= 0 else { throw SystemError("openat", on: subject, errno: errno) }
    let file = OpenFile(adopting: descriptor)
    let identity = try FileStatus(of: descriptor).identity
    do throws(SystemError) {
      try Self.write(contents, to: file, named: subject)
    } catch {
      _ = try? takeBack(identity, name, in: directory)
      throw error
    }
    return identity
  }

  /// Removes what was dropped, where its name means it still; `false` where it does not.
  ///
  /// Between the look and the unlink another could take the name: only in the moment after somebody renamed ours away,
  /// and such a renamer is the daemon, which no sender follows within microseconds.
  @discardableResult
  public func takeBack(
    _ file: FileStatus.Identity, _ name: FileName, in directory: Directory
  ) throws(SystemError) -> Bool {
    guard try directory.status(of: name)?.identity == file else { return false }
    try unlink(name, in: directory)
    return true
  }

  /// Makes an open directory another user's: what root makes for the daemon.
  ///
  /// By its descriptor, so that no name is looked up which means another by then.
  public func give(_ directory: Directory, to user: UInt32, _ group: UInt32) throws(SystemError) {
    try beforeEach(.give(directory.path))
    guard fchown(directory.handle.descriptor, user, group) == 0 else {
      throw SystemError("fchown", on: directory.path, errno: errno)
    }
  }

  /// Puts an unnamed file in the place of an entry: a name of its own first, then one step.
  private func replace(_ name: FileName, in directory: Directory, by file: OpenFile) throws(SystemError) {
    let temporary = Array(".dumpwarden-\(getpid())-\(file.descriptor)".utf8)
    guard let other = FileName(bytes: temporary) else { return }
    try self.name(file, other, in: directory)
    do throws(SystemError) {
      try beforeEach(.replace(name))
      let renamed = other.withCString { old in
        name.withCString { new in
          renameat(directory.handle.descriptor, old, directory.handle.descriptor, new) == 0 ? 0 : errno
        }
      }
      guard renamed == 0 else {
        throw SystemError("renameat", on: "\(directory.path)/\(name)", errno: renamed)
      }
    } catch {
      try? unlink(other, in: directory)
      throw error
    }
  }

  private static func write(
    _ contents: [UInt8], to file: OpenFile, named subject: String
  ) throws(SystemError) {
    var written = 0
    while written < contents.count {
      let count = contents.withUnsafeBytes {
        Glibc.write(file.descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SystemError("write", on: subject, errno: count < 0 ? errno : ENOSPC) }
      written += count
    }
  }

  private func failure(
    _ call: String, _ name: FileName, _ source: Directory, _ newName: FileName, _ target: Directory,
    _ errno: Int32
  ) -> SystemError {
    SystemError(call, on: "\(source.path)/\(name) to \(target.path)/\(newName)", errno: errno)
  }
}
