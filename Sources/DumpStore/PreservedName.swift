import DumpFormats
public import Linux
public import Sizing

/// The name that a preserved dump gets: `MEMORY-20260302T091500Z-000000D1.DMP`.
///
/// Only digits and letters of our own making come out of the dump into it, so that nothing a header holds can
/// lead a path astray (failure story S5).
public struct PreservedName: Equatable, Sendable {
  /// How a dump that is not whole is marked.
  public enum Mark: String, Sendable, CaseIterable { case partial, unknown }

  private static let longestExtension = 32

  private let stem: [UInt8]
  private let fileExtension: [UInt8]
  private let middle: String

  /// The name of a dump that stood under `canonical`.
  ///
  /// - Parameters:
  ///   - time: the crash, or the file's own time where the header has none or means something else.
  ///   - bugCheckCode: eight zeros stand for a dump without one.
  public init(canonical: FileName, time: Timestamp, bugCheckCode: UInt32?, mark: Mark?) {
    // The extension is what debuggers go by; a leading point is part of the stem, and so is what is so long
    // that the rest of the name would find no place beside it.
    if let point = canonical.bytes.lastIndex(of: UInt8(ascii: ".")), point > 0,
      canonical.bytes.count - point <= Self.longestExtension
    {
      stem = Array(canonical.bytes[..<point])
      fileExtension = Array(canonical.bytes[point...])
    } else {
      stem = canonical.bytes
      fileExtension = []
    }
    let code = String(bugCheckCode ?? 0, radix: 16, uppercase: true)
    let padded = String(repeating: "0", count: 8 - code.utf8.count) + code
    middle = "-\(time.compact)-\(padded)" + (mark.map { "-\($0.rawValue)" } ?? "")
  }

  /// The name for the n-th try: the plain one first, then `.1`, `.2`, … before the extension.
  ///
  /// The stem is cut where the whole would exceed the 255 bytes that a name may have.
  public func candidate(_ attempt: Int) -> FileName? {
    let tail = Array((middle + (attempt > 0 ? ".\(attempt)" : "")).utf8) + fileExtension
    guard tail.count < 255 else { return nil }
    return FileName(bytes: stem.prefix(255 - tail.count) + tail)
  }
}
