import Glibc
import Sizing
import Testing

@testable import Inventory

@Suite("the capture script")
struct MachineCaptureTests {
  private static let script =
    #filePath.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/capture-machine"

  @Test("captures this machine so that the folder gives the same facts")
  func sameFacts() throws {
    // Others may mount and unmount meanwhile; a capture that ran through a change proves nothing.
    for _ in 0..<5 {
      let folder = try MachineFolder()
      let captured = folder.path + "/captured"
      let before = Told(Machine().facts())
      try #require(system("sh '\(Self.script)' '\(captured)'") == 0)
      guard before == Told(Machine().facts()) else { continue }
      #expect(Told(Machine(root: captured).facts()) == before)
      let mount = try #require(Machine().mounts().value?.mount(at: "/"))
      if mount.device.major != 0 {
        let live = try BlockDevices(tree: FileTree(root: "/")).disks(of: mount.device)
        #expect(try BlockDevices(tree: FileTree(root: captured)).disks(of: mount.device) == live)
      }
      return
    }
    Issue.record("mounts or swap changed during each of five captures")
  }

  /// The values of a machine's facts, without reasons and without what is free, which no two looks find
  /// alike.
  private struct Told: Equatable {
    var name: String
    var memory: MemoryFacts
    var swap: [String]?
    var volumes: [String]?

    init(_ facts: HostFacts) {
      name = facts.name
      memory = facts.memory
      swap = facts.swap.value?.map {
        "\($0.path) \($0.size.value?.count ?? 0) \($0.onBootVolume.value.map(String.init) ?? "unknown")"
      }
      volumes = facts.volumes.value?.map {
        "\($0.id) \($0.size.value?.count ?? 0) \($0.isBoot.map(String.init) ?? "unknown")"
      }
    }
  }

  @Test("refuses a folder that exists")
  func existing() throws {
    let folder = try MachineFolder()
    #expect(system("sh '\(Self.script)' '\(folder.path)' 2>/dev/null") >> 8 == 64)
  }

  @Test("does no arithmetic, which old shells and mawk do in 31 bits")
  func noArithmetic() throws {
    let text = String(decoding: try FileTree(root: "/").read(Self.script), as: UTF8.self)
    #expect(!text.contains("$(("))
    #expect(!text.contains("expr "))
    #expect(!text.contains("awk '"))
  }
}
