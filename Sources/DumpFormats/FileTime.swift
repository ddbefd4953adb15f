internal import Sizing

extension Timestamp {
  /// A FILETIME (100 ns since 1601 UTC); `nil` for what no running machine can have had.
  ///
  /// The window is 1993, when the format began, to 2100: this target has no clock to compare with.
  init?(fileTime: UInt64) {
    let seconds = Int64(fileTime / 10_000_000) - 11_644_473_600
    guard (725_846_400..<4_102_444_800).contains(seconds) else { return nil }
    self.init(seconds: seconds)
  }
}
