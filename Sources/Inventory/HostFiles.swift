public import Sizing

/// What one file of target hosts gave.
public struct HostFile: Sendable, Equatable {
  /// The file.
  public var path: String
  /// Its hosts, in order.
  ///
  /// A host that could not be read but whose name is known is here with `unreadable` set.
  public var hosts: [HostFacts]
  /// What is wrong with the file.
  public var diagnostics: [Diagnostic]

  /// A file's result.
  public init(path: String, hosts: [HostFacts], diagnostics: [Diagnostic]) {
    self.path = path
    self.hosts = hosts
    self.diagnostics = diagnostics
  }
}
