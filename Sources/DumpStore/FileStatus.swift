internal import CLinux
internal import Glibc
public import Linux
public import Sizing

/// What the kernel says of a file, as far as it matters here.
public struct FileStatus: Equatable, Sendable {
  /// What kind of file it is.
  public enum Kind: String, Sendable, Equatable {
    case regular = "regular file"
    case directory
    case link = "symbolic link"
    case fifo = "FIFO"
    case socket
    case device
  }

  /// What tells this file from all others on the machine, as long as it exists.
  public struct Identity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
  }

  /// Which file it is.
  public let identity: Identity
  /// What kind of file it is.
  public let kind: Kind
  /// How many names it has.
  public let links: UInt64
  /// Who owns it.
  public let owner: UInt32
  /// The group that it belongs to.
  public let group: UInt32
  /// Who may read and write it: the low nine bits of the mode.
  public let permissions: UInt32
  /// The length in bytes.
  public let length: UInt64
  /// What it takes of its file system: blocks, which may be fewer or more than its length.
  public let allocated: Bytes
  /// When its contents were last changed, in nanoseconds since the epoch.
  public let modifiedNanoseconds: Int64

  /// When its contents, its names or its owner were last changed, in nanoseconds since the epoch: a rename counts.
  public let changedNanoseconds: Int64

  /// When its contents were last changed.
  public var modified: Timestamp {
    // Rounded down, before 1970 too.
    let seconds = modifiedNanoseconds / 1_000_000_000
    return Timestamp(seconds: modifiedNanoseconds % 1_000_000_000 < 0 ? seconds - 1 : seconds)
  }

  /// Reads what `stat` filled in.
  init(_ raw: stat) {
    identity = Identity(device: UInt64(raw.st_dev), inode: UInt64(raw.st_ino))
    kind =
      switch raw.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .link
      case S_IFIFO: .fifo
      case S_IFSOCK: .socket
      default: .device
      }
    links = UInt64(raw.st_nlink)
    owner = raw.st_uid
    group = raw.st_gid
    permissions = raw.st_mode & 0o777
    length = UInt64(max(0, raw.st_size))
    // In units of 512 bytes, whatever the file system's blocks are: stat(2).
    allocated = Bytes(
      clamping: UInt64(clamping: raw.st_blocks).multipliedReportingOverflow(by: 512).partialValue)
    modifiedNanoseconds = Self.nanoseconds(raw.st_mtim)
    changedNanoseconds = Self.nanoseconds(raw.st_ctim)
  }

  /// A time beyond the year 2262 is some file system's nonsense: it is kept in order, no more.
  private static func nanoseconds(_ time: timespec) -> Int64 {
    let (seconds, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return time.tv_sec < 0 ? .min : .max }
    let (sum, carried) = seconds.addingReportingOverflow(Int64(time.tv_nsec))
    return carried ? .max : sum
  }
}

extension FileStatus {
  /// What the kernel says of an open file.
  public init(of descriptor: Int32) throws(SystemError) {
    var raw = stat()
    guard fstat(descriptor, &raw) == 0 else { throw SystemError("fstat", errno: errno) }
    self.init(raw)
  }

  /// What the kernel says of a file that somebody named, links followed.
  public init(at path: String) throws(SystemError) {
    var raw = stat()
    guard stat(path, &raw) == 0 else { throw SystemError("stat", on: path, errno: errno) }
    self.init(raw)
  }
}

extension OpenFile {
  /// Has what the kernel says of it be asked of the server anew; without an answer that is as it was.
  func refresh() { _ = cl_statx_refresh(descriptor, "") }
}
