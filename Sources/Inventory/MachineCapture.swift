import Sizing

/// `stat.tsv` of a captured machine: what `stat` said of each swap file and device.
///
/// One a line, tabs between: path (escaped as `/proc/swaps` has it), `file` or `block`, MAJOR:MINOR (of a
/// device its own, of a file that of its file system), length in bytes. A line that starts with `#` is a
/// remark.
enum CapturedFiles {
  static let path = "/stat.tsv"

  static func identity(of file: String, in tree: FileTree) -> Fact<FileIdentity> {
    do {
      for line in try capturedLines(path, in: tree) {
        let fields = line.fields(separatedBy: "\t")
        guard fields.count == 4,
          let kind = FileIdentity.Kind(rawValue: String(decoding: fields[1], as: UTF8.self)),
          let device = DeviceNumber(parsing: fields[2]), let size = fields[3].decimal
        else {
          throw FileProblem.malformed(
            path, line: line.number, expected: "PATH, 'file' or 'block', MAJOR:MINOR, LENGTH",
            found: line.bytes)
        }
        if fields[0].unescaped == file {
          return .known(FileIdentity(kind: kind, device: device, size: size))
        }
      }
      return .unknown(because: "\(path): has no line for \(QuotedText.quoted(file.utf8))")
    } catch {
      return .unknown(because: "\(error)")
    }
  }
}

/// `statvfs.tsv` of a captured machine: what `statvfs` said of each mount point.
///
/// One a line, tabs between: mount point (escaped as in `mountinfo`), then `f_blocks`, `f_bfree`,
/// `f_bavail` and `f_frsize`. A line that starts with `#` is a remark.
enum CapturedFreeSpace {
  static let path = "/statvfs.tsv"

  static func space(of mountPoint: String, in tree: FileTree) -> Fact<VolumeSpace> {
    do {
      for line in try capturedLines(path, in: tree) {
        let fields = line.fields(separatedBy: "\t")
        let numbers = fields.dropFirst().compactMap(\.decimal)
        guard fields.count == 5, numbers.count == 4 else {
          throw FileProblem.malformed(
            path, line: line.number, expected: "MOUNT POINT, f_blocks, f_bfree, f_bavail, f_frsize",
            found: line.bytes)
        }
        guard fields[0].unescaped == mountPoint else { continue }
        let space = VolumeSpace.counted(
          blocks: numbers[0], unused: numbers[1], available: numbers[2], blockSize: numbers[3])
        return space.reason.map { .unknown(because: "\(mountPoint.asSafeText): \($0)") } ?? space
      }
      return .unknown(because: "\(path): has no line for \(QuotedText.quoted(mountPoint.utf8))")
    } catch {
      return .unknown(because: "\(error)")
    }
  }
}

private func capturedLines(_ path: String, in tree: FileTree) throws(FileProblem) -> [ByteLine] {
  try tree.read(path).numberedLines.filter { !$0.bytes.isEmpty && $0.bytes.first != UInt8(ascii: "#") }
}
