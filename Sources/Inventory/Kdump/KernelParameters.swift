import Sizing

/// What is read of the command line that the kernel was started with.
struct KernelParameters: Equatable {
  /// What stands behind each `crashkernel=`, blanks between; empty where there is none.
  var crashkernel: String

  static let path = "/proc/cmdline"

  /// Reads the file; nothing but `crashkernel=` is kept of it, since passwords may stand there.
  init(parsing bytes: [UInt8]) {
    let key = Array("crashkernel=".utf8)
    let values = bytes.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A }
      .filter { $0.starts(with: key) }.map { String(decoding: $0.dropFirst(key.count), as: UTF8.self) }
    crashkernel = values.joined(separator: " ")
  }
}

/// What `/proc/iomem` says is set aside for the crash kernel.
struct CrashKernelRanges: Equatable {
  /// How much; `nil` where the addresses are hidden, as they are from all but root.
  var size: Bytes?

  static let path = "/proc/iomem"

  /// Reads the file; lines of other resources are not looked into.
  init(parsing bytes: [UInt8]) throws(FileProblem) {
    var total: UInt64 = 0
    var isHidden = false
    for line in bytes.numberedLines {
      let words = line.words
      guard words.count == 4, words[2].spells("Crash"), words[3].spells("kernel") else { continue }
      let ends = words[0].split(separator: UInt8(ascii: "-"))
      guard ends.count == 2, words[1].spells(":"), let first = ends[0].hexadecimal,
        let last = ends[1].hexadecimal, first <= last
      else {
        throw .malformed(
          Self.path, line: line.number, expected: "FIRST-LAST : Crash kernel", found: line.bytes)
      }
      if last == 0 { isHidden = true }
      let (sum, overflow) = total.addingReportingOverflow(last - first)
      total = overflow ? .max : sum == .max ? sum : sum + 1
    }
    size = isHidden ? nil : Bytes(clamping: total)
  }
}

/// The distribution's name for itself, `/etc/os-release`.
struct OSRelease: Equatable {
  /// `ID`, then what `ID_LIKE` lists.
  var ids: [String]

  static let paths = ["/etc/os-release", "/usr/lib/os-release"]

  /// Reads the file.
  init(parsing bytes: [UInt8], path: String) {
    let file = ShellAssignments(parsing: bytes, path: path)
    ids = ["ID", "ID_LIKE"].compactMap { file[$0]?.value }.flatMap {
      $0.split(separator: " ").map(String.init)
    }
  }

  /// The tools of the distribution; `nil` for one that is not in the table.
  var tools: KdumpTools? {
    for id in ids {
      if let tools = KdumpTools.allCases.first(where: { $0.distribution.ids.contains(id) }) { return tools }
    }
    return nil
  }
}
