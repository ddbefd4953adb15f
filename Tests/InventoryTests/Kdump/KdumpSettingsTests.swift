import Sizing
import Testing

@testable import Inventory

@Suite("kdump's configuration") struct KdumpSettingsTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let tools: KdumpTools
    let text: String
    /// What the place must be; `nil` where it cannot be known.
    let place: KdumpSettings.Place?
    var level: Int? = 31
    var testDescription: String { "\(tools.rawValue): \(name)" }

    init(
      _ tools: KdumpTools, _ name: String, _ text: String, _ place: KdumpSettings.Place?, level: Int? = 31
    ) {
      (self.tools, self.name, self.text, self.place, self.level) = (tools, name, text, place, level)
    }
  }

  static let redHat = [
    Row(.kdumpUtils, "empty", "", .directory("/var/crash")),
    Row(.kdumpUtils, "comments alone", "#path /srv\n # nfs x:/y\n", .directory("/var/crash")),
    Row(.kdumpUtils, "a path", "path /srv/crash # here\n", .directory("/srv/crash")),
    Row(
      .kdumpUtils, "a device, and the path on it, in any order", "path /dumps\next4 UUID=03138356\n",
      .device("UUID=03138356", path: "/dumps")),
    Row(.kdumpUtils, "a partition", "raw /dev/vg/lv_kdump\n", .raw("/dev/vg/lv_kdump")),
    Row(.kdumpUtils, "nfs", "nfs my.server.com:/export/tmp\n", .remote(.nfs, "my.server.com:/export/tmp")),
    Row(
      .kdumpUtils, "ssh, with keys and a flattened dump",
      "ssh kdump@vault\nsshkey /root/.ssh/k\ncore_collector makedumpfile -F -l --message-level 7 -d 17\n",
      .remote(.ssh, "kdump@vault"), level: 17),
    Row(.kdumpUtils, "the old net", "net kdump@vault\n", .remote(.ssh, "kdump@vault")),
    Row(
      .kdumpUtils, "a mount that dracut makes",
      "dracut_args --mount \"/dev/sdb1 /mnt/dump xfs defaults\"\npath crash\n",
      .device("/dev/sdb1", path: "crash")),
    Row(
      .kdumpUtils, "a share that dracut mounts", "dracut_args --mount '10.0.0.1:/d /mnt nfs4 defaults'\n",
      .remote(.nfs, "10.0.0.1:/d")),
    Row(
      .kdumpUtils, "dracut_args of another kind", "dracut_args --omit-drivers \"a b\"\n",
      .directory("/var/crash")),
    Row(.kdumpUtils, "virtiofs is the host's", "virtiofs tag\n", nil),
    Row(
      .kdumpUtils, "a collector that copies", "core_collector cp --sparse=always\n", .directory("/var/crash"),
      level: 0),
    Row(
      .kdumpUtils, "makedumpfile by its path, the level attached",
      "core_collector /sbin/makedumpfile -c -d31\n",
      .directory("/var/crash")),
    Row(
      .kdumpUtils, "makedumpfile without a level", "core_collector makedumpfile -c\n",
      .directory("/var/crash"),
      level: 0),
    Row(
      .kdumpUtils, "levels to try in turn", "core_collector makedumpfile -d 1,31\n", .directory("/var/crash"),
      level: 1),
    Row(
      .kdumpUtils, "a level that is none", "core_collector makedumpfile -d 32\n", .directory("/var/crash"),
      level: nil),
  ]

  static let debian = [
    Row(.kdumpTools, "empty", "", .directory("/var/crash")),
    Row(.kdumpTools, "a directory", "KDUMP_COREDIR='/srv/my crash'\n", .directory("/srv/my crash")),
    Row(.kdumpTools, "nfs", "NFS=\"vault:/srv\" # over there\n", .remote(.nfs, "vault:/srv")),
    Row(.kdumpTools, "ssh", "export SSH=kdump@vault\n", .remote(.ssh, "kdump@vault")),
    Row(
      .kdumpTools, "ftp, its password left out", "FTP=\"u:p@ss@vault:/srv\"\n", .remote(.ftp, "u@vault:/srv")),
    Row(.kdumpTools, "no memory", "KDUMP_SKIP_VMCORE=1\n", .nowhere),
    Row(.kdumpTools, "a level", "MAKEDUMP_ARGS=\"-c -d 8\"\n", .directory("/var/crash"), level: 8),
    Row(.kdumpTools, "what a shell makes", "KDUMP_COREDIR=$(mktemp)\n", nil),
    Row(.kdumpTools, "a variable", "KDUMP_COREDIR=\"/srv/$HOST\"\n", nil),
    Row(.kdumpTools, "a quote without its end", "KDUMP_COREDIR=\"/srv\n", nil),
    Row(.kdumpTools, "the last counts", "KDUMP_COREDIR=/a\nKDUMP_COREDIR=/b\n", .directory("/b")),
  ]

  static let suse = [
    Row(.suse, "empty", "", .directory("/var/crash")),
    Row(.suse, "a URL of a path", "KDUMP_SAVEDIR=\"file:///srv/dump\"\n", .directory("/srv/dump")),
    Row(.suse, "a path", "KDUMP_SAVEDIR=/srv/dump\n", .directory("/srv/dump")),
    Row(.suse, "nfs", "KDUMP_SAVEDIR=nfs://neptune/dump\n", .remote(.nfs, "neptune/dump")),
    Row(.suse, "sftp is ssh", "KDUMP_SAVEDIR=sftp://d@neptune:22/dump\n", .remote(.ssh, "d@neptune:22/dump")),
    Row(.suse, "cifs, its password left out", "KDUMP_SAVEDIR=cifs://u:a/b@n/d\n", .remote(.cifs, "n/d")),
    Row(.suse, "several at once", "KDUMP_SAVEDIR=\"/a /b\"\n", nil),
    Row(.suse, "no URL", "KDUMP_SAVEDIR=gopher://x\n", nil),
    Row(.suse, "the log alone", "KDUMP_DUMPFORMAT=none\n", .nowhere),
    Row(.suse, "a command of somebody's own", "KDUMP_TRANSFER=/bin/mine\n", nil),
    Row(.suse, "a level", "KDUMP_DUMPLEVEL=\"0\"\n", .directory("/var/crash"), level: 0),
    Row(.suse, "a level that is none", "KDUMP_DUMPLEVEL=many\n", .directory("/var/crash"), level: nil),
  ]

  @Test("says where the dump goes and what is left out", arguments: redHat + debian + suse)
  func read(row: Row) {
    let settings = KdumpSettings(parsing: Array(row.text.utf8), of: row.tools)
    #expect(settings.place.value == row.place, "\(settings.place)")
    #expect(settings.level.value == row.level, "\(settings.level)")
    for reason in [settings.place.reason, settings.level.reason] {
      #expect(reason?.isEmpty != true && reason == reason?.asSafeText)
    }
  }

  @Test("says whether it is switched on, and what comes after a failure")
  func others() {
    func debian(_ text: String) -> KdumpSettings { KdumpSettings(parsing: Array(text.utf8), of: .kdumpTools) }
    #expect(debian("USE_KDUMP=1").isOn == .known(true))
    #expect(debian("USE_KDUMP=0").isOn == .known(false))
    #expect(debian("").isOn == .known(false))
    #expect(debian("USE_KDUMP=$X").isOn?.value == nil)
    #expect(debian("KDUMP_FAIL_CMD=\"echo x; reboot\"").failureAction == .known("echo x; reboot"))
    func suse(_ text: String) -> KdumpSettings { KdumpSettings(parsing: Array(text.utf8), of: .suse) }
    #expect(suse("").leftFree == .known(.mebibytes(64)))
    #expect(suse("KDUMP_FREE_DISK_SIZE=1024").leftFree == .known(.gibibytes(1)))
    #expect(suse("KDUMP_FREE_DISK_SIZE=x").leftFree.value == nil)
    #expect(suse("KDUMP_CONTINUE_ON_ERROR=no").failureAction == .known("shell"))
    let redHat = KdumpSettings(parsing: Array("default shell\n".utf8), of: .kdumpUtils)
    #expect(redHat.failureAction == .known("shell") && redHat.isOn == nil)
  }

  @Test("of a stranger gives a value or a safe reason, and never the password before an @")
  func hostile() {
    var random = SeededGenerator(seed: 43)
    let seeds = (Self.redHat + Self.debian + Self.suse).map { (row: $0, bytes: Array($0.text.utf8)) }
    for round in 0..<6_000 {
      var (row, bytes) = seeds[round % seeds.count]
      for _ in 0..<Int.random(in: 1...5, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: bytes.indices, using: &random)
        switch round % 3 {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        }
      }
      let settings = KdumpSettings(parsing: bytes, of: row.tools)
      for reason in [settings.place.reason, settings.level.reason, settings.failureAction.reason] {
        #expect(reason == reason?.asSafeText)
      }
    }
    for url in ["ftp://u:secret@h/d", "ftp://u:se@cret@h/d", "cifs://u:sec/secret@h/d", "ftp://:secret@h/d"] {
      let settings = KdumpSettings(parsing: Array("KDUMP_SAVEDIR=\(url)".utf8), of: .suse)
      #expect(!"\(settings.place)".contains("cret"), "\(settings.place)")
    }
  }
}
