internal import Sizing

/// A user-mode minidump: one process of Windows.
enum Minidump {
  private static let headerLength = 32
  private static let entryLength = 12
  /// Real ones have dozens.
  private static let maximumStreams: UInt32 = 4096
  /// Memory64ListStream: the memory of a full dump, which no directory entry covers.
  private static let memory64List: UInt32 = 9

  static func identify(_ first: Window, _ source: some ByteSource) -> Identification {
    var answer = Identification(
      format: .minidump, state: .unknown, reason: "", size: Bytes(clamping: source.length))
    do throws(Refusal) {
      guard first.count >= headerLength else { throw .endsBefore(UInt64(headerLength), what: "its header") }
      guard try first.u16(4) == 0xA793 else { throw .notVerifiable("a minidump of an unknown version") }
      let seconds = Int64(try first.u32(0x14))
      // 0 and fill are no times.
      if seconds >= 725_846_400 {
        answer.crashTime = Timestamp(seconds: seconds)
        answer.crashTimeIsOfCrash = true
      }
      let end = try endOfStreams(first, source)
      answer.expected = .init(bytes: Bytes(clamping: end), isExact: false)
      guard source.length >= end else {
        answer.lacksTail(there: source.length, of: end)
        return answer
      }
      answer.reason =
        "a dump of one process: its streams are inside the file, what they point to was not followed"
    } catch {
      answer.refuse(error)
    }
    return answer
  }

  private static func endOfStreams(_ first: Window, _ source: some ByteSource) throws(Refusal) -> UInt64 {
    let count = try first.u32(8)
    guard (1...maximumStreams).contains(count) else { throw .inconsistent("\(count) streams") }
    let directory = try source.window(
      at: UInt64(try first.u32(12)), count: Int(count) * entryLength, of: "its list of streams")
    var end = UInt64(headerLength)
    for index in 0..<Int(count) {
      let entry = index * entryLength
      let size = UInt64(try directory.u32(entry + 4))
      let offset = UInt64(try directory.u32(entry + 8))
      guard size > 0 else { continue }
      // Both are below 2^32.
      end = max(end, offset + size)
      if try directory.u32(entry) == memory64List, offset + size <= source.length {
        end = max(end, try endOfMemory(at: offset, size: size, source))
      }
    }
    return end
  }

  private static func endOfMemory(
    at offset: UInt64, size: UInt64, _ source: some ByteSource
  ) throws(Refusal) -> UInt64 {
    guard size >= 16 else { throw .inconsistent("a memory list of \(size) bytes") }
    let list = try source.window(at: offset, count: 16, of: "its memory list")
    let count = try list.u64(0)
    var end = try list.u64(8)
    guard count <= (size - 16) / 16, count * 16 <= DumpBody.tableLimit else {
      throw .inconsistent("a memory list of \(count) ranges")
    }
    var index: UInt64 = 0
    while index < count {
      let ranges = min(count - index, 256)
      let piece = try source.window(
        at: offset + 16 + index * 16, count: Int(ranges) * 16, of: "its memory list")
      for range in 0..<Int(ranges) {
        let (sum, overflow) = end.addingReportingOverflow(try piece.u64(range * 16 + 8))
        guard !overflow else { throw .inconsistent("more memory than any file holds") }
        end = sum
      }
      index += ranges
    }
    return end
  }
}
