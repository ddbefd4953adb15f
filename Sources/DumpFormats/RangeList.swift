/// The second header of dumps that the debugger wrote: types 8, 9 and 10, with a list of page ranges.
enum RangeList {
  private static let fixedPart = 0x30
  private static let entrySize = 16
  private static let firstEntry: UInt64 = 0x2030
  private static let piece = 4096

  static func body(_ header: WindowsHeader, _ source: some ByteSource) throws(Refusal) -> DumpBody {
    guard header.layout.isWide else {
      throw .notVerifiable("32-bit dumps with a range list are not known")
    }
    let second = try source.window(at: header.length, count: fixedPart, of: "the range list")
    guard second.has("RDMP", at: 4), second.has("DUMP", at: 8) else {
      throw .inconsistent("the range list does not begin with RDMP")
    }
    let metadata = try second.u64(0x10)
    let firstPage = try second.u64(0x18)
    guard metadata >= 0x10, metadata % 16 == 0, metadata <= 1 << 26 else {
      throw .inconsistent("the range list has \(metadata) bytes")
    }
    guard firstPage == 0x2020 + metadata else {
      throw .inconsistent("the first page, at byte \(firstPage), is not behind the range list")
    }
    // Where types 8 and 9 say how many pages there are, nobody knows; their list ends with a page number 0.
    let announced = header.dumpType == 10 ? try second.u64(0x28) : nil
    if let announced, announced == 0 || announced > MemoryBlock.maximumPages {
      throw .inconsistent("\(announced) pages in all")
    }
    let total = try sum(entries: Int(metadata - 0x10) / entrySize, announced: announced, source)
    var body = try DumpBody.pages(total, from: firstPage)
    body.isExact = true
    return body
  }

  private static func sum(entries: Int, announced: UInt64?, _ source: some ByteSource) throws(Refusal)
    -> UInt64
  {
    guard entries * entrySize <= Int(DumpBody.tableLimit) else {
      throw .notVerifiable("its range list has \(entries) entries, too many to be read")
    }
    var total: UInt64 = 0
    var index = 0
    while index < entries, total != announced {
      let count = min(entries - index, piece / entrySize)
      let window = try source.window(
        at: firstEntry + UInt64(index * entrySize), count: count * entrySize, of: "the range list")
      for entry in 0..<count {
        let page = try window.u64(entry * entrySize)
        let pages = try window.u64(entry * entrySize + 8)
        if announced == nil, page == 0 {
          index = entries
          break
        }
        guard pages > 0, pages <= MemoryBlock.maximumPages, page <= MemoryBlock.maximumPages - pages else {
          throw .inconsistent("range \(index + entry + 1) has \(pages) pages from page \(page) on")
        }
        total += pages
        if let announced, total > announced {
          throw .inconsistent("the ranges have more than the \(announced) pages announced")
        }
        guard total <= MemoryBlock.maximumPages else { throw .inconsistent("the ranges have \(total) pages") }
        if total == announced { break }
      }
      index += count
    }
    guard total > 0 else { throw .inconsistent("the range list is empty") }
    if let announced, total < announced {
      throw .inconsistent("the ranges have \(total) pages, \(announced) are announced")
    }
    return total
  }
}
