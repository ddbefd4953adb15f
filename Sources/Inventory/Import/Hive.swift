internal import CHivex
internal import Glibc
internal import Linux
internal import Sizing

/// A registry hive that lies in a file.
///
/// libhivex reads it in a child process with limits: see `chivex.h`. Only a program with one thread may do so.
struct Hive {
  let file: ForeignFile
  /// When Windows last wrote it; `nil` where its header does not say.
  let written: Timestamp?
  /// Whether Windows had changes that are in its logs alone.
  let isDirty: Bool

  /// No hive may be larger than 2 GiB; that of a system has some 20 MiB, of its software some 200.
  static let limit: UInt64 = 1 << 30
  /// More than all values that are asked for could have.
  private static let answerLimit = 16 << 20

  /// Looks at the header of an open hive.
  init(_ file: ForeignFile) throws(ImportFailure) {
    try file.refuse(limit: Self.limit)
    self.file = file
    let header = try file.bytes(at: 0, count: 48)
    guard header.starts(with: Array("regf".utf8)) else {
      throw ImportFailure(file: file.path, "it is no registry hive: expected \"regf\" as its first bytes")
    }
    guard header.count == 48 else {
      throw ImportFailure(file: file.path, "the hive is cut off: it has \(file.size) bytes")
    }
    isDirty = header[4..<8] != header[8..<12]
    let ticks = header[12..<20].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    // In 100 ns since 1601; what is before 2000 is no time but a value that somebody made up.
    let seconds = Int64(ticks / 10_000_000) - 11_644_473_600
    written = seconds > 946_684_800 ? Timestamp(seconds: seconds) : nil
  }

  /// The values of the keys of those paths that the hive has, by path.
  func read(_ paths: [String]) throws(ImportFailure) -> [String: RegistryKey] {
    let names = paths.map { strdup($0) }
    defer { names.forEach { free($0) } }
    var pipe: CInt = -1
    let child = names.map { UnsafePointer($0) }.withUnsafeBufferPointer {
      chivex_start(file.file.descriptor, $0.baseAddress, UInt32($0.count), &pipe)
    }
    guard child > 0 else { throw ImportFailure(reading: file.path, SystemError("fork", errno: -child)) }
    let records = OpenFile(adopting: pipe)
    let answer = Self.everything(from: records)
    let status = chivex_finish(child)
    return try keys(in: answer.bytes, paths, ended: status, isTooLate: answer.isTooLate)
  }

  /// All that the child says; it has a minute, which no honest hive takes a hundredth of.
  private static func everything(from records: OpenFile) -> (bytes: [UInt8], isTooLate: Bool) {
    var bytes: [UInt8] = []
    var begun = timespec()
    clock_gettime(CLOCK_MONOTONIC, &begun)
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count < answerLimit {
      var now = timespec()
      clock_gettime(CLOCK_MONOTONIC, &now)
      let left = 60 - (now.tv_sec - begun.tv_sec)
      var wanted = pollfd(fd: records.descriptor, events: Int16(POLLIN), revents: 0)
      guard left > 0, poll(&wanted, 1, CInt(left * 1000)) != 0 else { return (bytes, true) }
      let got = Glibc.read(records.descriptor, &piece, piece.count)
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { break }
      bytes += piece[..<got]
    }
    return (bytes, false)
  }

  private func keys(
    in answer: [UInt8], _ paths: [String], ended status: CInt, isTooLate: Bool
  ) throws(ImportFailure) -> [String: RegistryKey] {
    var keys: [String: RegistryKey] = [:]
    var current: String?
    var rest = answer[...]
    while let record = Record(&rest) {
      switch record.kind {
      case CHIVEX_END: return keys
      case CHIVEX_FAILURE: throw ImportFailure(file: file.path, "the hive cannot be read: \(record.name)")
      case CHIVEX_KEY:
        current = paths.indices.contains(record.type) ? paths[record.type] : nil
        if let current { keys[current] = RegistryKey() }
      case CHIVEX_VALUE:
        guard let current else { break }
        keys[current]?[record.name] = RegistryValue(type: UInt32(clamping: record.type), data: record.data)
      default: break
      }
    }
    let reason =
      if isTooLate {
        "reading it takes longer than a minute"
      } else if case let signal = chivex_signal(status), signal > 0, signal != SIGKILL {
        "reading it ended by signal \(signal)"
      } else {
        "reading it ended early"
      }
    throw ImportFailure(file: file.path, "the hive is damaged: \(reason)")
  }
}

/// A record of the child's.
private struct Record {
  let kind: Int
  let type: Int
  let name: String
  let data: ArraySlice<UInt8>

  /// Takes the next whole record off the bytes.
  init?(_ bytes: inout ArraySlice<UInt8>) {
    func number(_ offset: Int) -> Int {
      bytes.dropFirst(offset).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    guard bytes.count >= 16 else { return nil }
    (kind, type) = (number(0), number(4))
    let (nameLength, dataLength) = (number(8), number(12))
    guard bytes.count - 16 >= nameLength + dataLength else { return nil }
    let rest = bytes.dropFirst(16)
    name = String(decoding: rest.prefix(nameLength), as: UTF8.self).asSafeText
    data = rest.dropFirst(nameLength).prefix(dataLength)
    bytes = rest.dropFirst(nameLength + dataLength)
  }
}
