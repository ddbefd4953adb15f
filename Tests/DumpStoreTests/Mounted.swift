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
    let script =
      switch kind {
      case .ext4:
        "truncate -s 64M '\(image)' && mkfs.ext4 -qF '\(image)' && mount -o loop '\(image)' '\(path)'"
      case .xfs:
        "truncate -s 320M '\(image)' && mkfs.xfs -q '\(image)' && mount -o loop '\(image)' '\(path)'"
      case .btrfs:
        "truncate -s 160M '\(image)' && mkfs.btrfs -q '\(image)' && mount -o loop '\(image)' '\(path)'"
      case .tmpfs: "mount -t tmpfs tmpfs '\(path)'"
      }
    guard geteuid() == 0, try Child("/bin/sh", "-c", "exec >/dev/null 2>&1; \(script)").wait() == 0 else {
      skipped("a dump on \(kind.rawValue): mounting one needs root and mkfs.\(kind.rawValue)")
      return nil
    }
  }

  deinit { _ = try? Child("/bin/sh", "-c", "umount '\(path)' || umount -l '\(path)'").wait() }
}
