/// Bytes that can be read at an offset, and where the holes in them are: a file, or a test's array.
///
/// A source never gives more than `count` bytes and never reads past its end; short answers mean the end.
public protocol ByteSource {
  /// The length in bytes.
  var length: UInt64 { get }
  /// At most `count` bytes from `offset` on; fewer only at the end.
  func read(at offset: UInt64, count: Int) throws(ByteSourceError) -> [UInt8]
  /// The first offset at or after `offset` that holds data (`SEEK_DATA`); `nil` where only a hole follows.
  ///
  /// A source that cannot tell answers `offset` itself.
  func nextData(from offset: UInt64) throws(ByteSourceError) -> UInt64?
}

/// A read that failed.
public struct ByteSourceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The call that failed and why, in one line.
  public let description: String

  /// A failure, described.
  public init(_ description: String) { self.description = description }
}
