internal import Sizing

/// The judgement of a Windows dump whose headers are consistent: step 7 and on of the format's verdict.
struct WindowsVerdict {
  let header: WindowsHeader
  let body: DumpBody
  let isSettled: Bool

  func apply(to answer: inout Identification, _ source: some ByteSource) throws(Refusal) {
    let space = RequiredDumpSpace(
      header.requiredDumpSpace, header: header, endOfPages: body.end, fileLength: source.length)
    var promised = body.end
    var isExact = body.isExact
    switch space {
    case .unusable(let note): answer.notes.append(note)
    case .confirms: break
    case .promises(let length):
      promised = length
      isExact = false
    }
    answer.expected = .init(bytes: Bytes(clamping: promised), isExact: isExact)
    guard source.length >= body.end else {
      answer.lacksTail(there: source.length, of: promised)
      return
    }
    let end = source.length < promised ? body.end : promised
    guard try answer.hasArrived(in: source, from: body.start, to: end, isSettled: isSettled) else { return }
    try check(&answer, source)
    guard source.length >= promised else {
      answer.state = .unknown
      answer.percentThere = percent(source.length, of: promised)
      answer.reason =
        "all pages are there (\(body.end) bytes), but the file, \(source.length) bytes, is shorter than its "
        + "RequiredDumpSpace, \(promised) bytes"
      return
    }
    if source.length > promised {
      answer.notes.append("\(source.length - promised) bytes follow what the header promises")
    }
    answer.isWhole(of: promised)
  }

  private func check(_ answer: inout Identification, _ source: some ByteSource) throws(Refusal) {
    if let bitmap = body.bitmap {
      let counted = try bitmap.ones(in: source)
      if counted == nil {
        answer.notes.append(
          "its page bitmap, \(Bytes(clamping: bitmap.end - bitmap.offset)), is too long to be counted; "
            + "the header's count was believed")
      }
      if let counted, counted != body.storedPages {
        throw .inconsistent("its page bitmap has \(counted) pages, the header says \(body.storedPages ?? 0)")
      }
    }
    if let mark = body.endMark, try !TriageDump.hasEndMark(at: mark, in: source) {
      throw .inconsistent("its end mark is missing at byte \(mark)")
    }
  }
}
