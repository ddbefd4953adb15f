/// The second header of bitmap dumps: types 5 and 6, and type 2 with its older layout.
enum BitmapHeader {
  /// Types 5 and 6, Windows 8 and later.
  static func body(_ header: WindowsHeader, _ source: some ByteSource) throws(Refusal) -> DumpBody {
    let second = try read(header, source)
    // Real files of type 5 occur with either mark.
    guard second.has("FDMP", at: 0) || second.has("SDMP", at: 0), second.has("DUMP", at: 4) else {
      throw .inconsistent("the bitmap header does not begin with FDMP or SDMP")
    }
    let firstPage = try second.u64(0x20)
    let present = try second.u64(0x28)
    let bits = try second.u64(0x30)
    guard firstPage <= 1 << 40 else { throw .inconsistent("the first page stands at byte \(firstPage)") }
    return try body(
      bitmap: try PageBitmap(offset: header.length + 0x38, bits: bits), firstPage: firstPage, present: present
    )
  }

  /// Type 2, Windows 2000 to 7.
  static func summaryBody(_ header: WindowsHeader, _ source: some ByteSource) throws(Refusal) -> DumpBody {
    let second = try read(header, source)
    guard second.has("SDMP", at: 0), second.has("DUMP", at: 4) else {
      throw .inconsistent("the summary header does not begin with SDMP")
    }
    let firstPage = UInt64(try second.u32(0x0C))
    let bits = UInt64(try second.u32(0x10))
    let present = UInt64(try second.u32(0x14))
    guard bits == UInt64(try second.u32(0x18)) else {
      throw .inconsistent("the summary header gives two sizes of its bitmap")
    }
    let offset = header.length + (header.layout.isWide ? 0x28 : 0x20)
    return try body(
      bitmap: try PageBitmap(offset: offset, bits: bits), firstPage: firstPage, present: present)
  }

  private static func read(_ header: WindowsHeader, _ source: some ByteSource) throws(Refusal) -> Window {
    try source.window(at: header.length, count: 0x38, of: "the bitmap header")
  }

  private static func body(bitmap: PageBitmap, firstPage: UInt64, present: UInt64) throws(Refusal) -> DumpBody
  {
    guard firstPage % DumpBody.pageSize == 0, firstPage >= bitmap.end else {
      throw .inconsistent(
        "the first page, at byte \(firstPage), is not behind the page bitmap on a page's edge")
    }
    guard present > 0, present <= bitmap.bits else {
      throw .inconsistent("\(present) pages stored of \(bitmap.bits)")
    }
    var body = try DumpBody.pages(present, from: firstPage)
    body.addressSpan = bitmap.bits
    body.bitmap = bitmap
    return body
  }
}
