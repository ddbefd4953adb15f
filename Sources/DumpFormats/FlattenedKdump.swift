internal import Sizing

/// A dump that makedumpfile or QEMU wrote as a stream of records, each with its offset in the real file.
enum FlattenedKdump {
  private static let headerLength: UInt64 = 4096
  /// Walking costs one small read for each record; a dump of 4 GiB has some 65,536 of them.
  private static let maximumRecords = 65_536

  static func identify(_ first: Window, _ source: some ByteSource) -> Identification {
    var answer = Identification(
      format: .kdumpFlattened, state: .unknown, reason: "", size: Bytes(clamping: source.length))
    do throws(Refusal) {
      guard UInt64(first.count) >= headerLength else { throw .endsBefore(headerLength, what: "its header") }
      let header = Window(first.bytes, isBigEndian: true)
      guard try header.u64(16) == 1, try header.u64(24) == 1 else {
        throw .notVerifiable("a flattened dump of an unknown type or version")
      }
      if first.has("KDUMP   ", at: 0x1010) { answer.notes.append("a kdump-compressed file inside") }
      try walk(&answer, source)
    } catch {
      answer.refuse(error)
    }
    return answer
  }

  private static func walk(_ answer: inout Identification, _ source: some ByteSource) throws(Refusal) {
    var position = headerLength
    for _ in 0..<maximumRecords {
      guard position < source.length else { return lacksEnd(&answer) }
      guard source.length - position >= 16 else { return lacksEnd(&answer) }
      let window = try source.window(at: position, count: 16, of: "a record")
      let record = Window(window.bytes, isBigEndian: true)
      let (offset, size) = (try record.u64(0), try record.u64(8))
      position += 16
      if offset == .max, size == .max {
        if source.length > position {
          answer.notes.append("\(source.length - position) bytes follow the end mark")
        }
        answer.expected = .init(bytes: Bytes(clamping: position), isExact: true)
        answer.isWhole(of: position)
        return
      }
      guard offset <= UInt64(Int64.max), (1...UInt64(Int64.max)).contains(size) else {
        throw .inconsistent("a record of \(size) bytes for byte \(offset)")
      }
      let (next, overflow) = position.addingReportingOverflow(size)
      guard !overflow, next <= source.length else { return lacksEnd(&answer) }
      position = next
    }
    throw .notVerifiable("its first \(maximumRecords) records are there; the rest were not walked")
  }

  /// How much is missing cannot be told: the stream says nothing of its length.
  private static func lacksEnd(_ answer: inout Identification) {
    answer.state = .partial
    answer.reason = "it ends before its end mark, after \(answer.size.count) bytes"
  }
}
