import FoundationEssentials
import Glibc

/// A page of `docs/man`, some parts of which are made from the tables that the programs themselves go by.
///
/// Such a part stands between two comments: `.\" begin NAME` and `.\" end NAME`.
public struct ManualPage: Sendable {
  /// The page lacks a part, or its end.
  public struct MissingPart: Error, CustomStringConvertible {
    /// Which, and of what page.
    public let description: String
  }

  /// Where the page is.
  public let path: String

  /// The page of this file name: `dumpctl.1`.
  public init(_ name: String) { path = "\(Self.directory)/\(name)" }

  /// All of it.
  public func text() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  /// A part as it stands in the page; with `DUMPWARDEN_UPDATE` set, `text` is written there first.
  public func part(_ name: String, madeAs text: String) throws -> String {
    var lines = try self.text().split(separator: "\n", omittingEmptySubsequences: false)
    guard let begin = lines.firstIndex(of: #".\" begin \#(name)"#),
      let end = lines[begin...].firstIndex(of: #".\" end \#(name)"#)
    else { throw MissingPart(description: "\(path) has no part \(name)") }
    if getenv("DUMPWARDEN_UPDATE") != nil {
      let made = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(
        text.hasSuffix("\n") ? 1 : 0)
      lines.replaceSubrange(begin + 1..<end, with: made)
      try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
      return text
    }
    return lines[begin + 1..<end].map { "\($0)\n" }.joined()
  }

  private static let directory =
    #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/docs/man"
}
