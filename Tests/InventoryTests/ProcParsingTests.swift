import Sizing
import Testing

@testable import Inventory

/// A text and what a parser makes of it: a value, or the whole message.
struct ParserCase: CustomTestStringConvertible, Sendable {
  var name: String
  var text: String
  var result: String
  var testDescription: String { name }

  init(_ name: String, _ text: String, _ result: String) {
    self.name = name
    self.text = text
    self.result = result
  }
}

@Suite("files of /proc")
struct ProcParsingTests {
  @Test(
    "meminfo gives MemTotal, or says what is wrong with which line",
    arguments: [
      ParserCase("as the kernel writes it", "MemTotal:       24684096 kB\nMemFree: 5 kB\n", "25276514304"),
      ParserCase("the last line without an end", "MemTotal: 1 kB", "1024"),
      ParserCase("another key that ends alike", "HardMemTotal: 7 kB\nMemTotal: 1 kB\n", "1024"),
      ParserCase("the largest size", "MemTotal: 4503599627370496 kB\n", "4611686018427387904"),
      ParserCase(
        "a size that no machine has", "MemTotal: 4503599627370497 kB\n",
        "/proc/meminfo:1: expected MemTotal: SIZE kB, found 'MemTotal: 4503599627370497 kB'"),
      ParserCase(
        "a size that wraps", "MemTotal: 18446744073709551615 kB\n",
        "/proc/meminfo:1: expected MemTotal: SIZE kB, found 'MemTotal: 18446744073709551615 kB'"),
      ParserCase(
        "a size beyond 64 bits", "MemFree: 1 kB\nMemTotal: 18446744073709551616 kB\n",
        "/proc/meminfo:2: expected MemTotal: SIZE kB, found 'MemTotal: 18446744073709551616 kB'"),
      ParserCase(
        "no memory at all", "MemTotal: 0 kB\n",
        "/proc/meminfo:1: expected MemTotal: SIZE kB, found 'MemTotal: 0 kB'"),
      ParserCase(
        "a negative size", "MemTotal: -1 kB\n",
        "/proc/meminfo:1: expected MemTotal: SIZE kB, found 'MemTotal: -1 kB'"),
      ParserCase(
        "no unit", "MemTotal: 5\n", "/proc/meminfo:1: expected MemTotal: SIZE kB, found 'MemTotal: 5'"),
      ParserCase("the key is missing", "MemFree: 1 kB\n", "/proc/meminfo: has no MemTotal: line"),
      ParserCase("masked", "", "/proc/meminfo: is empty (masked?)"),
      ParserCase(
        "an escape sequence", "MemTotal: \u{1b}[2J\u{202e}\n",
        "/proc/meminfo:1: expected MemTotal: SIZE kB, found 'MemTotal: \\u{1B}[2J\\u{202E}'"),
    ])
  func meminfo(_ row: ParserCase) {
    #expect(
      outcome { () throws(FileProblem) in
        "\(try MemoryInformation(parsing: Array(row.text.utf8)).total.count)"
      } == row.result)
  }

  private static let heading = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"

  @Test(
    "swaps gives path, kind and size of each area, or says what is wrong with which line",
    arguments: [
      ParserCase("no swap", heading, ""),
      ParserCase(
        "a file and a partition",
        heading + "/swap.img   file\t\t2097148\t\t0\t\t-2\n/dev/dm-1  partition\t1048572\t\t512\t\t-3\n",
        "/swap.img file 2147479552; /dev/dm-1 partition 1073737728"),
      ParserCase(
        "a path with a blank, a tab, a newline and a backslash",
        heading + "/a\\040b\\011c\\012d\\134e file 4 0 -2\n", "/a b\tc\nd\\e file 4096"),
      ParserCase("escapes that are none", heading + "/a\\04 file 4 0 -2\n", "/a\\04 file 4096"),
      ParserCase("an escape above a byte", heading + "/a\\777 file 4 0 -2\n", "/a\\777 file 4096"),
      ParserCase(
        "a name that is gone", heading + "/swap.img\\040(deleted) file 4 0 -2\n",
        "/swap.img file 4096 deleted"),
      ParserCase(
        "a name that is gone, unescaped", heading + "/swap.img (deleted) file 4 0 -2\n",
        "/swap.img file 4096 deleted"),
      ParserCase(
        "a size that is none", heading + "/a file 4 0 -2\n/b file many 0 -2\n",
        "/proc/swaps:3: expected a size in KiB, found 'many'"),
      ParserCase(
        "a size that wraps", heading + "/a file 18446744073709551615 0 -2\n",
        "/proc/swaps:2: expected a size in KiB, found '18446744073709551615'"),
      ParserCase(
        "a kind unknown", heading + "/a tape 4 0 -2\n",
        "/proc/swaps:2: expected PATH, 'file' or 'partition', SIZE, USED, PRIORITY, found '/a tape 4 0 -2'"),
      ParserCase(
        "a line cut short", heading + "/a file 4\n",
        "/proc/swaps:2: expected PATH, 'file' or 'partition', SIZE, USED, PRIORITY, found '/a file 4'"),
      ParserCase(
        "an empty line", heading + "\n",
        "/proc/swaps:2: expected PATH, 'file' or 'partition', SIZE, USED, PRIORITY, found ''"),
      ParserCase(
        "no heading", "/a file 4 0 -2\n",
        "/proc/swaps:1: expected the heading 'Filename Type Size Used Priority', found '/a file 4 0 -2'"),
      ParserCase("masked", "", "/proc/swaps: is empty (masked?)"),
    ])
  func swaps(_ row: ParserCase) {
    #expect(
      outcome { () throws(FileProblem) in
        let entries = try SwapTable(parsing: Array(row.text.utf8)).entries
        var text = ""
        for entry in entries {
          text += text.isEmpty ? "" : "; "
          text += "\(entry.path) \(entry.kind) \(entry.size.count)\(entry.isDeleted ? " deleted" : "")"
        }
        return text
      } == row.result)
  }

  private static let expected = "expected ID PARENT MAJOR:MINOR ROOT POINT OPTIONS … - TYPE SOURCE OPTIONS"

  @Test(
    "mountinfo gives each mount, or says what is wrong with which line",
    arguments: [
      ParserCase(
        "no optional field", "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard\n",
        "27 on 1, 254:0 / at /: ext4 /dev/vda (rw,relatime) (rw,discard)"),
      ParserCase(
        "several optional fields", "36 35 98:0 /sub /mnt rw master:1 shared:7 - ext3 /dev/root rw\n",
        "36 on 35, 98:0 /sub at /mnt: ext3 /dev/root (rw) (rw)"),
      ParserCase(
        "escapes", "36 35 0:5 /a\\040b /c\\011d rw - fuse.x host:/e\\040f rw\n",
        "36 on 35, 0:5 /a b at /c\td: fuse.x host:/e f (rw) (rw)"),
      ParserCase(
        "an empty source", "36 35 0:5 / /c rw - tmpfs  rw\n", "36 on 35, 0:5 / at /c: tmpfs  (rw) (rw)"),
      ParserCase(
        "a mount point named by a hyphen", "36 35 0:5 / /- rw - tmpfs - rw\n",
        "36 on 35, 0:5 / at /-: tmpfs - (rw) (rw)"),
      ParserCase(
        "no hyphen", "36 35 0:5 / /c rw tmpfs none rw\n",
        "/proc/self/mountinfo:1: \(expected), found '36 35 0:5 / /c rw tmpfs none rw'"),
      ParserCase(
        "cut short after the hyphen", "27 1 8:1 / / rw - ext4 a rw\n36 35 0:5 / /c rw - tmpfs none\n",
        "/proc/self/mountinfo:2: \(expected), found '36 35 0:5 / /c rw - tmpfs none'"),
      ParserCase("only a hyphen", "-\n", "/proc/self/mountinfo:1: \(expected), found '-'"),
      ParserCase(
        "a device beyond 32 bits", "36 35 0:4294967296 / /c rw - tmpfs none rw\n",
        "/proc/self/mountinfo:1: expected MAJOR:MINOR, found '0:4294967296'"),
      ParserCase(
        "a number that is none", "x 35 0:5 / /c rw - tmpfs none rw\n",
        "/proc/self/mountinfo:1: expected two mount numbers, found 'x 35 0:5 / /c rw - tmpfs none rw'"),
      ParserCase(
        "a mount point that is not absolute", "36 35 0:5 / c rw - tmpfs none rw\n",
        "/proc/self/mountinfo:1: expected an absolute mount point, found 'c'"),
      ParserCase("masked", "", "/proc/self/mountinfo: is empty (masked?)"),
    ])
  func mountinfo(_ row: ParserCase) {
    #expect(
      outcome { () throws(FileProblem) in
        var text = ""
        for mount in try MountTable(parsing: Array(row.text.utf8)).mounts {
          text += "\(mount.id) on \(mount.parent), \(mount.device) \(mount.root) at \(mount.mountPoint): "
          text += "\(mount.fileSystemType) \(mount.source) (\(mount.options)) (\(mount.superOptions))"
        }
        return text
      } == row.result)
  }

  @Test("a stranger's long line is cut in the message")
  func longLine() {
    let line = "MemTotal: " + String(repeating: "9", count: 100_000)
    let message = outcome { () throws(FileProblem) in
      "\(try MemoryInformation(parsing: Array(line.utf8)).total)"
    }
    #expect(message.utf8.count < 500)
    #expect(message.hasSuffix("…'"))
  }

  private func outcome(_ body: () throws(FileProblem) -> String) -> String {
    do { return try body() } catch { return error.description }
  }
}
