internal import Sizing

/// A Windows kernel dump: from its first bytes to a verdict.
enum WindowsDump {
  /// The answer for a file that begins with `PAGE` and one of the three marks.
  ///
  /// - Parameter first: the file's first 8 KiB, or all of a shorter one.
  static func identify(_ first: Window, _ source: some ByteSource, isSettled: Bool) -> Identification {
    let layout = layout(first)
    var answer = Identification(
      format: layout.isWide ? .windowsDump64 : .windowsDump32, state: .partial, reason: "",
      size: Bytes(clamping: source.length))
    guard first.count >= layout.length else {
      answer.reason = "its header is incomplete: \(first.count) of \(layout.length) bytes are there"
      answer.percentThere = 0
      return answer
    }
    var promise: UInt64?
    var isEncrypted = false
    do throws(Refusal) {
      let header = try WindowsHeader(first, layout: layout)
      guard let machine = layout.machineName(header.machine) else {
        answer.format = .unknown
        throw .notVerifiable("it begins like a Windows dump, but its machine type is \(hex(header.machine))")
      }
      answer.machine = machine
      describe(&answer, header)
      promise = header.requiredDumpSpace.flatMap { (1..<1 << 53).contains($0) ? $0 : nil }
      isEncrypted = header.attributes?.contains(.encryptedDumpData) == true
      answer.kind = WindowsKind.of(header, nil)
      if first.has("\0\0\0\0", at: 4) {
        throw .notVerifiable("its mark is cleared: it is not finished, or was saved elsewhere")
      }
      let body = try Self.body(header, source)
      answer.kind = WindowsKind.of(header, body)
      WindowsMemory.describe(&answer, header, body)
      try WindowsVerdict(header: header, body: body, isSettled: isSettled).apply(to: &answer, source)
      answer.identity = identity(header, answer)
    } catch {
      answer.refuse(error)
      answer.useRequiredDumpSpace(promise, after: error, isEncrypted: isEncrypted)
    }
    return answer
  }

  private static func layout(_ first: Window) -> WindowsHeaderLayout {
    if first.has("DUMP", at: 4) { return .narrow }
    if first.has("DU64", at: 4) { return .wide }
    // With the mark cleared only the machine tells the width.
    let machine = try? first.u32(WindowsHeaderLayout.narrow.machine)
    return machine.flatMap { WindowsHeaderLayout.narrow.machineName($0) } == nil ? .wide : .narrow
  }

  private static func body(_ header: WindowsHeader, _ source: some ByteSource) throws(Refusal) -> DumpBody {
    let type = header.dumpType ?? (header.layout.isWide ? nil : 1)
    guard let type else { throw .notVerifiable("its dump type is not set") }
    if [2, 4, 5, 6, 8, 9, 10].contains(type), source.length > header.length,
      try source.data(from: header.length) != header.length
    {
      throw .notArrived(
        "the second header is a hole: nothing behind the first has arrived", at: header.length)
    }
    switch type {
    case 1: return try body(ofRuns: header)
    case 2: return try BitmapHeader.summaryBody(header, source)
    case 3:
      var body = DumpBody(start: header.length, end: header.length)
      body.isExact = true
      return body
    case 4: return try TriageDump.body(header, source)
    case 5, 6: return try BitmapHeader.body(header, source)
    case 8, 9, 10: return try RangeList.body(header, source)
    default: throw .notVerifiable("dump type \(type) says nothing of the file's length")
    }
  }

  private static func body(ofRuns header: WindowsHeader) throws(Refusal) -> DumpBody {
    switch header.memory {
    case .unset: throw .inconsistent("its memory runs are not set")
    case .inconsistent(let reason): throw .inconsistent(reason)
    case .described(let pages, _): return try .pages(pages, from: header.length)
    }
  }

  private static func describe(_ answer: inout Identification, _ header: WindowsHeader) {
    answer.bugCheck = header.bugCheck
    answer.crashTime = header.time
    answer.uptimeSeconds = header.uptimeSeconds
    answer.processors = header.processors
    answer.build = header.build
    answer.comment = header.comment
    answer.notes = WindowsProducer.notes(header)
    answer.crashTimeIsOfCrash = header.time != nil && WindowsProducer.meansCrashByTime(header)
  }

  /// A time that may be that of the guest's start is shared by all dumps since then: it identifies nothing.
  private static func identity(_ header: WindowsHeader, _ answer: Identification) -> CrashIdentity? {
    guard let bugCheck = header.bugCheck, answer.crashTimeIsOfCrash else { return nil }
    return CrashIdentity(
      time: header.time, bootID: header.bootID, bugCheck: bugCheck, length: answer.expected?.bytes)
  }
}

extension Identification {
  /// Where the second header is missing or cannot be understood, RequiredDumpSpace alone says how long the file
  /// must at least be.
  fileprivate mutating func useRequiredDumpSpace(
    _ promise: UInt64?, after refusal: Refusal, isEncrypted: Bool
  ) {
    guard let promise, size.count < promise else { return }
    switch refusal {
    case .endsBefore(let end, _):
      guard promise >= end else { return }
      expected = .init(bytes: Bytes(clamping: promise), isExact: false)
      percentThere = percent(size.count, of: promise)
    case .inconsistent:
      // The layout of encrypted dumps is not public: what cannot be understood may be that.
      guard isEncrypted else { return }
      expected = .init(bytes: Bytes(clamping: promise), isExact: false)
      lacksTail(there: size.count, of: promise)
    case .notArrived, .notVerifiable, .unreadable: break
    }
  }
}

/// A number as `0x` and eight digits.
func hex(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return "0x" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
}
