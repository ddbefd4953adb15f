internal import Sizing

/// What kind of dump a DumpType means, together with what else the header tells.
enum WindowsKind {
  /// The first build that could write active dumps.
  private static let firstBuildWithActive = 10_240

  /// The kind; `nil` for a type that no file should have.
  ///
  /// - Parameter body: `nil` where the second header could not be read.
  static func of(_ header: WindowsHeader, _ body: DumpBody?) -> Identification.Kind? {
    let type = header.dumpType ?? (header.layout.isWide ? 0 : 1)
    if [1, 2, 5, 6, 8, 9, 10].contains(type), isLive(header) { return .live }
    switch type {
    case 1, 10: return .complete
    case 2, 6, 8, 9: return .kernel
    case 3: return .header
    case 4: return .small
    case 5: return ofBitmap(header, body)
    case 7: return .automatic
    default: return nil
    }
  }

  private static func isLive(_ header: WindowsHeader) -> Bool {
    header.bugCheck?.isOfLiveDump == true || header.attributes?.contains(.liveDumpGenerated) == true
  }

  /// Complete and active dumps share type 5 (failure story W23).
  ///
  /// What tells them apart, best first: Windows' own mark; the pages stored against the memory described; a
  /// Windows that knew no active dumps; the pages stored against the span of addresses, which has holes for devices,
  /// so that a large part proves "complete" and a small one nothing.
  private static func ofBitmap(_ header: WindowsHeader, _ body: DumpBody?) -> Identification.Kind {
    if let attributes = header.attributes, attributes.contains(.filterDumpFile) { return .active }
    guard let body, let stored = body.storedPages else { return .completeOrActive }
    if let described = header.memory.pages {
      return stored >= described - described / 10 ? .complete : .active
    }
    if let build = header.build, build < firstBuildWithActive { return .complete }
    guard let span = body.addressSpan else { return .completeOrActive }
    let isUnmarked = header.attributes != nil
    return stored >= (isUnmarked ? span / 2 : span - span / 10) ? .complete : .completeOrActive
  }
}
