internal import Sizing

/// Why the reading of a format ended before a verdict.
enum Refusal: Error {
  /// Bytes before this offset are needed and the file ends first.
  case endsBefore(UInt64, what: String)
  /// From this offset on there is a hole where a header should stand.
  case notArrived(String, at: UInt64)
  /// Fields that contradict each other or go beyond what can be.
  case inconsistent(String)
  /// Sound as far as looked at, but of a kind without a rule for completeness.
  case notVerifiable(String)
  /// A read failed.
  case unreadable(ByteSourceError)
}

extension ByteSource {
  /// Exactly `count` bytes from `offset` on.
  ///
  /// - Parameter what: what stands there, for the message of a file that ends before.
  func window(at offset: UInt64, count: Int, of what: String) throws(Refusal) -> Window {
    let (end, overflow) = offset.addingReportingOverflow(UInt64(count))
    guard !overflow else { throw .inconsistent("\(what) lies beyond any file") }
    guard end <= length else { throw .endsBefore(end, what: what) }
    let window = Window(try bytes(at: offset, count: count))
    guard window.count == count else { throw .endsBefore(end, what: what) }
    return window
  }

  /// At most `count` bytes from `offset` on.
  func bytes(at offset: UInt64, count: Int) throws(Refusal) -> [UInt8] {
    do { return try read(at: offset, count: count) } catch { throw .unreadable(error) }
  }

  /// Where the next data are; `nil` where only a hole follows.
  func data(from offset: UInt64) throws(Refusal) -> UInt64? {
    do { return try nextData(from: offset) } catch { throw .unreadable(error) }
  }
}
