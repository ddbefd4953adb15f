import Inventory
import Testing

@testable import DumpStore

@Suite("the sandbox of the service") struct CoverageTests {
  /// What the unit says that comes with the package.
  static let shipped: Confinement = {
    var confinement = Confinement()
    (confinement.system, confinement.home, confinement.hasPrivateTmp) = ("strict", "tmpfs", true)
    confinement.readWrite = ["-/srv", "-/mnt", "-/media", "/var/lib/dumpwarden"]
    return confinement
  }()

  private func mount(
    _ number: Int, _ point: String, on parent: Int, device: UInt32, _ options: String = "rw",
    _ type: String = "ext4"
  ) -> Mount {
    Mount(
      id: number, parent: parent, device: DeviceNumber(major: 8, minor: device), root: "/",
      mountPoint: point, options: options, fileSystemType: type, source: "none", superOptions: "rw")
  }

  /// A machine with a disk for data, one for /var, and /home on its own.
  private var outside: MountTable {
    MountTable([
      mount(1, "/", on: 0, device: 1), mount(2, "/data", on: 1, device: 2),
      mount(3, "/var", on: 1, device: 3),
      mount(4, "/home", on: 1, device: 4),
    ])
  }

  struct Row: CustomTestStringConvertible {
    var testDescription: String
    var directory: String
    var archive: String? = nil
    var confinement = CoverageTests.shipped
    /// The lines of the drop-in; `nil` where the directory is covered, none where no drop-in helps.
    var lines: [String]?
  }

  static let rows: [Row] = [
    Row(testDescription: "a usual place needs nothing", directory: "/srv/dumps"),
    Row(
      testDescription: "a neighbour of a usual place is another", directory: "/srv2/dumps",
      lines: ["RequiresMountsFor=/srv2/dumps", "ReadWritePaths=-/srv2/dumps"]),
    Row(
      testDescription: "of a disk for data the mount point is named, so that umount reaches the service",
      directory: "/data/dumps", lines: ["RequiresMountsFor=/data/dumps", "ReadWritePaths=-/data"]),
    Row(
      testDescription: "of the system's own mounts only the directory is", directory: "/var/dumps",
      lines: ["RequiresMountsFor=/var/dumps", "ReadWritePaths=-/var/dumps"]),
    Row(
      testDescription: "an archive outside makes it the common parent", directory: "/opt/dumps/in",
      archive: "/opt/dumps/kept",
      lines: ["RequiresMountsFor=/opt/dumps/in", "ReadWritePaths=-/opt/dumps"]),
    Row(
      testDescription: "no parent in common but / is none that may be written", directory: "/opt/dumps",
      archive: "/dumps-kept", lines: []),
    Row(
      testDescription: "two places that are covered are two mounts", directory: "/srv/dumps",
      archive: "/mnt/kept", lines: []),
    Row(
      testDescription: "an archive on another file system is no matter of the sandbox",
      directory: "/srv/dumps",
      archive: "/data/kept"),
    Row(
      testDescription: "below a home that is hidden the directory is bound", directory: "/home/kdump/in",
      lines: ["RequiresMountsFor=/home/kdump/in", "BindPaths=-/home/kdump/in"]),
    Row(
      testDescription: "with an archive beside it their parent is", directory: "/home/kdump/in",
      archive: "/home/kdump/kept", lines: ["RequiresMountsFor=/home/kdump/in", "BindPaths=-/home/kdump"]),
    Row(
      testDescription: "below /tmp too", directory: "/tmp/dumps",
      lines: ["RequiresMountsFor=/tmp/dumps", "BindPaths=-/tmp/dumps"]),
    Row(
      testDescription: "a home that cannot be entered has nothing bound in it", directory: "/home/kdump",
      confinement: changed { $0.home = "yes" }, lines: []),
    Row(
      testDescription: "a home that is read-only is written to by name", directory: "/home/kdump",
      confinement: changed { $0.home = "read-only" },
      lines: ["RequiresMountsFor=/home/kdump", "ReadWritePaths=-/home/kdump"]),
    Row(
      testDescription: "what is read-only on a drop-in's word is not covered by what is above it",
      directory: "/srv/dumps", confinement: changed { $0.readOnly = ["/srv/dumps"] },
      lines: ["RequiresMountsFor=/srv/dumps", "ReadWritePaths=-/srv/dumps"]),
    Row(
      testDescription: "what is inaccessible stays so", directory: "/srv/dumps/in",
      confinement: changed {
        $0.inaccessible = ["-/srv/dumps"]
        $0.readWrite.append("/srv/dumps/in")
      }, lines: []),
    Row(
      testDescription: "a drop-in that is there is enough", directory: "/data/dumps",
      confinement: changed { $0.readWrite.append("-/data") }),
    Row(
      testDescription: "a binding that is there is enough", directory: "/home/kdump/in",
      confinement: changed { $0.bound = ["/home/kdump/in"] }),
    Row(
      testDescription: "a unit without a sandbox covers all", directory: "/opt/dumps", confinement: .init()),
    Row(
      testDescription: "names are written as systemd reads them", directory: #"/opt/a "b" \ 50%"#,
      lines: [
        #"RequiresMountsFor="/opt/a \"b\" \\ 50%%""#, #"ReadWritePaths="-/opt/a \"b\" \\ 50%%""#,
      ]),
    Row(
      testDescription: "what no line of a unit can name is told of alone", directory: "/opt/a\nb", lines: []),
  ]

  private static func changed(_ change: (inout Confinement) -> Void) -> Confinement {
    var confinement = shipped
    change(&confinement)
    return confinement
  }

  @Test("covers a dump directory, or says by which drop-in it would", arguments: rows)
  func coverage(_ row: Row) {
    let place = DumpPlace(directory: row.directory, archive: row.archive)
    let coverage = Coverage(of: place, in: row.confinement, mounts: outside)
    switch coverage {
    case .covered: #expect(row.lines == nil)
    case .uncovered(_, let dropIn):
      let text = dropIn?.text() ?? ""
      let lines = text.split(separator: "\n").map(String.init).filter { $0.contains("=") }
      #expect(lines == row.lines, "\(coverage)")
    }
  }

  @Test("is seen by the service itself in its mounts")
  func seen() {
    let inside = MountTable([
      mount(1, "/", on: 0, device: 1, "ro"), mount(2, "/data", on: 1, device: 2, "ro"),
      mount(3, "/srv", on: 1, device: 1), mount(4, "/mnt", on: 1, device: 1),
      mount(5, "/home", on: 1, device: 4, "ro"), mount(6, "/home", on: 5, device: 9, "ro", "tmpfs"),
    ])
    func lines(_ directory: String, _ archive: String? = nil) -> [String]? {
      switch Coverage(of: DumpPlace(directory: directory, archive: archive), seenIn: inside) {
      case .covered: return nil
      case .uncovered(_, let dropIn):
        return (dropIn?.text() ?? "").split(separator: "\n").map(String.init).filter { $0.contains("Paths=") }
      }
    }
    #expect(lines("/srv/dumps") == nil)
    #expect(lines("/data/dumps") == ["ReadWritePaths=-/data"])
    #expect(lines("/opt/dumps") == ["ReadWritePaths=-/opt/dumps"])
    #expect(lines("/home/kdump/in") == ["BindPaths=-/home/kdump/in"])
    #expect(lines("/srv/dumps", "/mnt/kept") == [])
    #expect(lines("/srv/dumps", "/opt/kept") == [])
    #expect(lines("/srv/dumps", "/data/kept") == nil, "another file system")
  }

  @Test("is not suspected where there is none: a disk that is read-only for all is")
  func notSeen() {
    let outside = MountTable([
      mount(1, "/", on: 0, device: 1), mount(2, "/data", on: 1, device: 2, "ro"),
    ])
    #expect(Coverage(of: DumpPlace(directory: "/data/dumps"), seenIn: outside) == .covered)
  }

  @Test("has what its drop-in says already said again in the next")
  func again() {
    let first = DropIn(mountsFor: "/data/dumps", readWrite: "/data")
    var second = DropIn(mountsFor: "/home/kdump", bind: "/home/kdump")
    second.add(first)
    #expect(second.text(adding: first.text()) == second.text())
    let theirs = "[Service]\n# ours\nLimitRTPRIO=0\nReadWritePaths=-/data\n[Install]\nAlias=x.service\n"
    #expect(
      first.text(adding: theirs) == """
        # /etc/systemd/system/dumpwarden.service.d/directories.conf
        [Unit]
        RequiresMountsFor=/data/dumps
        [Service]
        # ours
        LimitRTPRIO=0
        ReadWritePaths=-/data
        [Install]
        Alias=x.service

        """)
  }
}
