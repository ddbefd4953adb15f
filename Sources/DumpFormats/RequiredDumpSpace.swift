/// What the header's RequiredDumpSpace adds to the end of the pages: the second promise of a dump.
enum RequiredDumpSpace {
  /// Not set, or not to be believed, and why.
  case unusable(String)
  /// Just the end of the pages.
  case confirms
  /// Something is to follow the pages, up to this length.
  case promises(UInt64)

  /// Windows allows drivers 256 MiB behind the pages; far more is not credible.
  private static let credibleExcess: UInt64 = 1 << 30

  init(_ value: UInt64?, header: WindowsHeader, endOfPages: UInt64, fileLength: UInt64) {
    guard let value, value > 0 else {
      self = .unusable("RequiredDumpSpace is not set")
      return
    }
    guard value < 1 << 53 else {
      self = .unusable("RequiredDumpSpace is not credible and was ignored")
      return
    }
    guard value >= header.length, value >= endOfPages else {
      self = .unusable("RequiredDumpSpace, \(value), is less than the pages need and was ignored")
      return
    }
    guard value > endOfPages else {
      self = .confirms
      return
    }
    guard value - endOfPages <= Self.credibleExcess else {
      self = .unusable("RequiredDumpSpace, \(value), is far more than the pages need and was ignored")
      return
    }
    // Converters count a 64-bit header's two pages in 32-bit files too; they all write type 1.
    if !header.layout.isWide, header.dumpType == 1, value - endOfPages == 4096, fileLength == endOfPages {
      self = .unusable("RequiredDumpSpace is one page too much, as converters write it")
      return
    }
    self = .promises(value)
  }
}
