import DumpStore
import Testing

struct DirectoryPatternTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let path: String
    var host = "*"
    /// Directories and what is in them.
    var tree: [String: [String]] = [:]
    let hosts: [String: String]
    var parents: [String] = []
  }

  static let rows = [
    Row(
      testDescription: "without a wildcard the last component names the host", path: "/srv/dumps/SQL07",
      hosts: ["/srv/dumps/SQL07": "SQL07"]),
    Row(
      testDescription: "a host that is written out is that host", path: "/srv/dumps/x", host: "SQL07",
      hosts: ["/srv/dumps/x": "SQL07"]),
    Row(
      testDescription: "a wildcard is the host", path: "/srv/*", tree: ["/srv": ["SQL07", "APP12"]],
      hosts: ["/srv/APP12": "APP12", "/srv/SQL07": "SQL07"], parents: ["/srv"]),
    Row(
      testDescription: "of a component the part that matched is the host", path: "/srv/dumps-*.d",
      tree: ["/srv": ["dumps-SQL07.d", "dumps-SQL08", "other"]], hosts: ["/srv/dumps-SQL07.d": "SQL07"],
      parents: ["/srv"]),
    Row(
      testDescription: "of a component with several wildcards the whole is the host", path: "/srv/*-d?mps",
      tree: ["/srv": ["SQL07-dumps"]], hosts: ["/srv/SQL07-dumps": "SQL07-dumps"], parents: ["/srv"]),
    Row(
      testDescription: "of several components the last that matched is the host", path: "/srv/*/*/in",
      tree: ["/srv": ["east", "west"], "/srv/east": ["SQL07"], "/srv/west": ["APP12"]],
      hosts: ["/srv/east/SQL07/in": "SQL07", "/srv/west/APP12/in": "APP12"],
      parents: ["/srv", "/srv/east", "/srv/west"]),
    Row(
      testDescription: "the host may be made of the part and more", path: "/srv/*", host: "*.example.org",
      tree: ["/srv": ["SQL07"]], hosts: ["/srv/SQL07": "SQL07.example.org"], parents: ["/srv"]),
    Row(
      testDescription: "names with a leading point are no hosts", path: "/srv/*",
      tree: ["/srv": [".snapshot", "SQL07"]], hosts: ["/srv/SQL07": "SQL07"], parents: ["/srv"]),
    Row(
      testDescription: "paths are compared with case", path: "/srv/SQL*", tree: ["/srv": ["sql07", "SQL08"]],
      hosts: ["/srv/SQL08": "08"], parents: ["/srv"]),
    Row(
      testDescription: "a mark that combines with the letter before it stays with the host", path: "/srv/a*",
      tree: ["/srv": ["a\u{301}b"]], hosts: ["/srv/a\u{301}b": "\u{301}b"], parents: ["/srv"]),
    Row(
      testDescription: "slashes too many mean nothing", path: "//srv//*/", tree: ["/srv": ["SQL07"]],
      hosts: ["/srv/SQL07": "SQL07"], parents: ["/srv"]),
    Row(
      testDescription: "a wildcard may stand at the root", path: "/*", tree: ["/": ["SQL07"]],
      hosts: ["/SQL07": "SQL07"], parents: ["/"]),
  ]

  @Test("a pattern", arguments: rows)
  func expands(row: Row) {
    let expansion = DirectoryPattern(path: row.path, host: row.host).expand { place in
      row.tree[place.path].map { .success($0) } ?? .failure(ListingFailure("not there"))
    }
    let pairs = expansion.matches.map { ($0.directory.path, $0.host) }
    #expect(Dictionary(pairs) { first, _ in first } == row.hosts)
    #expect(pairs.count == row.hosts.count)
    #expect(expansion.parents.map(\.path) == row.parents)
    #expect(expansion.unlisted.isEmpty)
  }

  @Test("what strangers made is told apart from what the administrator wrote")
  func partsPaths() {
    let expansion = DirectoryPattern(path: "/srv/dumps/*/in", host: "*").expand { _ in .success(["SQL07"]) }
    #expect(
      expansion.matches.map(\.directory) == [DirectoryPath(base: "/srv/dumps", below: ["SQL07", "in"])])
  }

  @Test("a parent that cannot be listed is told of and still watched, the others count")
  func tellsOfParents() {
    let expansion = DirectoryPattern(path: "/srv/*/*", host: "*").expand { place in
      switch place.path {
      case "/srv": .success(["east", "west"])
      case "/srv/east": .failure(ListingFailure("permission denied"))
      default: .success(["SQL07"])
      }
    }
    #expect(expansion.matches.map(\.directory.path) == ["/srv/west/SQL07"])
    #expect(expansion.parents.map(\.path) == ["/srv", "/srv/east", "/srv/west"])
    #expect(expansion.unlisted.map { "\($0.key.path): \($0.value)" } == ["/srv/east: permission denied"])
  }
}
