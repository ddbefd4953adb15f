/// One line of `/proc/self/mountinfo`: a file system, or a part of one, at a place in the tree.
public struct Mount: Sendable, Equatable {
  /// The mount's number.
  public var id: Int
  /// The number of the mount that it is mounted upon.
  public var parent: Int
  /// The number of the file system; all subvolumes of a btrfs show the same one here, but not to `stat`.
  public var device: DeviceNumber
  /// What part of the file system is mounted: a directory of it, a subvolume, or `/`.
  public var root: String
  /// Where it is mounted.
  public var mountPoint: String
  /// Options of this mount: `rw,relatime`.
  public var options: String
  /// `ext4`, `fuse.sshfs`.
  public var fileSystemType: String
  /// What was mounted: a device, `server:/export`, or a word that says nothing (`/dev/root`, `none`).
  public var source: String
  /// Options of the file system.
  public var superOptions: String

  /// A mount.
  public init(
    id: Int, parent: Int, device: DeviceNumber, root: String, mountPoint: String, options: String,
    fileSystemType: String, source: String, superOptions: String
  ) {
    self.id = id
    self.parent = parent
    self.device = device
    self.root = root
    self.mountPoint = mountPoint
    self.options = options
    self.fileSystemType = fileSystemType
    self.source = source
    self.superOptions = superOptions
  }
}

extension Mount {
  /// Whether another machine or a process answers for this file system, so that `stat` may hang for good.
  ///
  /// An automount point counts: a touch makes it one.
  public var isNetworkOrFUSE: Bool {
    if fileSystemType == "autofs" || fileSystemType == "fuse" || fileSystemType == "fuseblk"
      || fileSystemType.hasPrefix("fuse.") || fileSystemType.hasPrefix("fuseblk.")
    {
      return true
    }
    return Self.networkTypes.contains(fileSystemType)
  }

  /// Whether files on this file system are known to share no blocks, so that none can be cloned.
  ///
  /// Of others it shows when it is tried: xfs may have been made without, and a server decides for its clients.
  public var lacksClones: Bool { Self.typesWithoutClones.contains(fileSystemType) }

  /// Whether both are the same file system, mounted twice or in two parts.
  public func isSameFileSystem(as other: Mount) -> Bool { device == other.device }

  private static let networkTypes: Set<String> = [
    "9p", "acfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gpfs", "lustre", "ncp", "ncpfs", "nfs",
    "nfs4",
    "ocfs2", "orangefs", "prl_fs", "pvfs2", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs",
  ]

  private static let typesWithoutClones: Set<String> = [
    "ext2", "ext3", "ext4", "tmpfs", "ramfs", "vfat", "exfat", "f2fs", "jfs", "reiserfs", "ntfs", "ntfs3",
    "hfsplus", "udf", "fuseblk",
  ]

  /// Whether the file system keeps its bytes on this machine's block devices.
  ///
  /// btrfs, ZFS and bcachefs span devices, so the kernel gives them a number without a driver.
  var isOnBlockDevice: Bool {
    device.major != 0 || ["btrfs", "zfs", "bcachefs", "ubifs"].contains(fileSystemType)
  }
}

extension Mount {
  /// Reads one line; the fields are those of proc_pid_mountinfo(5).
  init(parsing line: ByteLine) throws(FileProblem) {
    let fields = line.fields(separatedBy: " ")
    // Any number of optional fields stands between the sixth field and the hyphen.
    guard let hyphen = fields.dropFirst(6).firstIndex(where: { $0.spells("-") }), fields.count >= hyphen + 4
    else {
      throw .malformed(
        MountTable.path, line: line.number,
        expected: "ID PARENT MAJOR:MINOR ROOT POINT OPTIONS … - TYPE SOURCE OPTIONS", found: line.bytes)
    }
    guard let id = fields[0].decimal.flatMap(Int.init(exactly:)),
      let parent = fields[1].decimal.flatMap(Int.init(exactly:))
    else {
      throw .malformed(MountTable.path, line: line.number, expected: "two mount numbers", found: line.bytes)
    }
    guard let device = DeviceNumber(parsing: fields[2]) else {
      throw .malformed(MountTable.path, line: line.number, expected: "MAJOR:MINOR", found: fields[2])
    }
    guard fields[4].first == UInt8(ascii: "/") else {
      throw .malformed(
        MountTable.path, line: line.number, expected: "an absolute mount point", found: fields[4])
    }
    self.init(
      id: id, parent: parent, device: device, root: fields[3].unescaped, mountPoint: fields[4].unescaped,
      options: fields[5].unescaped, fileSystemType: fields[hyphen + 1].unescaped,
      source: fields[hyphen + 2].unescaped, superOptions: fields[hyphen + 3].unescaped)
  }
}
