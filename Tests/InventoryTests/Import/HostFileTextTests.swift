import Sizing
import Testing

@testable import Inventory

@Suite("the facts that an import keeps")
struct HostFileTextTests {
  private static func readBack(_ host: HostFacts) throws -> HostFacts {
    let file = readHostFile(path: "x.json", bytes: Array(hostFileText(host).utf8))
    try #require(file.diagnostics.isEmpty, "\(file.diagnostics)")
    return try #require(file.hosts.first)
  }

  /// Unknown facts keep no reason on the way, and the source is another.
  private static func shown(_ host: HostFacts) -> String {
    var host = host
    host.source = ""
    return hostFileText(host)
  }

  static let full: HostFacts = {
    var host = HostFacts(name: "SQL07", source: "s", os: .windows)
    host.aliases = ["a"]
    host.tags = ["t"]
    host.given = .all
    host.build = .known(20348)
    host.product = .known(.server)
    host.domainJoined = .known(true)
    host.architecture = .known("amd64")
    host.collected = .known(Collected.now)
    let size = megabytes(1)
    host.memory = MemoryFacts(visible: size, installed: size, maximum: size)
    host.volumes = .known([
      Volume(id: "C:", isBoot: true, size: size, free: size, kind: .known(.fixed), bitlocker: .known(false)),
      Volume(id: "D:", isBoot: nil),
    ])
    host.pagefiles = .known([
      Pagefile(
        path: "C:\\p", management: .known(.custom), initial: size, maximum: size, allocated: size,
        isTemporary: .known(false))
    ])
    host.crashControl = CrashControlTable.documentedDefaults
    host.crashControl.type = .known(.complete)
    host.crashControl.dumpFileSize = size
    host.crashControl.dumpFilters = .known(["dumpfve.sys"])
    host.crashControl.existingDump = .known(.init(size: size, written: .known(Collected.now)))
    host.swap = .known([SwapArea(path: "/s", size: size, onBootVolume: .known(true))])
    host.roles = .known(["hyper-v"])
    host.memory.dynamic = .known(true)
    host.platform.dumpFree = size
    host.platform.kind = .known("kvm")
    host.platform.writeSpeed = size
    host.platform.watchdog = .known(30)
    host.platform.watchdogModel = .known("itco")
    host.platform.watchdogAction = .known("reset")
    host.platform.heartbeat = .known(false)
    host.platform.panicDevice = .known("hyperv")
    host.platform.onCrash = .known("destroy")
    host.kdump.tools = .known(.suse)
    host.kdump.isInstalled = .known(true)
    host.kdump.isEnabled = .known(false)
    host.kdump.kexec = .known(true)
    host.kdump.crashkernel = .known("300M,high 72M,low")
    host.kdump.reserved = size
    host.kdump.isLoaded = .known(false)
    host.kdump.firmware = .known(.registered)
    host.kdump.target = .known(.cifs)
    host.kdump.path = .known("vault/crash")
    host.kdump.free = size
    host.kdump.leftFree = size
    host.kdump.level = .known(31)
    host.kdump.failureAction = .known("reboot -f")
    host.kdump.panicTimeout = .known(-1)
    host.kdump.panicsOnOops = .known(true)
    host.kdump.panicsOnSoftLockup = .known(false)
    host.kdump.panicsOnHungTask = .known(true)
    host.kdump.panicsOnUnknownNMI = .known(false)
    host.kdump.isLoadingDisabled = .known(true)
    host.kdump.runsNotifiersFirst = .known(false)
    host.events = [Event(time: Collected.now, provider: "volmgr", id: 46, data: ["a\u{1B}[2J\"\\\n😀"])]
    return host
  }()

  @Test("have every key that a host file can have, and none that it cannot")
  func everyKey() throws {
    let text = hostFileText(Self.full)
    func check(_ settings: [SettingDescription]) {
      for setting in settings {
        #expect(text.contains("\"\(setting.key)\": "), "\(setting.key)")
        check(setting.nested)
      }
    }
    check(hostReference())
    #expect(!text.utf8.contains { $0 < 0x20 && $0 != 0x0A })
    var back = try Self.readBack(Self.full)
    back.source = "s"
    back.memory.source = nil
    #expect(back == Self.full)
  }

  @Test("say the same when they are read back, whatever is unknown of them")
  func roundTrip() throws {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      var host = HostFacts(name: "H", source: "", os: .windows)
      for group in FactGroup.allCases where Bool.random(using: &random) { host.take(group, from: Self.full) }
      host.given = FactGroups(rawValue: UInt16.random(in: 0...511, using: &random))
      host.taken = [:]
      func forget<Value>(_ path: WritableKeyPath<HostFacts, Fact<Value>>) {
        if Bool.random(using: &random) { host[keyPath: path] = .unknown(because: "x") }
      }
      forget(\.build)
      forget(\.memory.visible)
      forget(\.crashControl.dumpFile)
      forget(\.crashControl.overwrite)
      forget(\.crashControl.existingDump)
      forget(\.platform.onCrash)
      forget(\.kdump.crashkernel)
      forget(\.kdump.path)
      #expect(Self.shown(try Self.readBack(host)) == Self.shown(host))
    }
  }

  @Test("keep what is not known of a key that was read: no default takes its place")
  func nulls() throws {
    var host = HostFacts(name: "H", source: "", os: .windows)
    host.given = FactGroups(.crashControl)
    host.crashControl = CrashControlTable.documentedDefaults
    host.crashControl.overwrite = .unknown(because: "it is no number")
    #expect(try Self.readBack(host).crashControl.overwrite.value == nil)
    #expect(try Self.readBack(host).crashControl.alwaysKeep == .known(false))
  }

  @Test("lie in a file whose name leads nowhere else, hides from nobody and is nobody else's")
  func names() {
    #expect(factsFileName(host: "SQL07") == "sql07.json")
    #expect(factsFileName(host: "sql07") == factsFileName(host: "SQL07"))
    #expect(factsFileName(host: ".bashrc") == "%2Ebashrc.json")
    #expect(factsFileName(host: "a b%ü\n") == "a%20b%25%C3%BC%0A.json")
    var random = SeededGenerator(seed: 11)
    var seen: [String: String] = [:]
    for _ in 0..<5000 {
      let length = Int.random(in: 1...300, using: &random)
      let bytes = (0..<length).map { _ in "./%a~ \u{7F}é".unicodeScalars.randomElement(using: &random) ?? "a"
      }
      let host = String(String.UnicodeScalarView(bytes)).lowercased()
      let name = factsFileName(host: host)
      #expect(!name.contains("/") && !name.hasPrefix(".") && name.utf8.count <= 255)
      #expect(name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
      #expect(seen[name] == nil || seen[name] == host)
      seen[name] = host
    }
  }
}
