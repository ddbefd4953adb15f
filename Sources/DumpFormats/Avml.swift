internal import Sizing

/// Compressed AVML: blocks of memory, each with its stream's length behind it.
///
/// Uncompressed AVML output is LiME.
enum Avml {
  private static let headerLength: UInt64 = 32
  private static let trailerLength: UInt64 = 8
  /// Blocks hold at most 16 MiB: a machine of 1 TiB.
  private static let maximumBlocks = 65_536

  static func identify(_ source: some ByteSource) -> Identification {
    var answer = Identification(
      format: .avml, state: .unknown, reason: "", size: Bytes(clamping: source.length))
    do throws(Refusal) {
      try walkBack(&answer, source)
    } catch {
      answer.refuse(error)
    }
    return answer
  }

  /// Forwards the compressed length is not known, backwards it is.
  private static func walkBack(_ answer: inout Identification, _ source: some ByteSource) throws(Refusal) {
    var end = source.length
    for _ in 0..<maximumBlocks {
      guard end >= headerLength + trailerLength else { return endsInside(&answer) }
      let trailer = try source.window(
        at: end - trailerLength, count: Int(trailerLength), of: "a block's length")
      let length = try trailer.u64(0)
      guard length <= end - headerLength - trailerLength else { return endsInside(&answer) }
      let start = end - trailerLength - length - headerLength
      let header = try source.window(at: start, count: Int(headerLength), of: "an AVML header")
      guard header.has("AVML", at: 0), try header.u32(4) == 2, try header.u64(8) <= header.u64(16) else {
        return endsInside(&answer)
      }
      guard start > 0 else {
        answer.reason = "its blocks end exactly at its end, but AVML does not say how many there should be"
        return
      }
      end = start
    }
    throw .notVerifiable("it has more than \(maximumBlocks) blocks")
  }

  private static func endsInside(_ answer: inout Identification) {
    answer.state = .partial
    answer.reason = "it ends inside a block, after \(answer.size.count) bytes"
  }
}
