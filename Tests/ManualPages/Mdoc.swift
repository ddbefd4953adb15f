/// Text in the language of manual pages, `mdoc(7)`, as `mandoc -Tlint` wants it.
public enum Mdoc {
  /// Lines of a source are to be no longer.
  private static let width = 78

  /// Running text: a sentence begins a line, and no line is long.
  ///
  /// Words between backquotes are shown as they are to be typed.
  public static func prose(_ text: String) -> String {
    var lines: [String] = []
    var line = ""
    func close() {
      if !line.isEmpty { lines.append(line) }
      line = ""
    }
    let paragraphs = text.split(separator: "\n\n")
    for (number, paragraph) in paragraphs.enumerated() {
      if number > 0 { lines.append(".Pp") }
      for word in paragraph.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
        let shown = escaped(word)
        if !line.isEmpty, line.utf8.count + 1 + shown.utf8.count > width { close() }
        // A request or a macro begins with one of these.
        let isRequest = line.isEmpty && (shown.hasPrefix(".") || shown.hasPrefix("'"))
        line += (line.isEmpty ? (isRequest ? "\\&" : "") : " ") + shown
        if endsSentence(word) { close() }
      }
      close()
    }
    return lines.map { "\($0)\n" }.joined()
  }

  /// Words as arguments of a macro; each stays one, and none is taken for a macro.
  public static func arguments(_ words: String...) -> String {
    words.map { word in
      let isMacro =
        (2...3).contains(word.utf8.count) && word.first?.isUppercase == true && !word.utf8.contains(0x20)
      let isPunctuation = word.utf8.count == 1 && ".,:;()[]?!|".contains(word)
      let text = (isMacro || isPunctuation ? "\\&" : "") + escaped(word[...])
      return word.utf8.contains(UInt8(ascii: " ")) || word.isEmpty ? "\"\(text)\"" : text
    }.joined(separator: " ")
  }

  /// A block that is shown as it stands.
  public static func literal(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let shown = escaped(line)
      return shown.hasPrefix(".") || shown.hasPrefix("'") ? "\\&" + shown : shown
    }
    return ".Bd -literal -offset indent\n" + lines.map { "\($0)\n" }.joined() + ".Ed\n"
  }

  /// Every character as itself, whatever prints it: groff would make typographers' signs of some.
  public static func escaped(_ text: some StringProtocol) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\": escaped += "\\e"
      case "\"": escaped += "\\(dq"
      case "'": escaped += "\\(aq"
      case "`": escaped += "\\(ga"
      case "^": escaped += "\\(ha"
      case "~": escaped += "\\(ti"
      case "→": escaped += "\\(->"
      case "≤": escaped += "\\(<="
      case "≥": escaped += "\\(>="
      case "×": escaped += "\\(mu"
      case "⌈": escaped += "\\(lc"
      case "⌉": escaped += "\\(rc"
      case "⌊": escaped += "\\(lf"
      case "⌋": escaped += "\\(rf"
      case "–": escaped += "\\(en"
      case "—": escaped += "\\(em"
      case "…": escaped += "..."
      default: escaped.append(character)
      }
    }
    return escaped
  }

  private static func endsSentence(_ word: Substring) -> Bool {
    guard let last = word.last(where: { !")\"'".contains($0) }) else { return false }
    return ".?!".contains(last) && word.utf8.count > 1 && !word.hasSuffix("...")
  }
}
