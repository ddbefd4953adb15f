import Testing

@testable import Inventory

@Suite("the mount table")
struct ProcMountTableTests {
  /// A mount by number, parent and place; the rest says nothing here.
  private static func mount(
    _ id: Int, on parent: Int, _ point: String, _ type: String = "ext4", device: UInt32 = 0
  ) -> Mount {
    Mount(
      id: id, parent: parent, device: DeviceNumber(major: 8, minor: device), root: "/", mountPoint: point,
      options: "rw", fileSystemType: type, source: "none", superOptions: "rw")
  }

  struct Row: CustomTestStringConvertible, Sendable {
    var name: String
    var mounts: [Mount]
    var path: String
    var id: Int?
    var testDescription: String { name }
  }

  static let tree = [
    mount(27, on: 1, "/"), mount(30, on: 27, "/srv"), mount(31, on: 30, "/srv/a"),
    mount(32, on: 27, "/srvother"),
  ]

  @Test(
    "finds the mount that a walk along the path ends in",
    arguments: [
      Row(name: "the root", mounts: tree, path: "/", id: 27),
      Row(name: "a file of the root", mounts: tree, path: "/etc/passwd", id: 27),
      Row(name: "a mount point itself", mounts: tree, path: "/srv", id: 30),
      Row(name: "the deepest", mounts: tree, path: "/srv/a/MEMORY.DMP", id: 31),
      Row(name: "not one whose name merely begins alike", mounts: tree, path: "/srv/ab", id: 30),
      Row(name: "nor a shorter name", mounts: tree, path: "/sr", id: 27),
      Row(name: "a relative path is in none", mounts: tree, path: "srv/a", id: nil),
      Row(name: "an empty table", mounts: [], path: "/", id: nil),
      Row(
        name: "the last of two at one place, each on the other",
        mounts: tree + [mount(33, on: 30, "/srv"), mount(34, on: 33, "/srv")], path: "/srv/x", id: 34),
      Row(
        name: "not what a later mount above it hides",
        mounts: tree + [mount(33, on: 30, "/srv")], path: "/srv/a/x", id: 33),
      Row(
        name: "the root that was mounted over the first",
        mounts: [mount(1, on: 1, "/"), mount(27, on: 1, "/")],
        path: "/x", id: 27),
      Row(
        name: "the last of two tops at one place", mounts: [mount(5, on: 1, "/"), mount(6, on: 2, "/")],
        path: "/x", id: 6),
      Row(
        name: "what a chroot shows has no root",
        mounts: [mount(40, on: 7, "/proc"), mount(41, on: 7, "/srv")],
        path: "/srv/x", id: 41),
      Row(name: "and nothing outside", mounts: [mount(40, on: 7, "/proc")], path: "/srv", id: nil),
    ])
  func containing(_ row: Row) {
    #expect(MountTable(row.mounts).mount(containing: row.path)?.id == row.id)
  }

  @Test("a mount is found at its mount point alone, and only where it is seen")
  func atMountPoint() {
    let table = MountTable(Self.tree + [Self.mount(33, on: 30, "/srv")])
    #expect(table.mount(at: "/srv")?.id == 33)
    #expect(table.mount(at: "/srv/a") == nil)
    #expect(table.mount(at: "/srv/x") == nil)
    #expect(table.mount(at: "/")?.id == 27)
  }

  @Test(
    "tells by the type alone who must not be touched",
    arguments: [
      ("nfs", true), ("nfs4", true), ("cifs", true), ("smb3", true), ("9p", true), ("ceph", true),
      ("fuse", true), ("fuse.sshfs", true), ("fuseblk", true), ("virtiofs", true), ("autofs", true),
      ("ext4", false), ("xfs", false), ("btrfs", false), ("tmpfs", false), ("overlay", false),
      ("fusectl", false), ("nfsd", false), ("rpc_pipefs", false), ("vfat", false),
    ])
  func network(_ type: String, _ isTouchedByOthers: Bool) {
    #expect(Self.mount(1, on: 0, "/", type).isNetworkOrFUSE == isTouchedByOthers)
  }

  @Test("a table that goes in circles comes to an end")
  func circle() {
    let table = MountTable([
      Self.mount(1, on: 0, "/"), Self.mount(2, on: 1, "/a"), Self.mount(3, on: 2, "/a"),
      Self.mount(2, on: 3, "/a"),
    ])
    #expect(table.mount(containing: "/a/b")?.mountPoint == "/a")
  }

  @Test("fifty thousand mounts at one place are no trouble")
  func many() {
    let mounts = [Self.mount(1, on: 0, "/")] + (2...50_000).map { Self.mount($0, on: 1, "/m/\($0)") }
    #expect(MountTable(mounts).mount(containing: "/m/49999/x")?.id == 49_999)
  }

  @Test(
    "takes a packed device number apart as glibc does",
    arguments: [
      (UInt64(0x802), UInt32(8), UInt32(2)), (0xfe00, 254, 0), (0xfff1_03ff, 259, 1_048_575),
      (0xffff_f000_0000_0007, 0xffff_f000, 7), (0xfff_ffff_ffff, 4095, 0xffff_ffff),
    ])
  func packed(_ packed: UInt64, _ major: UInt32, _ minor: UInt32) {
    #expect(DeviceNumber(packed: packed) == DeviceNumber(major: major, minor: minor))
  }
}
