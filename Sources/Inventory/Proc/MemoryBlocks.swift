import Sizing

/// The memory blocks that the kernel can take on and off line, `/sys/devices/system/memory`.
///
/// Together they are a little more than the memory, since a block with a hole in it counts whole.
struct MemoryBlocks: Equatable {
  /// How many are on line.
  var online: UInt64
  /// The size of each.
  var blockSize: Bytes

  static let path = "/sys/devices/system/memory"

  /// Reads the blocks below a root.
  init(reading tree: FileTree) throws(FileProblem) {
    let sizePath = "\(Self.path)/block_size_bytes"
    let text = try tree.read(sizePath, limit: 4096).numberedLines.first?.bytes ?? []
    guard let count = text.hexadecimal, let size = Bytes(count), size > .zero else {
      throw .malformed(sizePath, line: 1, expected: "a hexadecimal size", found: text)
    }
    blockSize = size
    online = 0
    for name in try tree.names(in: Self.path) where Self.isBlock(name) {
      let path = "\(Self.path)/\(name)/online"
      let state = try tree.attribute(path)
      switch state {
      case let state where state.spells("1"): online += 1
      case let state where state.spells("0"): continue
      default: throw .malformed(path, line: 1, expected: "0 or 1", found: state)
      }
    }
    guard online > 0 else {
      throw FileProblem(path: Self.path, message: "lists no memory block that is on line", isAbsent: true)
    }
  }

  /// The bytes in all of them; `nil` for more than any machine has.
  var size: Bytes? {
    let (count, overflow) = online.multipliedReportingOverflow(by: blockSize.count)
    return overflow ? nil : Bytes(count)
  }

  private static func isBlock(_ name: String) -> Bool {
    name.hasPrefix("memory") && Array(name.utf8.dropFirst(6))[...].decimal != nil
  }
}
