internal import Sizing

/// A kdump-compressed file, by makedumpfile or QEMU, or its ancestor diskdump.
enum KdumpCompressed {
  /// The writer ran out of space; a killed writer cannot say so.
  private static let incomplete: UInt32 = 0x8

  static func identify(_ first: Window, _ source: some ByteSource, isSettled: Bool) -> Identification {
    var answer = Identification(
      format: .kdumpCompressed, state: .unknown, reason: "", size: Bytes(clamping: source.length))
    do throws(Refusal) {
      guard first.count >= 512 else { throw .endsBefore(512, what: "its header") }
      guard let header = KdumpHeader(first) else { throw .inconsistent("no block size in either layout") }
      header.describe(&answer)
      guard header.status & incomplete == 0 else {
        answer.state = .partial
        answer.percentThere = 0
        answer.reason = "its writer ran out of space and marked it as incomplete"
        return answer
      }
      try judge(&answer, header, source, isSettled: isSettled)
    } catch {
      answer.refuse(error)
    }
    return answer
  }

  private static func judge(
    _ answer: inout Identification, _ header: KdumpHeader, _ source: some ByteSource, isSettled: Bool
  ) throws(Refusal) {
    guard source.length >= header.tableOffset else {
      throw .endsBefore(header.tableOffset, what: "its page bitmaps")
    }
    guard header.layout.isWide else {
      throw .notVerifiable("kdump files of 32-bit machines are not followed to their end")
    }
    let table = try KdumpPageTable(header, source)
    // Any piece that was set aside for extra information counts as much as the pages.
    let end = max(table.end, try header.endOfEraseInfo(source))
    answer.expected = .init(bytes: Bytes(clamping: end), isExact: false)
    guard table.missing == 0 else {
      answer.state = .partial
      answer.percentThere = percent(table.count - table.missing, of: table.count)
      answer.reason = "\(table.missing) of its \(table.count) pages were never written"
      return
    }
    guard source.length >= end else {
      answer.lacksTail(there: source.length, of: end)
      return
    }
    guard
      try answer.hasArrived(in: source, from: header.storedBitmap.lowerBound, to: end, isSettled: isSettled)
    else {
      return
    }
    answer.isWhole(of: end)
  }
}
