import Glibc
import Linux
public import Sizing

/// The room on a file system.
public struct VolumeSpace: Sendable, Equatable {
  /// Its size.
  public var size: Bytes
  /// What is free for an ordinary user (`f_bavail`).
  public var free: Bytes
  /// What is free when root's reserve counts too (`f_bfree`).
  public var freeForRoot: Bytes

  /// Room on a file system.
  public init(size: Bytes, free: Bytes, freeForRoot: Bytes) {
    self.size = size
    self.free = free
    self.freeForRoot = freeForRoot
  }

  /// Room counted in blocks, as `statvfs` has it.
  public static func counted(
    blocks: UInt64, unused: UInt64, available: UInt64, blockSize: UInt64
  ) -> Fact<VolumeSpace> {
    func bytes(_ blocks: UInt64) -> Bytes? {
      let (count, overflow) = blocks.multipliedReportingOverflow(by: blockSize)
      return overflow ? nil : Bytes(count)
    }
    guard let size = bytes(blocks), let free = bytes(available), let freeForRoot = bytes(unused) else {
      return .unknown(because: "claims to be larger than 4 EiB")
    }
    // Some file systems answer with noughts where they mean that they do not know.
    guard size > .zero else { return .unknown(because: "does not tell its size") }
    return .known(VolumeSpace(size: size, free: free, freeForRoot: freeForRoot))
  }

  /// What the kernel says of the file system at a path.
  ///
  /// Never call it for a network or FUSE mount: where the server is gone it does not return.
  static func asked(of path: String) -> Fact<VolumeSpace> {
    let name = path.asSafeText
    var answer = statvfs()
    guard statvfs(path, &answer) == 0 else {
      let reason = SystemError("statvfs", errno: errno).reason
      return .unknown(because: "\(name): cannot ask for its free space: \(reason)")
    }
    let space = counted(
      blocks: UInt64(answer.f_blocks), unused: UInt64(answer.f_bfree), available: UInt64(answer.f_bavail),
      blockSize: UInt64(answer.f_frsize))
    return space.reason.map { .unknown(because: "\(name): \($0)") } ?? space
  }
}
