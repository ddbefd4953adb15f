import Inventory
import Sizing
import Testing

@Suite("host files")
struct HostFileTests {
  static let toml = #"""
    [[host]]
    name = "SQL07"
    aliases = ["sql07.example.net"]
    tags = ["rds"]
    os = "windows"
    build = 20348
    product = "server"
    domain-joined = true
    arch = "amd64"
    collected = 2026-03-02T09:15:00Z
    [host.memory]
    visible = "65501 MiB"
    installed = "64 GiB"
    maximum = "128 GiB"
    [[host.volume]]
    id = "C:"
    boot = true
    size = "127 GiB"
    free = "39.5 GiB"
    [[host.pagefile]]
    path = 'C:\pagefile.sys'
    management = "custom"
    initial = "16 GiB"
    maximum = "80 GiB"
    allocated = "16 GiB"
    temporary = false
    [host.crash-control]
    type = "complete"
    dump-file = 'D:\MEMORY.DMP'
    overwrite = false
    minidump-dir = 'D:\mini'
    dedicated-dump-file = 'D:\dedicated.sys'
    dump-file-size = "66 GiB"
    ignore-pagefile-size = true
    always-keep = true
    existing-dump = { size = "24 GiB", written = 2026-03-01T00:00:00+01:00 }
    [host.platform]
    kind = "kvm"
    write-speed = "200 MiB/s"
    watchdog = "2min"
    heartbeat = true
    panic-device = "pvpanic"
    on-crash = "coredump-restart"
    [[host.event]]
    time = 2026-03-01T00:00:00Z
    provider = "volmgr"
    id = 46
    data = ["\u0001 raw"]

    [[host]]
    name = "lx1"
    os = "linux"
    [[host.swap]]
    path = "/swap.img"
    size = "8 GiB"
    on-boot-volume = true
    """#

  static let json = #"""
    {"host":[{"name":"SQL07","aliases":["sql07.example.net"],"tags":["rds"],"os":"windows","build":20348,
    "product":"server","domain-joined":true,"arch":"amd64","collected":"2026-03-02T09:15:00Z",
    "memory":{"visible":"65501 MiB","installed":"64 GiB","maximum":"128 GiB"},
    "volume":[{"id":"C:","boot":true,"size":"127 GiB","free":"39.5 GiB"}],
    "pagefile":[{"path":"C:\\pagefile.sys","management":"custom","initial":"16 GiB","maximum":"80 GiB",
    "allocated":"16 GiB","temporary":false}],
    "crash-control":{"type":"complete","dump-file":"D:\\MEMORY.DMP","overwrite":false,"minidump-dir":"D:\\mini",
    "dedicated-dump-file":"D:\\dedicated.sys","dump-file-size":"66 GiB","ignore-pagefile-size":true,
    "always-keep":true,"existing-dump":{"size":"24 GiB","written":"2026-03-01T00:00:00+01:00"}},
    "platform":{"kind":"kvm","write-speed":"200 MiB/s","watchdog":"2min","heartbeat":true,
    "panic-device":"pvpanic","on-crash":"coredump-restart"},
    "event":[{"time":"2026-03-01T00:00:00Z","provider":"volmgr","id":46,"data":["\u0001 raw"]}],
    "swap":null},
    {"name":"lx1","os":"linux","swap":[{"path":"/swap.img","size":"8 GiB","on-boot-volume":true}]}]}
    """#

  static var expected: [HostFacts] {
    var windows = HostFacts(name: "SQL07", source: "", os: .windows)
    windows.aliases = ["sql07.example.net"]
    windows.tags = ["rds"]
    windows.build = .known(20348)
    windows.product = .known(.server)
    windows.domainJoined = .known(true)
    windows.architecture = .known("amd64")
    windows.collected = .known(Timestamp(seconds: 1_772_442_900))
    windows.memory.visible = .known(.mebibytes(65501))
    windows.memory.installed = .known(.gibibytes(64))
    windows.memory.maximum = .known(.gibibytes(128))
    windows.memory.source = "memory.visible"
    windows.volumes = .known([
      Volume(id: "C:", isBoot: true, size: .known(.gibibytes(127)), free: .known(.mebibytes(40448)))
    ])
    var pagefile = Pagefile(path: #"C:\pagefile.sys"#)
    pagefile.management = .known(.custom)
    pagefile.initial = .known(.gibibytes(16))
    pagefile.maximum = .known(.gibibytes(80))
    pagefile.allocated = .known(.gibibytes(16))
    pagefile.isTemporary = .known(false)
    windows.pagefiles = .known([pagefile])
    var control = CrashControl()
    control.wasRead = true
    control.type = .known(.complete)
    control.dumpFile = .known(#"D:\MEMORY.DMP"#)
    control.overwrite = .known(false)
    control.minidumpDirectory = .known(#"D:\mini"#)
    control.dedicatedDumpFile = .known(#"D:\dedicated.sys"#)
    control.dumpFileSize = .known(.gibibytes(66))
    control.ignorePagefileSize = .known(true)
    control.alwaysKeep = .known(true)
    control.existingDump = .known(
      CrashControl.ExistingDump(
        size: .known(.gibibytes(24)), written: .known(Timestamp(seconds: 1_772_319_600))))
    windows.crashControl = control
    windows.platform.kind = .known("kvm")
    windows.platform.writeSpeed = .known(.mebibytes(200))
    windows.platform.watchdog = .known(120)
    windows.platform.heartbeat = .known(true)
    windows.platform.panicDevice = .known("pvpanic")
    windows.platform.onCrash = .known("coredump-restart")
    windows.events = [
      Event(time: Timestamp(seconds: 1_772_323_200), provider: "volmgr", id: 46, data: ["\u{1} raw"])
    ]
    windows.given = [
      FactGroups(.os), FactGroups(.memory), FactGroups(.volumes), FactGroups(.pagefiles),
      FactGroups(.crashControl), FactGroups(.platform), FactGroups(.events),
    ]
    var linux = HostFacts(name: "lx1", source: "", os: .linux)
    linux.given = [FactGroups(.os), FactGroups(.swap)]
    linux.swap = .known([SwapArea(path: "/swap.img", size: .known(.gibibytes(8)), onBootVolume: .known(true))]
    )
    return [windows, linux]
  }

  static func sourced(_ hosts: [HostFacts], _ sources: [String]) -> [HostFacts] {
    zip(hosts, sources).map { host, source in
      var host = host
      host.source = source
      return host
    }
  }

  @Test("every key of TOML is read")
  func readsTOML() {
    let file = readHostFile(path: "a.toml", bytes: Array(Self.toml.utf8))
    #expect(file.diagnostics == [])
    #expect(file.hosts == Self.sourced(Self.expected, ["a.toml:2:8", "a.toml:51:8"]))
  }

  @Test("JSON says the same with the same keys")
  func readsJSON() {
    let file = readHostFile(path: "a.json", bytes: Array(Self.json.utf8))
    #expect(file.diagnostics == [])
    #expect(file.hosts == Self.sourced(Self.expected, ["a.json:1:18", "a.json:14:9"]))
  }

  @Test("NDJSON is a host a line, and blank lines are none")
  func readsLines() {
    let text = "\n{\"name\":\"A\"}\r\n  \n{\"name\":\"B\",\"pagefile\":[]}"
    let file = readHostFile(path: "a.ndjson", bytes: Array(text.utf8))
    var second = HostFacts(name: "B", source: "a.ndjson:4:9", os: .windows)
    second.pagefiles = .known([])
    second.given = FactGroups(.pagefiles)
    #expect(file.diagnostics == [])
    #expect(file.hosts == [HostFacts(name: "A", source: "a.ndjson:2:9", os: .windows), second])
  }

  @Test("absent is unknown, an empty list is none, and a registry that was read has Windows' defaults")
  func absence() throws {
    let text =
      "[[host]]\nname = \"A\"\npagefile = []\n[host.crash-control]\n[host.crash-control.existing-dump]\n"
    let host = try #require(readHostFile(path: "a.toml", bytes: Array(text.utf8)).hosts.first)
    #expect(host.pagefiles == .known([]))
    #expect(host.volumes.value == nil)
    #expect(host.memory.visible.value == nil)
    #expect(host.crashControl.wasRead)
    #expect(host.crashControl.overwrite == .known(true))
    #expect(host.crashControl.ignorePagefileSize == .known(false))
    #expect(host.crashControl.alwaysKeep == .known(false))
    #expect(host.crashControl.dedicatedDumpFile == .known(""))
    #expect(host.crashControl.dumpFile == .known(#"%SystemRoot%\MEMORY.DMP"#))
    #expect(host.crashControl.type.value == nil)
    #expect(host.crashControl.dumpFileSize.value == nil)
    #expect(host.crashControl.existingDump == .known(nil))

    let bare = try #require(readHostFile(path: "a.ndjson", bytes: Array(#"{"name":"A"}"#.utf8)).hosts.first)
    #expect(!bare.crashControl.wasRead)
    #expect(bare.crashControl == CrashControl())
  }
}
