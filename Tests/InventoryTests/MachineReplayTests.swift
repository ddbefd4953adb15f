import FoundationEssentials
import Glibc
import Sizing
import Testing

@testable import Inventory

/// One captured machine: a folder with `proc`, `sys`, the captured answers, and the facts that it must give.
struct CapturedMachine: CustomTestStringConvertible, Sendable {
  var name: String
  var root: String { "\(Self.folder)/\(name)" }
  var testDescription: String { name }

  static let folder = #filePath.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/Machines"

  static let all: [CapturedMachine] = {
    let names = (try? FileTree(root: folder).names(in: "/")) ?? []
    return names.filter { !$0.hasPrefix(".") }.map(CapturedMachine.init)
  }()
}

@Suite("captured machines")
struct MachineReplayTests {
  @Test("give the facts that were worked out by hand", arguments: CapturedMachine.all)
  func facts(_ machine: CapturedMachine) throws {
    let found = ExpectedFacts(Machine(root: machine.root).facts())
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(found), as: UTF8.self) + "\n"
    let path = "\(machine.root)/expected.json"
    if getenv("UPDATE_EXPECTED") != nil {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text == expected)
  }

  @Test("there are at least ten, and each has its expectation")
  func count() {
    #expect(CapturedMachine.all.count >= 10)
  }

  @Test("a trailing slash, or a doubled one, changes nothing", arguments: CapturedMachine.all)
  func slashes(_ machine: CapturedMachine) {
    #expect(Machine(root: machine.root + "//").facts() == Machine(root: machine.root).facts())
  }
}

/// What a machine's folder says that its facts are; a fact that is not known gives way to its reason.
private struct ExpectedFacts: Encodable {
  struct Size: Encodable {
    var bytes: UInt64?
    var because: String?

    init(_ fact: Fact<Bytes>) {
      bytes = fact.value?.count
      because = fact.reason
    }
  }

  struct Memory: Encodable {
    var visible: Size
    var source: String?
  }

  struct Swap: Encodable {
    var path: String
    var size: Size
    var onBootVolume: Bool?
    var because: String?
  }

  struct Volume: Encodable {
    var id: String
    var isBoot: Bool?
    var size: Size
    var free: Size
  }

  struct List<Element: Encodable>: Encodable {
    var known: [Element]?
    var because: String?
  }

  /// A setting of kdump: what it is, or why that is not known.
  struct Setting: Encodable {
    var value: String?
    var because: String?

    init(_ fact: Fact<String>) {
      value = fact.value
      because = fact.reason
    }

    init<Value>(_ fact: Fact<Value>) { self.init(fact.map { "\($0)" }) }
  }

  var kdump: [String: Setting]?
  var name: String
  var memory: Memory
  var swap: List<Swap>
  var volumes: List<Volume>

  init(_ facts: HostFacts) {
    // Machines that were captured before kdump was asked about say nothing of it.
    kdump =
      facts.kdump.isLoaded.value == nil && facts.kdump.isInstalled.value == nil ? nil : Self.settings(facts)
    name = facts.name
    memory = Memory(visible: Size(facts.memory.visible), source: facts.memory.source)
    swap = List(
      known: facts.swap.value?.map {
        Swap(
          path: $0.path, size: Size($0.size), onBootVolume: $0.onBootVolume.value,
          because: $0.onBootVolume.reason)
      }, because: facts.swap.reason)
    volumes = List(
      known: facts.volumes.value?.map {
        Volume(id: $0.id, isBoot: $0.isBoot, size: Size($0.size), free: Size($0.free))
      }, because: facts.volumes.reason)
  }

  private static func settings(_ facts: HostFacts) -> [String: Setting] {
    let kdump = facts.kdump
    return [
      "tools": Setting(kdump.tools.map(\.rawValue)), "installed": Setting(kdump.isInstalled),
      "enabled": Setting(kdump.isEnabled), "kexec": Setting(kdump.kexec),
      "crashkernel": Setting(kdump.crashkernel), "reserved": Setting(kdump.reserved.map(\.count)),
      "loaded": Setting(kdump.isLoaded), "fadump": Setting(kdump.firmware.map(\.rawValue)),
      "target": Setting(kdump.target.map(\.rawValue)), "path": Setting(kdump.path),
      "free": Setting(kdump.free.map(\.count)), "leave-free": Setting(kdump.leftFree.map(\.count)),
      "dump-level": Setting(kdump.level), "failure-action": Setting(kdump.failureAction),
      "panic": Setting(kdump.panicTimeout), "panic-on-oops": Setting(kdump.panicsOnOops),
      "softlockup-panic": Setting(kdump.panicsOnSoftLockup),
      "hung-task-panic": Setting(kdump.panicsOnHungTask),
      "unknown-nmi-panic": Setting(kdump.panicsOnUnknownNMI),
      "kexec-load-disabled": Setting(kdump.isLoadingDisabled),
      "post-notifiers": Setting(kdump.runsNotifiersFirst),
    ]
  }
}
