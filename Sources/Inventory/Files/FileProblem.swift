import Glibc
import Linux
import Sizing

/// Why a file below a root could not be read or understood.
struct FileProblem: Error, Equatable, CustomStringConvertible {
  /// The path as the machine itself has it, whatever root it was read below.
  var path: String
  /// The line, from 1, where one is to blame.
  var line: Int?
  /// What is wrong and what was expected, in one line.
  var message: String
  /// Whether there is no such file, as against one that cannot be read or understood.
  var isAbsent = false

  /// `/proc/swaps:3: expected a size in KiB, found 'many'`.
  var description: String {
    let place = path.asSafeText
    return if let line { "\(place):\(line): \(message)" } else { "\(place): \(message)" }
  }

  /// A line that is not what the kernel writes.
  static func malformed(
    _ path: String, line: Int, expected: String, found: some Sequence<UInt8>
  ) -> FileProblem {
    FileProblem(
      path: path, line: line, message: "expected \(expected), found \(QuotedText.quoted(found))")
  }

  /// A system call that failed.
  static func failed(_ doing: String, _ path: String, errno code: Int32) -> FileProblem {
    FileProblem(
      path: path, line: nil, message: "cannot \(doing): \(SystemError(doing, errno: code).reason)",
      isAbsent: code == ENOENT || code == ENOTDIR)
  }
}
