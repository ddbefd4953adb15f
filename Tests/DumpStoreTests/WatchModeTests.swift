import Inventory
import Sizing
import Testing

@testable import DumpStore

@Suite("the mode of a dump directory")
struct WatchModeTests {
  static func mount(
    _ id: Int, _ point: String, _ type: String, on parent: Int = 1, root: String = "/"
  ) -> Mount {
    Mount(
      id: id, parent: parent, device: DeviceNumber(major: 8, minor: UInt32(id)), root: root,
      mountPoint: point,
      options: "rw", fileSystemType: type, source: "none", superOptions: "rw")
  }

  /// A mount of each type at a place of that name.
  static let mounts: MountTable = {
    let types =
      WatchModeTests.local + WatchModeTests.others + ["fuse.bindfs"]
    var mounts = [mount(1, "/", "ext4", on: 0)]
    for (index, type) in types.enumerated() { mounts.append(mount(index + 2, "/\(type)", type)) }
    var export = mount(100, "/export", "xfs", root: "/dumps")
    export.device = mounts.first { $0.fileSystemType == "xfs" }?.device ?? export.device
    return MountTable(mounts + [export])
  }()
  static let local = ["xfs", "btrfs", "tmpfs", "overlay", "f2fs", "zfs", "vfat", "ntfs3"]
  static let others = [
    "nfs", "nfs4", "cifs", "smb3", "9p", "fuse", "fuse.sshfs", "fuseblk", "autofs", "ceph", "afs", "virtiofs",
    "vboxsf", "lustre",
  ]

  static func mode(_ path: String, exports: Set<String> = []) -> WatchMode {
    WatchMode(of: path, in: mounts, served: .known(ExportTable(exports).places(in: mounts)))
  }

  @Test("local file systems are watched by lease", arguments: local)
  func lease(type: String) { #expect(Self.mode("/\(type)/SQL07") == .lease) }

  @Test("network and FUSE file systems are polled, served or not", arguments: others)
  func polling(type: String) {
    #expect(Self.mode("/\(type)/SQL07") == .polling)
    #expect(Self.mode("/\(type)/SQL07", exports: ["/\(type)"]) == .polling)
  }

  @Test(
    "a directory that is served by NFS needs lease and quiet",
    arguments: [
      ("/xfs/dumps/SQL07", "/xfs/dumps", .leaseAndQuiet), ("/xfs/dumps", "/xfs/dumps", .leaseAndQuiet),
      ("/xfs/dumps/SQL07", "/xfs", .leaseAndQuiet), ("/xfs/dumps/SQL07", "/xfs/other", .lease),
      ("/xfs/dumps", "/xfs/dumps/SQL07", .lease), ("/xfs/dumps-old", "/xfs/dumps", .lease),
      // Another mount of the same directory is served.
      ("/xfs/dumps/SQL07", "/export", .leaseAndQuiet), ("/export/SQL07", "/xfs/dumps", .leaseAndQuiet),
      ("/xfs/other", "/export", .lease),
      // A file system below a served one is served only by an entry of its own.
      ("/btrfs/SQL07", "/", .lease), ("/srv/SQL07", "/", .leaseAndQuiet),
    ] as [(String, String, WatchMode)])
  func served(path: String, export: String, mode: WatchMode) {
    #expect(Self.mode(path, exports: [export]) == mode)
  }

  @Test("where it is not known what is served, a local file system may be")
  func unknown() {
    #expect(WatchMode(of: "/xfs/x", in: Self.mounts, served: .unknown(because: "masked")) == .leaseAndQuiet)
    #expect(WatchMode(of: "/nfs/x", in: Self.mounts, served: .unknown(because: "masked")) == .polling)
    #expect(WatchMode(of: "/nfs/x", in: MountTable([]), served: .known([])) == .lease)
  }

  @Test("a pattern's groups are its base and the mounts below it that it may match")
  func groups() {
    let mounts = MountTable([
      Self.mount(1, "/", "ext4", on: 0), Self.mount(2, "/srv/dumps/SQL07", "nfs4"),
      Self.mount(3, "/srv/dumps/.hidden/deep", "cifs"), Self.mount(4, "/srv/dumps/SQL08/in/deep", "cifs"),
      Self.mount(5, "/srv/dumpster", "cifs"),
    ])
    func groups(_ path: String) -> [String] {
      DirectoryPattern(path: path, host: "*").watchGroups(in: mounts, served: .known([])) { $0 }
        .map { "\($0.path) \($0.mode.rawValue) \($0.fileSystemType)" }
    }
    #expect(groups("/srv/dumps/*") == ["/srv/dumps/* lease ext4", "/srv/dumps/SQL07 polling nfs4"])
    #expect(groups("/srv/dumps/APP*") == ["/srv/dumps/APP* lease ext4"])
    #expect(groups("/srv/dumps/*/in") == ["/srv/dumps/*/in lease ext4", "/srv/dumps/SQL07 polling nfs4"])
    #expect(groups("/srv/dumps/SQL07") == ["/srv/dumps/SQL07 polling nfs4"])
  }
}
