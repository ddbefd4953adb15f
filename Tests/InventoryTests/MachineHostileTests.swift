import Sizing
import Testing

@testable import Inventory

@Suite("a hostile captured machine")
struct MachineHostileTests {
  @Test("random bytes and mangled lines give a value or a message of one line, never a crash")
  func randomBytes() {
    var random = SeededGenerator(seed: 7)
    let seeds = [
      "MemTotal: 5 kB\n", "Filename\tType\n/a\\040b file 4 0 -2\n",
      "27 1 8:2 / / rw a:1 - ext4 /dev/sda2 rw\n",
    ].map { Array($0.utf8) }
    for round in 0..<3_000 {
      var bytes = seeds[round % seeds.count]
      if round % 5 == 0 {
        bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in random.next() }.map(
          UInt8.init(truncatingIfNeeded:))
      }
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: bytes.indices, using: &random)
        switch round % 3 {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        }
      }
      let unsafe = messages(bytes).filter { $0.utf8.contains { $0 < 0x20 || $0 == 0x7f } }
      #expect(unsafe.isEmpty)
    }
  }

  @Test("numbers are read as Swift reads them, or not at all")
  func numbers() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<20_000 {
      let value = random.next() >> UInt64.random(in: 0...63, using: &random)
      #expect(Array(String(value).utf8)[...].decimal == value)
      #expect(Array("0x\(String(value, radix: 16))".utf8)[...].hexadecimal == value)
      #expect(Array(String(value, radix: 16, uppercase: true).utf8)[...].hexadecimal == value)
    }
    for text in ["", "-1", "+1", " 1", "1 ", "18446744073709551616", "99999999999999999999999", "0x", "1a"] {
      #expect(Array(text.utf8)[...].decimal == nil, "\(text)")
    }
    for text in ["", "0x", "0x0x1", "g", "10000000000000000", "-0x1"] {
      #expect(Array(text.utf8)[...].hexadecimal == nil, "\(text)")
    }
  }

  @Test("a link that leads out of the folder is not followed, and nothing behind it is shown")
  func linkOutside() throws {
    let secret = try MachineFolder()
    try secret.write("/secret", "MemTotal: hunter2\n")
    let folder = try MachineFolder()
    try folder.link("/proc/meminfo", to: secret.path + "/secret")
    try folder.link("/proc/swaps", to: "../../../../../../../../etc/passwd")
    try folder.link("/proc/self", to: "/proc/self")
    try folder.link("/sys", to: "/sys")
    let facts = Machine(root: folder.path).facts()
    #expect(facts.memory.visible.reason == "/proc/meminfo: is a link that leads out of the captured machine")
    #expect(facts.swap.reason == "/proc/swaps: is a link that leads out of the captured machine")
    #expect(facts.volumes.reason == "/proc/self/mountinfo: is a link that leads out of the captured machine")
  }

  @Test("a FIFO, a folder and a file without end are answered at once")
  func odd() throws {
    let folder = try MachineFolder()
    try folder.fifo("/proc/meminfo")
    try folder.write("/proc/swaps/inside", "")
    try folder.write("/proc/self/mountinfo", [UInt8](repeating: 0x20, count: (16 << 20) + 1))
    let facts = Machine(root: folder.path).facts()
    #expect(facts.memory.visible.reason == "/proc/meminfo: is empty (masked?)")
    #expect(facts.swap.reason == "/proc/swaps: cannot read: is a directory")
    #expect(
      facts.volumes.reason
        == "/proc/self/mountinfo: is larger than 16777216 bytes, which no kernel writes there")
  }

  @Test("devices that lie on one another, links to nowhere and out of /sys give a reason")
  func deviceCircles() throws {
    let folder = try MachineFolder()
    try folder.write("/sys/devices/virtual/block/dm-0/dev", "253:0\n")
    try folder.write("/sys/devices/virtual/block/dm-1/dev", "253:1\n")
    try folder.link("/sys/devices/virtual/block/dm-0/slaves/dm-1", to: "../../dm-1")
    try folder.link("/sys/devices/virtual/block/dm-1/slaves/dm-0", to: "../../dm-0")
    try folder.link("/sys/dev/block/253:0", to: "../../devices/virtual/block/dm-0")
    try folder.link("/sys/dev/block/253:2", to: "../../../etc")
    try folder.link("/sys/dev/block/253:3", to: "../../devices/gone")
    let devices = BlockDevices(tree: FileTree(root: folder.path))
    #expect(reason(devices, minor: 0) == "/sys/devices/virtual/block/dm-0: lies on itself")
    #expect(reason(devices, minor: 2) == "/etc: is no device that the kernel lists")
    #expect(reason(devices, minor: 3) == "/sys/devices/gone: is no device that the kernel lists")
    #expect(reason(devices, minor: 4) == "/sys/dev/block/253:4: cannot follow: no such file or directory")
  }

  private func reason(_ devices: BlockDevices, minor: UInt32) -> String? {
    do {
      _ = try devices.disks(of: DeviceNumber(major: 253, minor: minor))
      return nil
    } catch {
      return error.description
    }
  }

  private func messages(_ bytes: [UInt8]) -> [String] {
    var messages: [String] = []
    do { _ = try MemoryInformation(parsing: bytes) } catch { messages.append(error.description) }
    do { _ = try SwapTable(parsing: bytes) } catch { messages.append(error.description) }
    do {
      let table = try MountTable(parsing: bytes)
      _ = table.mount(containing: "/srv/x")
    } catch { messages.append(error.description) }
    return messages
  }
}
