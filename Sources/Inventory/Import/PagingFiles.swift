internal import Sizing

/// One line of `PagingFiles` (rule PGF-GRAMMAR): `C:\pagefile.sys 1024 2048`.
struct PagingFile: Equatable {
  /// The path; `?:\pagefile.sys` stands for a file on whichever drive Windows chooses.
  var path: String
  /// The size at boot and the largest, in MB; 0 and 0, or none, leave it to Windows.
  var initial: UInt64?
  var maximum: UInt64?

  /// Reads a line; the path is all that stands before the last one or two numbers.
  init?(_ line: String) {
    var words = line.split(separator: " ", omittingEmptySubsequences: true)
    var numbers: [UInt64] = []
    while numbers.count < 2, words.count > 1, let last = words.last,
      let number = Array(last.utf8)[...].decimal
    {
      numbers.insert(number, at: 0)
      words.removeLast()
    }
    // Blanks within the path stay as they are.
    var path = Substring(line)
    for _ in 0..<numbers.count {
      while path.last == " " { path.removeLast() }
      while let last = path.last, last != " " { path.removeLast() }
    }
    while path.last == " " { path.removeLast() }
    while path.first == " " { path.removeFirst() }
    guard !path.isEmpty, !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return nil }
    self.path = String(path)
    initial = numbers.first
    maximum = numbers.count == 2 ? numbers[1] : numbers.first
  }

  /// Whether Windows manages page files on all drives.
  var isAutomatic: Bool { path.utf8.first == UInt8(ascii: "?") }

  /// Who decides its size.
  var management: Pagefile.Management {
    if isAutomatic { return .automatic }
    return (initial ?? 0) == 0 && (maximum ?? 0) == 0 ? .system : .custom
  }

  /// The page file; where Windows chooses the drive it is the one that Windows itself is on.
  func pagefile(systemDrive: String?) -> Pagefile {
    var file = Pagefile(path: isAutomatic ? (systemDrive ?? "?:") + path.dropFirst(2) : path)
    file.management = .known(management)
    if management == .custom {
      file.initial = initial.flatMap(megabytes) ?? .absent("initial")
      file.maximum = maximum.flatMap(megabytes) ?? .absent("maximum")
    }
    return file
  }
}

/// Windows' MB, which are MiB.
func megabytes(_ count: UInt64) -> Fact<Bytes> {
  let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 << 20)
  guard !overflow, let size = Bytes(bytes) else {
    return .unknown(because: "\(count) MB are more than can be")
  }
  return .known(size)
}

/// Page files from the list in the registry; one line that makes no sense leaves all of them unknown.
func pagefiles(_ lines: [String], systemDrive: String?) -> Fact<[Pagefile]> {
  var files: [Pagefile] = []
  for line in lines where line.utf8.contains(where: { $0 != 0x20 }) {
    guard let file = PagingFile(line) else {
      return .unknown(because: "PagingFiles has the line \(quotedForMessage(line)), which names no file")
    }
    files.append(file.pagefile(systemDrive: systemDrive))
  }
  return .known(files)
}

extension Pagefile {
  /// Whether it is the same file, as Windows compares paths; `\??\` is how the kernel writes them.
  func has(path other: String) -> Bool { folded(path) == folded(other) }
}

/// A path of Windows to be compared.
func folded(_ path: String) -> String {
  let folded = path.lowercased()
  return folded.hasPrefix("\\??\\") ? String(folded.dropFirst(4)) : folded
}
