/// Where a directory is, in two parts: what the configuration names, and what was found below it.
///
/// The first part is the administrator's word and may lead through links. The second was made by whoever may
/// write there, so no link in it is followed (promise P3).
public struct DirectoryPath: Hashable, Sendable {
  /// The absolute path up to the first component with a wildcard.
  public let base: String
  /// The components below it that matched; empty where the pattern had no wildcard.
  public let below: [String]

  /// A directory's place.
  public init(base: String, below: [String] = []) {
    self.base = base
    self.below = below
  }

  /// The whole path, for the kernel and for people.
  public var path: String {
    guard !below.isEmpty else { return base }
    return (base == "/" ? "" : base) + "/" + below.joined(separator: "/")
  }
}
