import Glibc

/// The terminal that standard output goes to.
enum Terminal {
  /// How many columns a table may take: what `COLUMNS` says, or the terminal; 80 where neither does.
  static var columns: Int {
    // A shell does not pass it on; whoever sets it means us, also where no terminal is.
    if let said = number("COLUMNS") { return max(narrowest, said) }
    return size.map { max(narrowest, Int($0.ws_col)) } ?? FoldedText.width
  }

  /// Whether a text is longer than the screen, where that is known.
  static func needsPager(_ text: String) -> Bool {
    guard let rows = number("LINES") ?? size.map({ Int($0.ws_row) }) else { return false }
    var lines = 0
    for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      lines += max(1, (line.count + columns - 1) / columns)
    }
    // The last line is the one behind the last newline, and where the prompt will be.
    return lines > rows
  }

  /// Less than this is no screen for a table.
  private static let narrowest = 40
  private static let widest = 1000

  private static func number(_ name: String) -> Int? {
    getenv(name).flatMap { Int(String(cString: $0)) }.flatMap { (1...widest).contains($0) ? $0 : nil }
  }

  private static var size: winsize? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return nil
    }
    return size
  }
}
