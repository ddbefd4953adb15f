import Inventory
import Sizing

extension RetentionScope {
  /// The most free space that an entry asks for: room for one next dump is room for each, so they do not add up.
  var leastFree: (bytes: Bytes, group: String)? {
    var most: (bytes: Bytes, group: String)?
    for group in groups {
      guard let bytes = group.leastFree else { continue }
      if let found = most, found.bytes > bytes || (found.bytes == bytes && found.group <= group.name) {
        continue
      }
      most = (bytes, group.name)
    }
    return most
  }
}

extension RetentionScope.Group {
  /// What its dumps may use; `nil` for no limit, and where nothing is deleted on its word.
  func mostUse(ofVolume size: Bytes) -> Bytes? {
    guard !isHeld else { return nil }
    switch keep.maxUse {
    case nil: return nil
    case .bytes(let bytes): return bytes
    case .percent(let percent):
      let share = UInt64(min(max(percent, 0), 100))
      return Bytes(clamping: size.count / 100 * share + size.count % 100 * share / 100)
    }
  }

  /// The free space that it asks for; `nil` for none, where the next dump is not known, and where nothing is
  /// deleted on its word.
  var leastFree: Bytes? {
    guard !isHeld else { return nil }
    switch keep.free {
    case nil: return nil
    case .bytes(let bytes): return bytes
    case .nextDump(let times):
      guard let nextDump else { return nil }
      let (bytes, overflow) = nextDump.count.multipliedReportingOverflow(by: UInt64(max(times, 0)))
      return overflow ? .max : Bytes(clamping: bytes)
    }
  }

  /// Whether it wants room for the next dump, and nobody knows how large that will be.
  var lacksNextDump: Bool {
    guard !isHeld, nextDump == nil, case .nextDump = keep.free else { return false }
    return true
  }
}
