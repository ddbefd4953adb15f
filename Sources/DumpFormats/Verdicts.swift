internal import Sizing

extension Identification {
  /// Every byte is there.
  mutating func isWhole(of promised: UInt64) {
    state = .whole
    percentThere = 100
    reason = "every byte that its header promises is there: \(promised) of \(promised)"
  }

  /// The file ends before its end.
  mutating func lacksTail(there: UInt64, of promised: UInt64) {
    state = .partial
    percentThere = percent(there, of: promised)
    reason = "\(there) of \(promised) bytes are there, \(promised - there) are missing"
  }

  /// Judges the holes of a stretch that the file's length covers; says whether nothing is to be said against it.
  mutating func hasArrived(
    in source: some ByteSource, from start: UInt64, to end: UInt64, isSettled: Bool
  ) throws(Refusal) -> Bool {
    switch try Arrival(of: source, from: start, to: end) {
    case .complete: return true
    case .nothing:
      state = .partial
      percentThere = percent(start, of: end)
      reason = "it has its full length, but everything behind the header is a hole: nothing has arrived there"
    case .beginsWithHole(let bytes):
      state = isSettled ? .unknown : .partial
      percentThere = isSettled ? nil : percent(start, of: end)
      reason =
        "it has its full length, but the first \(bytes) bytes of its pages are a hole: "
        + (isSettled ? "zeros made sparse, or never arrived" : "they have not arrived")
    case .endsWithHole(let from):
      guard !isSettled else {
        notes.append("the last \(end - from) bytes are a hole: zero pages made sparse by a copy")
        return true
      }
      state = .partial
      percentThere = percent(from, of: end)
      reason =
        "it has its full length, but its last \(end - from) bytes are a hole: they have not arrived yet"
    }
    return false
  }

  /// A reading that ended before a verdict.
  mutating func refuse(_ refusal: Refusal) {
    state = .unknown
    percentThere = nil
    switch refusal {
    case .endsBefore(let end, let what):
      state = .partial
      // The whole length stands behind what is missing.
      percentThere = 0
      reason = "it ends inside \(what): \(size.count) bytes are there, at least \(end) are needed"
    case .notArrived(let text, let offset):
      state = .partial
      percentThere = percent(offset, of: max(size.count, offset))
      reason = text
    case .inconsistent(let text): reason = "its headers are inconsistent: \(text)"
    case .notVerifiable(let text): reason = text
    case .unreadable(let error): reason = "it cannot be read: \(error)"
    }
  }
}

/// How much of a length is there: 0 to 99, since only a whole file has all of it.
func percent(_ there: UInt64, of promised: UInt64) -> Int {
  guard promised > 0, there < promised else { return there < promised ? 0 : 99 }
  // A hundredth first: a hundred times the length could wrap.
  guard there > UInt64.max / 100 else { return Int(there * 100 / promised) }
  return Int(min(there / (promised / 100 + 1), 99))
}
