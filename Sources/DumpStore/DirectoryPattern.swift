internal import Sizing

/// The `path` of a `[[dump-directory]]`: components, some with `*` or `?`, each standing for one component.
public struct DirectoryPattern: Hashable, Sendable {
  /// A directory that matches, and the host that it belongs to.
  public struct Match: Hashable, Sendable {
    /// Where it is.
    public var directory: DirectoryPath
    /// The host, as the pattern's `host` names it.
    public var host: String
  }

  /// What a walk over the pattern found.
  public struct Expansion: Equatable, Sendable {
    /// What matches, in order of the paths; it may turn out to be no directory.
    public var matches: [Match] = []
    /// The directories whose listings decided, and so must be watched for new ones.
    public var parents: [DirectoryPath] = []
    /// Parents that could not be listed, and why.
    public var unlisted: [DirectoryPath: String] = [:]
  }

  /// The pattern as it was written.
  let path: String
  /// The path up to the first component with a wildcard.
  public let base: String
  /// The components from there on.
  let wild: [String]
  private let host: String

  /// A pattern, and the configuration's `host` for it: a name, or `*` for the part that matched.
  public init(path: String, host: String) {
    let components = path.split(separator: "/").map(String.init)
    let firstWild = components.firstIndex { $0.contains("*") || $0.contains("?") } ?? components.count
    base = "/" + components[..<firstWild].joined(separator: "/")
    wild = Array(components[firstWild...])
    self.host = host
    self.path = path
  }

  /// Walks the pattern; `list` gives a directory's entries or says why it cannot.
  public func expand(list: (DirectoryPath) -> Result<[String], ListingFailure>) -> Expansion {
    var expansion = Expansion()
    var level = [(directory: DirectoryPath(base: base), matched: String?.none)]
    for component in wild {
      let isWild = component.contains("*") || component.contains("?")
      var next: [(directory: DirectoryPath, matched: String?)] = []
      for (directory, matched) in level {
        func child(_ name: String) -> DirectoryPath {
          DirectoryPath(base: directory.base, below: directory.below + [name])
        }
        guard isWild else {
          next.append((child(component), matched))
          continue
        }
        expansion.parents.append(directory)
        switch list(directory) {
        case .success(let names):
          let pattern = Pattern(component, ignoringCase: false)
          for name in names.sorted() where !name.hasPrefix(".") && pattern.matches(name) {
            next.append((child(name), Self.matchedPart(of: name, component) ?? matched))
          }
        case .failure(let failure):
          expansion.unlisted[directory] = failure.reason
        }
      }
      level = next
    }
    expansion.matches = level.map { directory, matched in
      Match(directory: directory, host: hostName(matched: matched))
    }
    return expansion
  }

  private func hostName(matched: String?) -> String {
    guard host.contains("*") else { return host }
    let part = matched ?? base.split(separator: "/").last.map(String.init) ?? "local"
    return host.split(separator: "*", omittingEmptySubsequences: false).joined(separator: part)
  }

  /// What the one `*` of a component stood for; the whole name where there are more wildcards.
  private static func matchedPart(of name: String, _ component: String) -> String? {
    let parts = component.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count == 2, !component.contains("?") else { return name }
    // Scalar by scalar, as the pattern was matched: a letter may combine with the part beside it.
    let matched = name.unicodeScalars.dropFirst(parts[0].unicodeScalars.count)
      .dropLast(parts[1].unicodeScalars.count)
    return String(String.UnicodeScalarView(matched))
  }
}

/// Why a directory could not be listed.
public struct ListingFailure: Error, Hashable, Sendable {
  /// The reason, in one line.
  public let reason: String

  /// A failure.
  public init(_ reason: String) { self.reason = reason }
}
