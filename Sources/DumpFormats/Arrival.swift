/// Whether the bytes of a stretch of a file have arrived, as far as its holes tell.
///
/// Copies that set the final length first leave a hole where they have not written yet (failure story N3); copies
/// that leave out zeros make the same picture of memory that is zero.
enum Arrival {
  case complete
  /// No byte of the stretch has arrived.
  case nothing
  /// The beginning is a hole, and data follow.
  case beginsWithHole(bytes: UInt64)
  /// A hole from this offset to the end.
  case endsWithHole(from: UInt64)

  init(of source: some ByteSource, from start: UInt64, to end: UInt64) throws(Refusal) {
    guard end > start else {
      self = .complete
      return
    }
    guard let first = try source.data(from: start), first < end else {
      self = .nothing
      return
    }
    let last = try source.data(from: end - 1)
    guard (last ?? end) >= end else {
      self = first > start ? .beginsWithHole(bytes: first - start) : .complete
      return
    }
    // "Only a hole follows, up to the end" is false at `first` and true at the last byte: where it turns true
    // is found in at most 64 steps.
    var low = max(first, start)
    var high = end - 1
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if let data = try source.data(from: middle), data < end {
        low = max(data, middle)
      } else {
        high = middle
      }
    }
    self = first > start ? .beginsWithHole(bytes: first - start) : .endsWithHole(from: high)
  }
}
