import Inventory
import Sizing
import Testing

@Suite("a fact of a host as it is supposed to be") struct HostSettingTests {
  static var host: HostFacts {
    var host = HostFacts(name: "SQL07", source: "hosts.d/a.toml:1:1", os: .windows)
    host.memory.installed = .known(.gibibytes(64))
    host.volumes = .known([
      Volume(id: #"C:\"#, isBoot: true, size: .known(.gibibytes(100)), free: .known(.gibibytes(9))),
      Volume(id: "D:", isBoot: false),
    ])
    host.pagefiles = .known([Pagefile(path: #"C:\pagefile.sys"#)])
    host.swap = .known([SwapArea(path: "/swap.img", size: .absent("size"), onBootVolume: .known(true))])
    return host
  }

  struct Row: CustomTestStringConvertible, Sendable {
    let text: String
    let change: @Sendable (inout HostFacts) -> Void
    var testDescription: String { text }

    init(_ text: String, _ change: @escaping @Sendable (inout HostFacts) -> Void) {
      self.text = text
      self.change = change
    }
  }

  static let rows = [
    Row("memory.visible=512GiB") {
      $0.memory.visible = .known(.gibibytes(512))
      $0.memory.source = "memory.visible"
    },
    Row("memory.maximum=1.5 TiB") { $0.memory.maximum = .known(.gibibytes(1536)) },
    Row("crash-control.type=active") { $0.crashControl.type = .known(.active) },
    Row("crash-control.overwrite=false") { $0.crashControl.overwrite = .known(false) },
    Row(#"crash-control.dump-file=D:\MEMORY.DMP"#) { $0.crashControl.dumpFile = .known(#"D:\MEMORY.DMP"#) },
    Row("crash-control.dedicated-dump-file=") { $0.crashControl.dedicatedDumpFile = .known("") },
    Row("volume.C:.free=200GiB") { $0.change(0) { $0.free = .known(.gibibytes(200)) } },
    Row(#"volume.c:\.size=1TiB"#) { $0.change(0) { $0.size = .known(.gibibytes(1024)) } },
    Row("volume.1.free=7G") { $0.change(1) { $0.free = .known(.gibibytes(7)) } },
    Row("volume.D:.boot=true") { $0.change(1) { $0.isBoot = true } },
    Row(#"pagefile.C:\pagefile.sys.initial=64GiB"#) {
      var file = Pagefile(path: #"C:\pagefile.sys"#)
      file.initial = .known(.gibibytes(64))
      $0.pagefiles = .known([file])
    },
    Row("pagefile.0.management=system") {
      var file = Pagefile(path: #"C:\pagefile.sys"#)
      file.management = .known(.system)
      $0.pagefiles = .known([file])
    },
    Row("pagefile=[]") { $0.pagefiles = .known([]) },
    Row("swap./swap.img.size=8GiB") {
      $0.swap = .known([SwapArea(path: "/swap.img", size: .known(.gibibytes(8)), onBootVolume: .known(true))])
    },
    Row("build=20348") { $0.build = .known(20348) },
    Row("product=client") { $0.product = .known(.client) },
    Row("domain-joined=true") { $0.domainJoined = .known(true) },
    Row("arch=x86") { $0.architecture = .known("x86") },
    Row("os=linux") { $0.os = .linux },
    Row("collected=2026-03-02T09:15:00Z") { $0.collected = .known(Timestamp(seconds: 1_772_442_900)) },
    Row("platform.watchdog=30s") { $0.platform.watchdog = .known(30) },
    Row("platform.kind=kvm=x") { $0.platform.kind = .known("kvm=x") },
  ]

  @Test("changes that one and no other", arguments: rows)
  func changes(row: Row) throws {
    var changed = Self.host
    #expect(try HostSetting(parsing: row.text).apply(to: &changed))
    var expected = Self.host
    row.change(&expected)
    #expect(changed == expected)
  }

  static let refused: [(text: String, says: String)] = [
    ("memory.visible", "expected KEY=VALUE"),
    ("", "expected KEY=VALUE"),
    ("=", "there is no key \"\""),
    ("memroy.visible=1GiB", "did you mean \"memory.visible\"?"),
    ("visible=1GiB", "there is no key"),
    ("volume.C:.fre=1GiB", "did you mean \"volume.C:.free\"?"),
    ("memory=1GiB", "\"memory\" is a table: name one of its keys"),
    ("name=B", "cannot be set"),
    ("volume=C:", "cannot be set but to []"),
    ("volume.C:.id=D:", "there is no key"),
    ("event.0.id=3", "there is no key"),
    ("pagefile..initial=1GiB", "did you mean \"pagefile.0.initial\"?"),
    ("memory.visible=64", "has no unit"),
    ("memory.visible=-1GiB", "cannot be negative"),
    ("crash-control.type=actve", "did you mean \"active\"?"),
    ("crash-control.overwrite=maybe", "expected true or false"),
    ("build=many", "a whole number"),
    ("build=1\nname = \"B\"", "a whole number"),
    ("memory.visible=1 GiB\"\ninstalled = \"2 GiB", "is not a unit"),
    ("memory.\"visible=1GiB", "there is no key"),
    ("\u{1B}[2J=1", "there is no key"),
  ]

  @Test("is refused with what was expected, in one safe line", arguments: refused.map(\.text))
  func refuses(text: String) throws {
    let says = try #require(Self.refused.first { $0.text == text }).says
    var host = Self.host
    do throws(HostSettingError) {
      _ = try HostSetting(parsing: text).apply(to: &host)
      Issue.record("\(text) was taken")
    } catch {
      #expect(error.description.contains(says), "\(error)")
      #expect(error.description == error.description.asSafeText)
    }
    #expect(host == Self.host)
  }

  @Test("says where a host has no such entry")
  func noEntry() throws {
    var host = Self.host
    for text in [
      "volume.E:.free=1GiB", "volume.2.free=1GiB", "volume.-1.free=1GiB",
    ] {
      let setting = try HostSetting(parsing: text)
      #expect(try !setting.apply(to: &host), "\(text)")
      #expect(try !setting.isTaken(byAnyOf: [host]))
    }
    #expect(host == Self.host)
    let hint = try HostSetting(parsing: "volume.E:.free=1GiB").hint(for: [host])
    #expect(hint == #"no host that is assessed has the volume "E:": there is "C:\\", "D:""#)
  }
}

extension HostFacts {
  fileprivate mutating func change(_ index: Int, _ change: (inout Volume) -> Void) {
    guard var known = volumes.value else { return }
    change(&known[index])
    volumes = .known(known)
  }
}
