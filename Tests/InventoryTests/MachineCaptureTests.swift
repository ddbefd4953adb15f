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
    let folder = try MachineFolder()
    let captured = folder.path + "/captured"
    try #require(system("sh '\(Self.script)' '\(captured)'") == 0)
    let here = Machine().facts()
    let there = Machine(root: captured).facts()
    #expect(there.name == here.name)
    #expect(there.memory == here.memory)
    #expect(there.swap == here.swap)
    // What is free changes from one look to the next.
    #expect(there.volumes.value?.map(\.id) == here.volumes.value?.map(\.id))
    #expect(there.volumes.value?.map(\.size) == here.volumes.value?.map(\.size))
    #expect(there.volumes.value?.map(\.isBoot) == here.volumes.value?.map(\.isBoot))
    let mount = try #require(Machine().mounts().value?.mount(at: "/"))
    if mount.device.major != 0 {
      let live = try BlockDevices(tree: FileTree(root: "/")).disks(of: mount.device)
      #expect(try BlockDevices(tree: FileTree(root: captured)).disks(of: mount.device) == live)
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
