import Sizing
import Testing

@testable import Inventory

@Suite("what an NFS server gives to others")
struct ExportTableTests {
  static let kernel = """
    # Version 1.1
    # Path Client(Flags) # IPs
    /srv/dumps\t*(rw,no_root_squash,sync,wdelay,no_subtree_check,uuid=1)
    /srv/with\\040blank\t10.0.0.0/8(ro)
    relative\t*(rw)

    """

  @Test("comments and what is no path are passed over, escapes undone")
  func parses() {
    #expect(ExportTable(parsing: Array(Self.kernel.utf8)) == ExportTable(["/srv/dumps", "/srv/with blank"]))
    #expect(ExportTable(parsing: [0, 0xff, 10, 10, 47]) == ExportTable(["/"]))
  }

  @Test("the kernel's table and that of exportfs are one")
  func both() throws {
    let folder = try MachineFolder()
    #expect(Machine(root: folder.path).exports() == .known(ExportTable()))
    try folder.write("/proc/fs/nfsd/exports", Self.kernel)
    try folder.write("/var/lib/nfs/etab", "/srv/more\t*(rw)\n")
    #expect(
      Machine(root: folder.path).exports()
        == .known(ExportTable(["/srv/dumps", "/srv/with blank", "/srv/more"])))
  }

  @Test("a table that cannot be read is no table without exports")
  func unreadable() throws {
    let folder = try MachineFolder()
    try folder.write("/var/lib/nfs/etab/x", "")
    #expect(Machine(root: folder.path).exports().value == nil)
  }
}

@Suite("places in file systems")
struct FileSystemPlaceTests {
  static func mount(
    _ id: Int, on parent: Int, _ point: String, _ type: String = "ext4", device: UInt32 = 1,
    root: String = "/"
  ) -> Mount {
    Mount(
      id: id, parent: parent, device: DeviceNumber(major: 8, minor: device), root: root, mountPoint: point,
      options: "rw", fileSystemType: type, source: "none", superOptions: "rw")
  }

  static let mounts = MountTable([
    mount(1, on: 0, "/"),
    mount(2, on: 1, "/srv", device: 2),
    mount(3, on: 1, "/export/dumps", device: 2, root: "/dumps"),
    mount(4, on: 1, "/net", "nfs4", device: 3),
    mount(5, on: 4, "/net/disk", device: 4),
    mount(6, on: 1, "/auto", "autofs", device: 5),
    mount(7, on: 6, "/auto", device: 6),
  ])

  @Test(
    "a path means a place in a file system, whatever mount leads to it",
    arguments: [
      ("/etc", 1, "/etc"), ("/", 1, ""), ("/srv/dumps/SQL07", 2, "/dumps/SQL07"),
      ("/export/dumps/SQL07/", 2, "/dumps/SQL07"), ("/srv", 2, ""),
    ] as [(String, UInt32, String)])
  func place(path: String, device: UInt32, inside: String) {
    #expect(
      Self.mounts.place(of: path)
        == FileSystemPlace(device: DeviceNumber(major: 8, minor: device), path: inside))
  }

  @Test("a place is inside itself and what is above it, not inside a name that merely begins alike")
  func inside() {
    func place(_ path: String, _ device: UInt32 = 1) -> FileSystemPlace {
      FileSystemPlace(device: DeviceNumber(major: 8, minor: device), path: path)
    }
    #expect(place("/a/b").isInside(place("/a")))
    #expect(place("/a").isInside(place("/a")))
    #expect(place("/a").isInside(place("")))
    #expect(!place("/ab").isInside(place("/a")))
    #expect(!place("/a").isInside(place("/a/b")))
    #expect(!place("/a/b").isInside(place("/a", 2)))
  }

  @Test(
    "a way over a network is behind it; a disk on its automount point is not",
    arguments: [
      ("/srv/x", false), ("/net/x", true), ("/net/disk/x", true), ("/auto/x", false), ("/", false),
    ])
  func behind(path: String, isBehind: Bool) {
    #expect(Self.mounts.isBehindNetwork(path) == isBehind)
  }

  @Test("a root on a network does not put everything behind it")
  func diskless() {
    let mounts = MountTable([Self.mount(1, on: 0, "/", "nfs"), Self.mount(2, on: 1, "/srv", device: 2)])
    #expect(!mounts.isBehindNetwork("/srv/x"))
    #expect(mounts.isBehindNetwork("/home"))
  }

  @Test("links are followed up to where a network begins, and not round in circles")
  func resolves() {
    let links = [
      "/dumps": "/srv/dumps", "/far": "/net/share", "/net/share": "/srv/never asked",
      "/srv/dumps": "/srv/real", "/loop": "/loop",
    ]
    func resolved(_ path: String) -> String {
      Self.mounts.resolved(path) { place in
        #expect(!place.hasPrefix("/net"), "asked of \(place)")
        return links[place]
      }
    }
    #expect(resolved("/dumps/SQL07") == "/srv/real/SQL07")
    #expect(resolved("/far/SQL07") == "/net/share/SQL07")
    #expect(resolved("/loop/x") == "/loop/x")
    #expect(resolved("/") == "/")
  }
}
