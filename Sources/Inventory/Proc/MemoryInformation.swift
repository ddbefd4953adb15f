import Sizing

/// What is read of `/proc/meminfo`.
struct MemoryInformation: Equatable {
  /// What the kernel manages: the machine's memory less what firmware and the kernel's own image took.
  var total: Bytes

  static let path = "/proc/meminfo"

  /// Reads the file; lines of other keys are not looked into.
  init(parsing bytes: [UInt8]) throws(FileProblem) {
    for line in bytes.numberedLines {
      let words = line.words
      guard let key = words.first, key.spells("MemTotal:") else { continue }
      guard words.count == 3, words[2].spells("kB"), let kibibytes = words[1].decimal,
        let total = Bytes(kibibytes: kibibytes), total > .zero
      else {
        throw .malformed(Self.path, line: line.number, expected: "MemTotal: SIZE kB", found: line.bytes)
      }
      self.total = total
      return
    }
    throw FileProblem(
      path: Self.path, message: bytes.isEmpty ? "is empty (masked?)" : "has no MemTotal: line")
  }
}

extension Bytes {
  /// So many KiB; `nil` for more than any size can be.
  init?(kibibytes: UInt64) {
    let (count, overflow) = kibibytes.multipliedReportingOverflow(by: 1 << 10)
    guard !overflow else { return nil }
    self.init(count)
  }
}
