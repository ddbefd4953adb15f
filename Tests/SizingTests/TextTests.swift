import Sizing
import Testing

@Suite struct TextTests {
  static let fitting: [(String, String)] = [
    ("*", ""), ("*", "anything"), ("SQL*", "sql07"), ("sql0?", "SQL07"), ("*07", "SQL07"), ("S*L*7", "SQL07"),
    ("**", "x"), ("", ""), ("?", "é"), ("É*", "école"), ("a*b*c", "aXbXbXc"),
    ("web-*.example.?rg", "WEB-1.example.org"),
    ("[ab]", "[ab]"),
  ]

  @Test("a glob fits", arguments: fitting)
  func fits(pattern: String, text: String) { #expect(Pattern(pattern).matches(text)) }

  static let unfitting: [(String, String)] = [
    ("", "x"), ("?", ""), ("SQL0?", "SQL0"), ("SQL0?", "SQL077"), ("*07", "SQL08"), ("a*b", "abc"),
    ("sql", "sql07"),
    ("[ab]", "a"), ("a.c", "abc"),
  ]

  @Test("a glob does not fit", arguments: unfitting)
  func fitsNot(pattern: String, text: String) { #expect(!Pattern(pattern).matches(text)) }

  @Test("a hostile glob takes no more than pattern times text steps", .timeLimit(.minutes(1)))
  func hostileGlob() {
    let pattern = Pattern(String(repeating: "*a", count: 500) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 5000)))
  }

  static let near: [(String, String?)] = [
    ("visble", "visible"), ("VISIBEL", "visible"), ("instaled", "installed"), ("maximun", "maximum"),
    ("visible", "visible"), ("", nil), ("weather", nil), ("x", nil),
    (String(repeating: "v", count: 9999), nil),
  ]

  @Test("a mistyped word finds the one that was meant", arguments: near)
  func nearest(word: String, meant: String?) {
    #expect(nearestWord(to: word, among: ["visible", "installed", "maximum", "a-much-longer-key"]) == meant)
  }

  static let unsafe: [(String, String)] = [
    ("plain text", "plain text"), (#"C:\pagefile.sys"#, #"C:\pagefile.sys"#), ("\u{1B}[31m", #"\u{1B}[31m"#),
    ("a\nb\r\tc", #"a\nb\r\tc"#), ("\u{0}", #"\u{00}"#), ("\u{7F}", #"\u{7F}"#), ("\u{9B}", #"\u{9B}"#),
    ("a\u{202E}b", #"a\u{202E}b"#), ("\u{2066}", #"\u{2066}"#), ("\u{200B}", #"\u{200B}"#),
    ("\u{FEFF}", #"\u{FEFF}"#),
    ("\u{2028}", #"\u{2028}"#), ("\u{E0041}", #"\u{E0041}"#), ("école 東京", "école 東京"), ("\r\n", #"\r\n"#),
  ]

  @Test("what could steer a terminal is written out", arguments: unsafe)
  func safe(text: String, expected: String) {
    #expect(text.asSafeText == expected)
    #expect(text.asSafeText.asSafeText == expected)
  }
}
