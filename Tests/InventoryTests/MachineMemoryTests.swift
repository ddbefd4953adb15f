import Sizing
import Testing

@testable import Inventory

@Suite("memory that counts")
struct MachineMemoryTests {
  /// A machine by its sources, each as the text of its files; `nil` where it is absent.
  struct Row: CustomTestStringConvertible, Sendable {
    var name: String
    /// `/proc/meminfo`.
    var total: String?
    /// Start, end and type of each entry of the firmware's map.
    var map: [(String, String, String)]?
    /// The size of a block and whether each is on line.
    var blocks: (String, [String])?
    /// Source and MiB, or the reason.
    var result: String
    var testDescription: String { name }
  }

  private static let gibibyte = ("0x0", "0x3fffffff", "System RAM")
  private static let total1000 = "MemTotal: 1024000 kB\n"

  @Test(
    "is the larger of MemTotal and what the firmware or else the blocks say, and never a guess (W4)",
    arguments: [
      Row(name: "the map is more", total: total1000, map: [gibibyte], result: "/sys/firmware/memmap 1024"),
      Row(
        name: "the map wins over blocks that count holes", total: total1000, map: [gibibyte],
        blocks: ("80000000", ["1"]), result: "/sys/firmware/memmap 1024"),
      Row(
        name: "both alike", total: "MemTotal: 1048576 kB\n", map: [gibibyte],
        result: "/sys/firmware/memmap 1024"),
      Row(
        name: "memory was added since, and the blocks have it", total: "MemTotal: 2048000 kB\n",
        map: [gibibyte],
        blocks: ("40000000", ["1", "1", "0"]), result: "online memory blocks 2048"),
      Row(
        name: "memory was added since, and nothing better has it", total: "MemTotal: 2048000 kB\n",
        map: [gibibyte], result: "MemTotal 2000"),
      Row(
        name: "no map: the blocks", total: total1000, blocks: ("40000000", ["1", "0"]),
        result: "online memory blocks 1024"),
      Row(
        name: "no map, and blocks that are less", total: total1000, blocks: ("1000000", ["1"]),
        result: "MemTotal 1000"),
      Row(name: "MemTotal alone", total: total1000, result: "MemTotal 1000"),
      Row(
        name: "a map that lists no memory is none", total: total1000, map: [("0x0", "0xfff", "Reserved")],
        result: "MemTotal 1000"),
      Row(
        name: "nothing", result: "/proc/meminfo: cannot open: no such file or directory"),
      Row(
        name: "without MemTotal the map cannot tell what was added", map: [gibibyte],
        result: "/proc/meminfo: cannot open: no such file or directory"),
      Row(
        name: "without MemTotal the blocks can", map: [gibibyte], blocks: ("40000000", ["1", "1"]),
        result: "online memory blocks 2048"),
      Row(
        name: "a broken map gives way to blocks", total: total1000, map: [("0x0", "0xg", "System RAM")],
        blocks: ("40000000", ["1"]), result: "online memory blocks 1024"),
      Row(
        name: "a broken map never gives way to MemTotal", total: total1000,
        map: [("0x0", "0xg", "System RAM")],
        result: "/sys/firmware/memmap/0/end:1: expected a hexadecimal address, found '0xg'"),
      Row(
        name: "broken blocks never give way to MemTotal", total: total1000,
        blocks: ("40000000", ["1", "yes"]),
        result: "/sys/devices/system/memory/memory1/online:1: expected 0 or 1, found 'yes'"),
      Row(
        name: "blocks without a size", total: total1000, blocks: ("0", ["1"]),
        result: "/sys/devices/system/memory/block_size_bytes:1: expected a hexadecimal size, found '0'"),
      Row(
        name: "a range that ends before it starts", total: total1000,
        map: [("0x2000", "0x1000", "System RAM")],
        result: "/sys/firmware/memmap/0/end:1: the range ends at 0x1000, before its start 0x2000"),
      Row(
        name: "an empty range as the kernel writes it", total: total1000,
        map: [gibibyte, ("0x50000000", "0x4fffffff", "System RAM")], result: "/sys/firmware/memmap 1024"),
      Row(
        name: "ranges twice, inside one another and overlapping", total: total1000,
        map: [
          ("0x20000000", "0x5fffffff", "System RAM"), gibibyte, gibibyte, ("0x1000", "0x1fff", "System RAM"),
        ], result: "/sys/firmware/memmap 1536"),
      Row(
        name: "everything there could be", total: total1000,
        map: [("0x0", "0xffffffffffffffff", "System RAM")],
        result: "/sys/firmware/memmap: the ranges add up to more than any machine has"),
      Row(
        name: "blocks that overflow", total: total1000, blocks: ("4000000000000000", ["1", "1", "1", "1"]),
        result: "/sys/devices/system/memory: the blocks add up to more than any machine has"),
    ])
  func counted(_ row: Row) throws {
    let folder = try MachineFolder()
    if let total = row.total { try folder.write("/proc/meminfo", total) }
    for (number, entry) in (row.map ?? []).enumerated() {
      let place = "/sys/firmware/memmap/\(number)"
      try folder.write("\(place)/start", entry.0 + "\n")
      try folder.write("\(place)/end", entry.1 + "\n")
      try folder.write("\(place)/type", entry.2 + "\n")
    }
    if let blocks = row.blocks {
      try folder.write("/sys/devices/system/memory/block_size_bytes", blocks.0 + "\n")
      for (number, state) in blocks.1.enumerated() {
        try folder.write("/sys/devices/system/memory/memory\(number)/online", state + "\n")
      }
    }
    let facts = Machine(root: folder.path).facts().memory
    switch facts.visible {
    case .known(let size):
      #expect("\(facts.source ?? "nothing") \(size.count >> 20)" == row.result)
    case .unknown(let reason):
      #expect(reason == row.result)
      #expect(facts.source == nil)
    }
  }

  @Test("a map entry without its type is broken, not absent")
  func entryWithoutType() throws {
    let folder = try MachineFolder()
    try folder.write("/proc/meminfo", Self.total1000)
    try folder.write("/sys/firmware/memmap/0/start", "0x0\n")
    let reason = Machine(root: folder.path).facts().memory.visible.reason
    #expect(reason == "/sys/firmware/memmap/0/type: cannot open: no such file or directory")
  }

  @Test("more ranges never make it less, in whatever order they come")
  func moreRangesNeverLess() {
    var random = SeededGenerator(seed: 0x5eed)
    for _ in 0..<2_000 {
      var ranges: [ClosedRange<UInt64>] = []
      var last = Bytes.zero
      for _ in 0..<8 {
        let ends = (
          UInt64.random(in: 0...(1 << 40), using: &random), UInt64.random(in: 0...(1 << 40), using: &random)
        )
        ranges.append(min(ends.0, ends.1)...max(ends.0, ends.1))
        let size = FirmwareMemoryMap(ranges: ranges).size ?? .zero
        #expect(size >= last)
        #expect(size == FirmwareMemoryMap(ranges: ranges.shuffled(using: &random)).size)
        last = size
      }
    }
  }
}
