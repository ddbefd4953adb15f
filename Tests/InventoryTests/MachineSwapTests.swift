import Sizing
import Synchronization
import Testing

@testable import Inventory

@Suite("swap and the boot volume")
struct MachineSwapTests {
  private static let heading = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
  private static let root = "27 1 8:2 / / rw - ext4 /dev/sda2 rw\n"

  @Test(
    "a swap file is the one that was switched on when its whole pages less the header make the area's size",
    arguments: [
      (UInt64(1_048_576), UInt64(1020), true), (1_048_577, 1020, true), (1_052_671, 1020, true),
      (1_052_672, 1020, false), (1_048_575, 1020, false), (1_048_576, 1024, false),
      (1_048_576, 1008, true),  // 16 KiB pages
      (1_048_576, 960, true),  // 64 KiB pages
      (0, 0, false), (4096, 0, true), (UInt64.max, 0, false), (UInt64.max, 1020, false),
    ])
  func size(_ length: UInt64, _ kibibytes: UInt64, _ isTheSame: Bool) throws {
    let folder = try MachineFolder()
    try folder.write("/proc/swaps", Self.heading + "/swap.img file \(kibibytes) 0 -2\n")
    try folder.write("/proc/self/mountinfo", Self.root)
    try folder.write("/stat.tsv", "/swap.img\tfile\t8:2\t\(length)\n")
    let area = try #require(Machine(root: folder.path).facts().swap.value?.first)
    #expect(area.onBootVolume.value == (isTheSame ? true : nil))
  }

  @Test(
    "the disks of a swap area against those of the boot volume",
    arguments: [
      (["sda"], ["sda"], "yes"), (["sda"], ["sda", "sdb"], "yes"), (["sdb"], ["sda"], "no"),
      (["sda", "sdb"], ["sda", "sdb", "sdc"], "yes"), (["sdc", "sdd"], ["sda", "sdb"], "no"),
      (["sda", "sdb"], ["sda"], "x: lies on sda and sdb, of which only sda is a disk of the boot volume"),
      (["virtual/block/loop0"], ["virtual/block/loop0"], "yes"),
      (["virtual/block/loop0"], ["sda"], "x: what loop0 lies on cannot be told"),
      (["sda"], ["virtual/block/zd0", "virtual/block/zd1"], "x: what zd0 and zd1 lies on cannot be told"),
      (["virtual/nvme-subsystem/nvme-subsys0/nvme0n1"], ["sda"], "no"),
    ])
  func disks(_ own: [String], _ boot: [String], _ answer: String) {
    func set(_ names: [String]) -> Set<Disk> { Set(names.map { Disk(path: "/sys/devices/\($0)") }) }
    let fact = Disk.areAll(set(own), of: "x", among: set(boot))
    #expect((fact.value.map { $0 ? "yes" : "no" } ?? fact.reason) == answer)
  }

  @Test("a boot volume that is no mount point leaves volumes and swap undecided, with the reason")
  func bootVolumeElsewhere() throws {
    let folder = try MachineFolder()
    try folder.write("/proc/swaps", Self.heading + "/swap.img file 1020 0 -2\n/dev/zram0 partition 8 0 5\n")
    try folder.write("/proc/self/mountinfo", Self.root)
    try folder.write("/stat.tsv", "/swap.img\tfile\t8:2\t1048576\n")
    let facts = Machine(root: folder.path).facts(bootVolume: "/mnt/not there")
    let areas = try #require(facts.swap.value)
    #expect(
      areas[0].onBootVolume.reason
        == "/proc/self/mountinfo: nothing is mounted at the boot volume '/mnt/not there', which is a part of '/'"
    )
    #expect(areas[1].onBootVolume == .known(false))
    #expect(facts.volumes.value?.map(\.isBoot) == [nil])
  }

  @Test("another boot volume than / is judged by its own disks and mount")
  func otherBootVolume() throws {
    let folder = try MachineFolder()
    try folder.write(
      "/proc/swaps", Self.heading + "/swap.img file 1020 0 -2\n/sysroot/swap.img file 1020 0 -3\n")
    try folder.write(
      "/proc/self/mountinfo", Self.root + "40 27 8:18 / /sysroot rw - ext4 /dev/sdb2 rw\n")
    try folder.write("/stat.tsv", "/swap.img\tfile\t8:2\t1048576\n/sysroot/swap.img\tfile\t8:18\t1048576\n")
    let facts = Machine(root: folder.path).facts(bootVolume: "/sysroot/")
    #expect(facts.swap.value?.map(\.onBootVolume) == [.known(false), .known(true)])
    #expect(facts.volumes.value?.filter { $0.isBoot == true }.map(\.id) == ["/sysroot"])
  }

  @Test("without a mount table each area but compressed memory is undecided, and says why")
  func noMountTable() throws {
    let folder = try MachineFolder()
    try folder.write(
      "/proc/swaps", Self.heading + "/a file 8 0 -2\n/dev/sda2 partition 8 0 -3\n/dev/zram1 partition 8 0 5\n"
    )
    let areas = try #require(Machine(root: folder.path).facts().swap.value)
    let reason = "/proc/self/mountinfo: cannot open: no such file or directory"
    #expect(
      areas.map(\.onBootVolume) == [.unknown(because: reason), .unknown(because: reason), .known(false)])
  }

  @Test("nothing is asked of network, FUSE and automount file systems, nor of what a later mount hides")
  func untouched() throws {
    let folder = try MachineFolder()
    try folder.write("/proc/swaps", Self.heading)
    try folder.write(
      "/proc/self/mountinfo",
      Self.root
        + """
        30 27 0:50 / /nfs rw - nfs4 a:/b rw
        31 27 0:51 / /fuse rw - fuse.sshfs a:/b rw
        32 27 8:33 / /ntfs rw - fuseblk /dev/sdc1 rw
        33 27 0:52 / /auto rw - autofs systemd-1 rw
        34 27 0:53 / /tmp rw - tmpfs tmpfs rw
        35 27 8:17 / /srv/hidden rw - xfs /dev/sdb1 rw
        36 27 8:18 / /srv rw - xfs /dev/sdb2 rw
        37 27 8:2 /home /home rw - ext4 /dev/sda2 rw

        """)
    let asked = Asked()
    let machine = Machine(root: folder.path) { mountPoint in
      asked.note(mountPoint)
      return .unknown(because: "not of interest")
    }
    let volumes = try #require(machine.facts().volumes.value)
    #expect(asked.all == ["/", "/srv"])
    #expect(volumes.map(\.id) == ["/", "/nfs", "/fuse", "/ntfs", "/srv"])
    #expect(
      volumes[1].free.reason
        == "/nfs: is nfs4, which is not asked, since a server that is gone never answers")
  }

  @Test(
    "the room on a file system is counted for an ordinary user, and unknown where the numbers make no sense (W3)",
    arguments: [
      ("100\t60\t50\t4096", "409600 204800"), ("100\t60\t50\t512", "51200 25600"),
      ("0\t0\t0\t4096", "/: does not tell its size"), ("100\t60\t50\t0", "/: does not tell its size"),
      ("18446744073709551615\t1\t1\t4096", "/: claims to be larger than 4 EiB"),
      ("100\t60\t18446744073709551611\t4096", "/: claims to be larger than 4 EiB"),
      (
        "100\t60\t50",
        "/statvfs.tsv:1: expected MOUNT POINT, f_blocks, f_bfree, f_bavail, f_frsize, found '/\\t100\\t60\\t50'"
      ),
    ])
  func room(_ numbers: String, _ answer: String) throws {
    let folder = try MachineFolder()
    try folder.write("/proc/self/mountinfo", Self.root)
    try folder.write("/statvfs.tsv", "/\t\(numbers)\n")
    let volume = try #require(Machine(root: folder.path).facts().volumes.value?.first)
    let found = volume.size.value.map { "\($0.count) \(volume.free.value?.count ?? 0)" }
    #expect((found ?? volume.size.reason) == answer)
  }

  @Test("a boot volume on the network is not asked either")
  func networkBoot() throws {
    let folder = try MachineFolder()
    try folder.write("/proc/swaps", Self.heading + "/swap.img file 1020 0 -2\n")
    try folder.write("/proc/self/mountinfo", "27 1 0:20 / / rw - nfs 10.0.0.1:/root rw\n")
    try folder.write("/stat.tsv", "/swap.img\tfile\t0:20\t1048576\n")
    let asked = Asked()
    let machine = Machine(root: folder.path) { mountPoint in
      asked.note(mountPoint)
      return .unknown(because: "not of interest")
    }
    let facts = machine.facts()
    #expect(asked.all.isEmpty)
    #expect(facts.swap.value?.first?.onBootVolume.value == nil)
    #expect(facts.volumes.value?.first?.isBoot == true)
  }
}

private final class Asked: Sendable {
  private let places = Mutex<[String]>([])
  var all: [String] { places.withLock { $0 } }
  func note(_ place: String) { places.withLock { $0.append(place) } }
}
