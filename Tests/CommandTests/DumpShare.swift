import Glibc
import Testing

/// A share with a directory for each host, and a configuration for it.
final class DumpShare {
  static let first = "MEMORY-20260301T091500Z-000000D1.DMP"
  static let second = "MEMORY-20260302T091500Z-0000007E.DMP"
  static let third = "MEMORY-20260303T091500Z-00000050.DMP"

  let scratch: Scratch
  var path: String { scratch.path }

  /// A share whose policy is these lines of `[dump-directory.keep]`.
  init(_ keep: String = "", adopt: String = "", hosts: [String] = ["SQL07"]) throws {
    scratch = try Scratch()
    for host in hosts {
      try scratch.write("share/\(host)/preserved/notes", "not a dump")
    }
    try scratch.write(
      "dumpwarden.toml",
      """
      [local]
      assess = false
      [[dump-directory]]
      path = "\(scratch.path)/share/*"
      settle = "0s"
      \(adopt)
      [dump-directory.keep]
      \(keep.isEmpty ? "free = \"none\"" : keep)

      """)
  }

  /// Where a kept dump is.
  func kept(_ name: String, of host: String = "SQL07") -> String { "share/\(host)/preserved/\(name)" }

  /// Makes a dump.
  func dump(
    _ file: String, bugCheck: String = "0xD1", time: String = "2026-03-02T09:15:00Z", percent: Int = 100
  )
    throws
  {
    let ending = try Program.sampleDump.run([
      "--size", "1MiB", "--truncate", "\(percent)%", "--bugcheck", bugCheck, "--time", time,
      "\(path)/\(file)",
    ])
    guard ending.code == 0 else { throw Trouble("sample-dump: \(ending.errors)") }
  }

  /// Three crashes of one host, in order of arrival.
  func fill(_ host: String = "SQL07") throws {
    try dump(kept(Self.first, of: host), bugCheck: "0xD1", time: "2026-03-01T09:15:00Z")
    try dump(kept(Self.second, of: host), bugCheck: "0x7E", time: "2026-03-02T09:15:00Z")
    try dump(kept(Self.third, of: host), bugCheck: "0x50", time: "2026-03-03T09:15:00Z")
  }

  func run(_ words: String...) throws -> Ending {
    try Program.dumpctl.run(words + ["--config", "dumpwarden.toml"], in: path)
  }

  func json(_ words: String...) throws -> JSONValue {
    let ending = try Program.dumpctl.run(words + ["--config", "dumpwarden.toml", "--json"], in: path)
    #expect(ending.errors == "")
    return try JSONValue(ending.output)
  }

  func names(_ directory: String) -> [String] {
    guard let ending = try? Program(path: "/bin/ls").run(["-A", "\(path)/\(directory)"]) else { return [] }
    return ending.output.split(separator: "\n").map(String.init)
  }

  /// Runs `dumpctl` as somebody who has no rights here.
  func runAsNobody(_ words: String...) throws -> Ending {
    let before = ["--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all"]
    return try Program(path: "/usr/bin/setpriv").run(
      before + [Program.dumpctl.path] + words + ["--config", "dumpwarden.toml"], in: path)
  }
}
