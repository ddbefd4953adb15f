import DumpStore
import Glibc
import Testing

/// A file system of its own, in a file.
final class Mounted {
  enum Kind: String, CaseIterable, Sendable { case ext4, xfs, btrfs, tmpfs }

  let scratch: Scratch
  let path: String

  init?(_ kind: Kind) throws {
    scratch = try Scratch()
    path = "\(scratch.path)/mount"
    try scratch.make("mount")
    let image = "\(scratch.path)/image"
    // Two that look for a free loop device at once find the same one.
    let once = "mount -o loop '\(image)' '\(path)'"
    let mount = "{ \(once) || \(once) || \(once) || \(once); }"
    let script =
      switch kind {
      case .ext4:
        "truncate -s 64M '\(image)' && mkfs.ext4 -qF '\(image)' && \(mount)"
      case .xfs:
        "truncate -s 320M '\(image)' && mkfs.xfs -q '\(image)' && \(mount)"
      case .btrfs:
        "truncate -s 160M '\(image)' && mkfs.btrfs -q '\(image)' && \(mount)"
      case .tmpfs: "mount -t tmpfs tmpfs '\(path)'"
      }
    guard geteuid() == 0, try Child("/bin/sh", "-c", "exec >/dev/null 2>&1; \(script)").wait() == 0 else {
      skipped("a dump on \(kind.rawValue): mounting one needs root and mkfs.\(kind.rawValue)")
      return nil
    }
  }

  deinit { _ = try? Child("/bin/sh", "-c", "umount '\(path)' || umount -l '\(path)'").wait() }
}
