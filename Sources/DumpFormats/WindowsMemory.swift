internal import Sizing

/// The memory of the crashed machine, and which field says so.
enum WindowsMemory {
  static func describe(_ answer: inout Identification, _ header: WindowsHeader, _ body: DumpBody) {
    if case .described(let pages, let isOneRunFromZero) = header.memory {
      set(
        &answer, pages,
        isOneRunFromZero ? "one memory run from page 0 on, holes counted" : "the header's memory runs",
        isUpperBound: isOneRunFromZero)
      return
    }
    if case .inconsistent(let reason) = header.memory {
      answer.notes.append("the memory runs of its header were ignored: \(reason)")
    }
    switch header.dumpType {
    case 5:
      guard let stored = body.storedPages else { return }
      if answer.kind == .complete {
        set(&answer, stored, "the pages stored")
      } else if let span = body.addressSpan {
        set(&answer, span, "the span of the page bitmap", isUpperBound: true)
      }
    case 2, 6:
      if let span = body.addressSpan { set(&answer, span, "the span of the page bitmap", isUpperBound: true) }
    case 10:
      if let stored = body.storedPages { set(&answer, stored, "the pages stored") }
    default: break
    }
  }

  private static func set(
    _ answer: inout Identification, _ pages: UInt64, _ basis: String, isUpperBound: Bool = false
  ) {
    // At most 2^40 pages, checked when they were read.
    answer.memory = Bytes(clamping: pages * DumpBody.pageSize)
    answer.memoryBasis = isUpperBound ? "upper bound: \(basis)" : basis
    answer.memoryIsUpperBound = isUpperBound
  }
}
