import Sizing

/// A device that lies on no other, as far as the kernel says.
struct Disk: Hashable {
  /// Its directory in `/sys/devices`.
  var path: String

  /// Its name: `sda`.
  var name: Substring { path.split(separator: "/").last ?? "" }

  /// Whether it is a disk by itself.
  ///
  /// A loop, network or ZFS device without slaves lies on something out of sight.
  ///
  /// NVMe with several paths is virtual too, but not among the virtual block devices.
  private var isPhysical: Bool { !path.hasPrefix("/sys/devices/virtual/block/") }

  /// Whether it is memory that is compressed.
  var isCompressedMemory: Bool { Self.isCompressedMemory(path: path) }

  /// Whether a device of that path is memory that is compressed: `/dev/zram0`.
  static func isCompressedMemory(path: String) -> Bool {
    guard let name = path.split(separator: "/").last, name.hasPrefix("zram") else { return false }
    return Array(name.utf8.dropFirst(4))[...].decimal != nil
  }

  /// Whether the disks of the device called `name` are all the boot volume's; some alone prove neither.
  static func areAll(_ disks: Set<Disk>, of name: String, among boot: Set<Disk>) -> Fact<Bool> {
    if disks.isSubset(of: boot) { return .known(true) }
    let shared = disks.intersection(boot)
    guard shared.isEmpty else {
      return .unknown(
        because: "\(name): lies on \(list(disks)), of which only \(list(shared)) "
          + "\(shared.count == 1 ? "is a disk" : "are disks") of the boot volume")
    }
    let hidden = disks.union(boot).filter { !$0.isPhysical }
    guard hidden.isEmpty else {
      return .unknown(because: "\(name): what \(list(hidden)) lies on cannot be told")
    }
    return .known(false)
  }

  private static func list(_ disks: Set<Disk>) -> String {
    disks.map { $0.name.asSafeText }.sorted().joined(separator: " and ")
  }
}
