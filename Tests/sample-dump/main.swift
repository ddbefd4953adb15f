import DumpSamples
import Glibc
import Sizing

/// What is wrong with the command line or the file, in one line.
struct Failure: Error { let text: String }

/// The command line, read.
struct Options {
  var size: UInt64 = 8 << 20
  var kind = WindowsSample.Kind.complete
  var isActive = false
  var isWide = true
  var other: (@Sendable (UInt64) -> [UInt8])?
  var bugCheck: UInt32 = 0xD1
  var time = Timestamp("2026-03-02T09:15:00Z")
  var percent: UInt64 = 100
  var seed: UInt64 = 1
  var file: String?

  init(_ words: [String]) throws(Failure) {
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        guard file == nil else { throw Failure(text: "one file at a time: '\(word)' is a second one") }
        file = word
        continue
      }
      let value: String
      var name = word
      if let mark = word.firstIndex(of: "=") {
        value = String(word[word.index(after: mark)...])
        name = String(word[..<mark])
      } else {
        guard let next = rest.popFirst() else { throw Failure(text: "\(word) needs a value") }
        value = next
      }
      try set(name, value)
    }
    guard kind != .small || size <= 1 << 30 else {
      throw Failure(text: "a small dump is at most 1 GiB: its offsets have 32 bits")
    }
  }

  private mutating func set(_ name: String, _ value: String) throws(Failure) {
    switch name {
    case "--size":
      do { size = try Bytes(parsing: value).count } catch { throw Failure(text: error.description) }
    case "--bugcheck":
      guard
        let code = UInt32(value.lowercased().hasPrefix("0x") ? String(value.dropFirst(2)) : value, radix: 16)
      else { throw Failure(text: "'\(value)' is no bug check: expected hex digits, as 0xD1") }
      bugCheck = code
    case "--time":
      guard let time = Timestamp(value) else {
        throw Failure(text: "'\(value)' is no time: expected RFC 3339, as 2026-03-02T09:15:00Z")
      }
      self.time = time
    case "--type":
      if let other = Self.others[value] {
        self.other = other
        return
      }
      let name = value.hasSuffix("-32") ? String(value.dropLast(3)) : value
      guard let (kind, isActive) = Self.kinds[name] else {
        let names = Self.kinds.keys.sorted() + ["complete-32"] + Self.others.keys.sorted()
        throw Failure(text: "'\(value)' is no type: expected \(names.joined(separator: ", "))")
      }
      self.kind = kind
      self.isActive = isActive
      isWide = name == value
    case "--truncate":
      guard let percent = UInt64(value.hasSuffix("%") ? String(value.dropLast()) : value), percent <= 100
      else {
        throw Failure(text: "'\(value)' is no percentage: expected 0 to 100")
      }
      self.percent = percent
    case "--seed":
      guard let seed = UInt64(value) else { throw Failure(text: "'\(value)' is no seed: expected a number") }
      self.seed = seed
    default: throw Failure(text: "unknown option '\(name)'")
    }
  }

  private static let kinds: [String: (WindowsSample.Kind, isActive: Bool)] = [
    "complete": (.complete, false), "kernel": (.bitmapKernel, false), "small": (.small, false),
    "bitmap-complete": (.bitmapComplete, false), "active": (.bitmapComplete, true),
    "debugger-kernel": (.debuggerKernel, false), "debugger-full": (.debuggerFull, false),
  ]

  /// Dumps of other systems, which have a size of their own.
  private static let others: [String: @Sendable (UInt64) -> [UInt8]] = [
    "elf-core": { seed in
      var sample = ElfSample()
      sample.seed = seed
      return sample.bytes()
    },
    "kdump": { seed in
      var sample = KdumpSample()
      sample.seed = seed
      return sample.bytes()
    },
    "kdump-flattened": { _ in KdumpSample().flattened() },
    "lime": { OtherSamples.lime(seed: $0) },
    "avml": { _ in OtherSamples.avml() },
    "minidump": { OtherSamples.minidump(seed: $0) },
  ]

  /// The dump that was asked for: as many pages as fit into the size.
  var sample: WindowsSample {
    let room = Int(clamping: size / 4096)
    var pages = max(room - 2, 1)
    if kind == .bitmapKernel { pages *= 4 }
    var sample = WindowsSample(kind, pages: pages)
    // The bitmap takes room too; some rounds find how much.
    for _ in 0..<8 where kind == .bitmapComplete || kind == .bitmapKernel {
      let excess = sample.length > size ? Int((sample.length - size + 4095) / 4096) : 0
      guard excess > 0, sample.storedPages > excess else { break }
      pages -= excess * (kind == .bitmapKernel ? 4 : 1)
      sample = WindowsSample(kind, pages: pages)
    }
    if kind == .bitmapComplete {
      sample.attributes = isActive ? 0x40 : 0
      sample.bootID = 7
    }
    sample.isWide = isWide
    sample.smallSize = Int(clamping: size)
    sample.bugCheckCode = bugCheck
    sample.crashTime = time
    sample.seed = seed
    return sample
  }
}

/// Writes all of a piece, on through interruptions and short writes.
func writeAll(_ piece: [UInt8], count: Int, to descriptor: Int32) throws(Failure) {
  var written = 0
  while written < count {
    let result = piece.withUnsafeBytes { buffer in
      write(descriptor, buffer.baseAddress.map { $0 + written }, count - written)
    }
    if result < 0, errno == EINTR { continue }
    guard result > 0 else { throw Failure(text: "write: \(String(cString: strerror(errno)))") }
    written += result
  }
}

func run() throws(Failure) {
  let options = try Options(Array(CommandLine.arguments.dropFirst()))
  guard let file = options.file else { throw Failure(text: "no file was named") }
  let descriptor = file == "-" ? STDOUT_FILENO : open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
  guard descriptor >= 0 else { throw Failure(text: "open \(file): \(String(cString: strerror(errno)))") }
  let sample = options.sample
  let other = options.other?(options.seed)
  let length = other.map { UInt64($0.count) } ?? sample.length
  // In one pass and one descriptor, as a copying sender does it.
  var left = length / 100 * options.percent + length % 100 * options.percent / 100
  func put(_ piece: [UInt8]) throws(Failure) {
    let count = Int(min(left, UInt64(piece.count)))
    try writeAll(piece, count: count, to: descriptor)
    left -= UInt64(count)
  }
  if let other { try put(other) } else { try sample.write(put) }
  guard file == "-" || close(descriptor) == 0 else {
    throw Failure(text: "close \(file): \(String(cString: strerror(errno)))")
  }
}

do throws(Failure) {
  try run()
} catch {
  let usage =
    "usage: sample-dump [--size 8MiB] [--bugcheck 0xD1] [--time 2026-03-02T09:15:00Z] [--seed N]\n"
    + "                   [--type complete|kernel|small|bitmap-complete|active|debugger-kernel|debugger-full|\n"
    + "                           complete-32|elf-core|kdump|kdump-flattened|lime|avml|minidump]\n"
    + "                   [--truncate PERCENT] FILE\n"
  let message = Array("sample-dump: \(error.text)\n\(usage)".utf8)
  try? writeAll(message, count: message.count, to: STDERR_FILENO)
  exit(64)
}
