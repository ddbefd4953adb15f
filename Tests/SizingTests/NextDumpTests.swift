import Sizing
import Testing

/// What room a host's next dump will take.
struct NextDumpTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let facts: HostFacts
    let wanted: Wanted
    let seen: (bytes: Bytes?, memory: Bytes?)
    let expected: Bytes?

    init(
      _ name: String, _ facts: HostFacts, _ want: Want, by: DumpWriter = .guest, seen: Bytes? = nil,
      memorySeen: Bytes? = nil, is expected: Bytes?
    ) {
      (testDescription, self.facts, self.expected) = (name, facts, expected)
      wanted = Wanted(want, by: by)
      self.seen = (seen, memorySeen)
    }
  }

  private static let unknown = HostFacts(name: "SQL07", source: "", os: .windows)

  /// 64 GiB installed, of which the firmware takes a little more than 2 MiB; set to that type.
  private static func server(_ type: DumpType) -> HostFacts {
    var host = HostFacts.windows(memory: Bytes(clamping: (65_534 << 20) - 1), pagefile: 70_000)
    host.memory.installed = .known(.gibibytes(64))
    host.crashControl.type = .known(type)
    return host
  }

  private static func installedOnly() -> HostFacts {
    var host = unknown
    host.memory.installed = .known(.gibibytes(8))
    return host
  }

  private static func unreadable() -> HostFacts {
    var host = server(.complete)
    host.unreadable = "two hosts have its name"
    return host
  }

  static let rows: [Row] = [
    Row("complete: RAM in whole MiB and one more", server(.complete), .complete, is: .mebibytes(65_535)),
    Row(
      "complete, whatever was seen", server(.complete), .complete, seen: .gibibytes(500),
      is: .mebibytes(65_535)),
    Row(
      "complete is wanted and kernel set: room for what is wanted", server(.kernel), .complete,
      is: .mebibytes(65_535)),
    Row(
      "kernel is wanted and complete set: room for what is written", server(.complete), .kernel,
      is: .mebibytes(65_535)),
    Row("what is installed bounds what is visible", installedOnly(), .complete, is: .mebibytes(8193)),
    Row("as configured", server(.complete), .asConfigured, is: .mebibytes(65_535)),
    Row(
      "less: half as much again as the largest seen", server(.kernel), .kernel, seen: .gibibytes(4),
      is: .gibibytes(6)),
    Row("less, none seen: what is usual", server(.kernel), .kernel, is: .mebibytes(21_845)),
    Row("less, none seen, nothing usual: the most", server(.active), .active, is: .mebibytes(65_535)),
    Row("small", server(.small), .small, is: .mebibytes(2)),
    Row("less, of which nothing is known", unknown, .kernel, is: nil),
    Row("exempt, and nothing seen", server(.kernel), .none, is: nil),
    Row("exempt, and some seen", server(.kernel), .none, seen: .gibibytes(4), is: .gibibytes(6)),
    Row(
      "a hypervisor writes all of the guest's memory", server(.kernel), .complete, by: .hypervisor,
      is: .gibibytes(64)),
    Row("either: the larger", server(.complete), .complete, by: .either, is: .gibibytes(64)),
    Row(
      "unknown: a complete dump of the memory that a header told of", unknown, .asConfigured,
      memorySeen: .gibibytes(16), is: .mebibytes(16_385)),
    Row(
      "unknown, a hypervisor's", unknown, .complete, by: .hypervisor, memorySeen: .gibibytes(16),
      is: .gibibytes(16)),
    Row("unknown, and nothing seen", unknown, .complete, is: nil),
    Row("unknown, and only smaller ones seen", unknown, .complete, seen: .gibibytes(3), is: nil),
    Row(
      "facts that could not be read are unknown", unreadable(), .complete, memorySeen: .gibibytes(16),
      is: .mebibytes(16_385)),
    Row(
      "facts outweigh headers", server(.complete), .complete, memorySeen: .gibibytes(500),
      is: .mebibytes(65_535)),
    Row("Linux knows no types", .linux(memory: .gibibytes(4), swap: []), .report, is: .mebibytes(4097)),
    Row("nothing overflows", server(.kernel), .kernel, seen: .max, is: .max),
  ]

  @Test("room for the next dump", arguments: rows)
  func room(_ row: Row) {
    #expect(
      row.facts.nextDump(wanted: row.wanted, largestSeen: row.seen.bytes, memorySeen: row.seen.memory)
        == row.expected)
  }
}
