import Glibc
import Linux
import Sizing

/// What tells a file or device apart from another of the same name.
struct FileIdentity: Equatable, Sendable {
  /// What it is, as far as swap needs to know.
  enum Kind: String { case file, block }

  /// What it is.
  var kind: Kind
  /// A device's own number; for a file that of the file system on which it lies.
  var device: DeviceNumber
  /// The length in bytes; 0 for a device.
  var size: UInt64

  /// What the kernel says of a path.
  ///
  /// Never call it below a network or FUSE mount: where the server is gone it does not return.
  static func asked(of path: String) -> Fact<FileIdentity> {
    let name = path.asSafeText
    var answer = stat()
    // The kernel lists areas by resolved paths: a link here is another namespace's file.
    guard lstat(path, &answer) == 0 else {
      return .unknown(because: "\(name): cannot be looked at: \(SystemError("lstat", errno: errno).reason)")
    }
    switch answer.st_mode & S_IFMT {
    case S_IFREG:
      return .known(
        FileIdentity(
          kind: .file, device: DeviceNumber(packed: UInt64(answer.st_dev)),
          size: UInt64(clamping: answer.st_size)))
    case S_IFBLK:
      return .known(
        FileIdentity(kind: .block, device: DeviceNumber(packed: UInt64(answer.st_rdev)), size: 0))
    default:
      return .unknown(because: "\(name): is neither a regular file nor a block device here")
    }
  }
}
