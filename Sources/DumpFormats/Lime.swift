internal import Sizing

/// LiME: stretches of memory, each behind a header with its first and last address.
enum Lime {
  private static let headerLength: UInt64 = 32
  /// A machine has dozens of stretches.
  private static let maximumRecords = 4096

  static func identify(_ first: Window, _ source: some ByteSource) -> Identification {
    var answer = Identification(
      format: .lime, state: .unknown, reason: "", size: Bytes(clamping: source.length))
    do throws(Refusal) {
      try walk(&answer, source)
    } catch {
      answer.refuse(error)
    }
    return answer
  }

  private static func walk(_ answer: inout Identification, _ source: some ByteSource) throws(Refusal) {
    var position: UInt64 = 0
    var memory: UInt64 = 0
    for _ in 0..<maximumRecords {
      let header = try source.window(at: position, count: Int(headerLength), of: "a LiME header")
      guard header.has("EMiL", at: 0), try header.u32(4) == 1 else {
        throw .inconsistent("no LiME header at byte \(position)")
      }
      let (start, last) = (try header.u64(8), try header.u64(16))
      guard start <= last, last < 1 << 52 else {
        throw .inconsistent("memory from address \(start) to \(last)")
      }
      let size = last - start + 1
      // Every record lies inside the file, so these sums stay below its length.
      let end = position + headerLength + size
      guard end <= source.length else {
        answer.lacksTail(there: source.length, of: end)
        answer.expected = .init(bytes: Bytes(clamping: end), isExact: false)
        return
      }
      memory += size
      position = end
      guard position < source.length else {
        answer.memory = Bytes(clamping: memory)
        answer.memoryBasis = "the stretches stored"
        answer.reason =
          "its records end exactly at its end, but LiME does not say how many there should be"
        return
      }
    }
    throw .notVerifiable("it has more than \(maximumRecords) records")
  }
}
