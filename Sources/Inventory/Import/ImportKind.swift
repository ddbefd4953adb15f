public import Sizing

/// Where facts can be imported from: the KIND of `dumpctl import`.
public enum ImportKind: String, Sendable, CaseIterable {
  /// What `Get-DumpFacts.ps1` prints.
  case windowsFacts = "windows-facts"
  /// A domain of libvirt.
  case libvirt
  /// The registry of a Windows volume that is not in use.
  case registry
}

/// What an import gave.
public struct ImportedFacts: Sendable, Equatable {
  /// Where the facts are from.
  public var kind: ImportKind
  /// The facts; `source` is the file.
  public var facts: HostFacts
  /// What a person should know of them.
  public var warnings: [Diagnostic]

  /// Facts and what is to be said of them.
  public init(kind: ImportKind, facts: HostFacts, warnings: [Diagnostic] = []) {
    self.kind = kind
    self.facts = facts
    self.warnings = warnings
  }
}

/// Why nothing was imported.
public struct ImportFailure: Error, Sendable {
  /// What kept it: the file itself, a permission, or a disk.
  public enum Cause: Sendable, Equatable { case badInput, notPermitted, inputOutput }

  /// What kept it.
  public var cause: Cause
  /// What is wrong and where; never empty.
  public var diagnostics: [Diagnostic]

  /// A failure.
  public init(_ diagnostics: [Diagnostic], cause: Cause = .badInput) {
    self.cause = cause
    self.diagnostics = diagnostics
  }

  init(file: String, at position: Position? = nil, _ message: String, cause: Cause = .badInput) {
    self.init(
      [Diagnostic(file: file, line: position?.line, column: position?.column, message: message)], cause: cause
    )
  }
}
