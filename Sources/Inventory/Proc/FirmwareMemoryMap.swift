import Sizing

/// The memory map that the firmware gave the kernel, `/sys/firmware/memmap`.
///
/// It says more than `MemTotal`, which leaves out what the kernel's own image and early reservations took,
/// and anyone may read it, which `/proc/iomem` does not allow. Memory added while running is not in it.
struct FirmwareMemoryMap: Equatable {
  /// The first and the last byte of each range of "System RAM".
  var ranges: [ClosedRange<UInt64>]

  static let path = "/sys/firmware/memmap"

  /// Reads the entries below a root.
  init(reading tree: FileTree) throws(FileProblem) {
    ranges = []
    for name in try tree.names(in: Self.path) where Array(name.utf8)[...].decimal != nil {
      let entry = "\(Self.path)/\(name)"
      guard try tree.attribute("\(entry)/type").spells("System RAM") else { continue }
      let start = try Self.address(tree, "\(entry)/start")
      let end = try Self.address(tree, "\(entry)/end")
      // The kernel writes an empty range as one that ends before it starts.
      if start > 0, end == start - 1 { continue }
      guard start <= end else {
        throw FileProblem(
          path: "\(entry)/end", line: 1,
          message:
            "the range ends at 0x\(String(end, radix: 16)), before its start 0x\(String(start, radix: 16))")
      }
      ranges.append(start...end)
    }
    guard !ranges.isEmpty else {
      throw FileProblem(path: Self.path, message: "lists no 'System RAM'", isAbsent: true)
    }
  }

  /// The map of these ranges.
  init(ranges: [ClosedRange<UInt64>]) { self.ranges = ranges }

  /// The bytes in all ranges, each counted once; `nil` for more than any machine has.
  var size: Bytes? {
    var total = Bytes.zero
    var counted: UInt64?
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      var first = range.lowerBound
      if let counted {
        guard range.upperBound > counted else { continue }
        first = max(first, counted + 1)
      }
      counted = range.upperBound
      let (count, overflow) = (range.upperBound - first).addingReportingOverflow(1)
      guard !overflow, let part = Bytes(count), let sum = Bytes(total.count + part.count) else { return nil }
      total = sum
    }
    return total
  }

  private static func address(_ tree: FileTree, _ path: String) throws(FileProblem) -> UInt64 {
    let text = try tree.attribute(path)
    guard let value = text.hexadecimal else {
      throw .malformed(path, line: 1, expected: "a hexadecimal address", found: text)
    }
    return value
  }
}
