import Linux
import Testing

@Suite("a path that leads to another") struct PathPrefixTests {
  @Test(
    "is it, or ends before a slash of it",
    arguments: [
      ("/", "/"), ("/", "/srv"), ("/srv", "/srv"), ("/srv", "/srv/"), ("/srv", "/srv/dumps"),
      ("/srv/", "/srv"), ("/srv/", "/srv/dumps"), ("a", "a/b"),
    ])
  func leads(_ path: String, _ other: String) { #expect(path.isPrefix(ofPath: other)) }

  @Test(
    "does not where a name goes on, where it is the longer one, or where it is nothing",
    arguments: [
      ("/srv", "/srv2"), ("/srv/", "/srv2"), ("/srv/dumps", "/srv"), ("", "/srv"), ("", ""), ("/", "srv"),
      ("/SRV", "/srv/dumps"),
    ])
  func doesNot(_ path: String, _ other: String) { #expect(!path.isPrefix(ofPath: other)) }
}
