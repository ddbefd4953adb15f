import Sizing

/// The areas that `/proc/swaps` lists.
struct SwapTable: Equatable {
  /// One of them.
  struct Entry: Equatable {
    /// What the kernel swaps to.
    enum Kind: String { case file, partition }

    /// The path by which it was switched on, in the mount namespace of whoever did so.
    var path: String
    /// File or block device.
    var kind: Kind
    /// What it holds: the kernel leaves out the header page.
    var size: Bytes
    /// Whether the name is gone from its directory.
    var isDeleted = false
  }

  /// The areas, in the kernel's order.
  var entries: [Entry] = []

  static let path = "/proc/swaps"

  /// Reads the file.
  init(parsing bytes: [UInt8]) throws(FileProblem) {
    let lines = bytes.numberedLines
    guard let header = lines.first else {
      // The kernel writes the heading even where there is no swap.
      throw FileProblem(path: Self.path, message: "is empty (masked?)")
    }
    guard header.words.first?.spells("Filename") == true else {
      throw .malformed(
        Self.path, line: 1, expected: "the heading 'Filename Type Size Used Priority'", found: header.bytes)
    }
    for line in lines.dropFirst() { entries.append(try Self.entry(line)) }
  }

  private static func entry(_ line: ByteLine) throws(FileProblem) -> Entry {
    var words = line.words
    var isDeleted = false
    if words.count == 6, words[1].spells("(deleted)") {
      isDeleted = true
      words.remove(at: 1)
    }
    guard words.count == 5, let kind = Entry.Kind(rawValue: String(decoding: words[1], as: UTF8.self)) else {
      throw .malformed(
        Self.path, line: line.number, expected: "PATH, 'file' or 'partition', SIZE, USED, PRIORITY",
        found: line.bytes)
    }
    guard let kibibytes = words[2].decimal, let size = Bytes(kibibytes: kibibytes) else {
      throw .malformed(Self.path, line: line.number, expected: "a size in KiB", found: words[2])
    }
    var path = words[0].unescaped
    let suffix = " (deleted)"
    if path.hasSuffix(suffix) {
      path.removeLast(suffix.count)
      isDeleted = true
    }
    return Entry(path: path, kind: kind, size: size, isDeleted: isDeleted)
  }
}
