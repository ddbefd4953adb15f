/// Something wrong with a configuration or host file: where, what, and what was expected there.
public struct Diagnostic: Sendable, Equatable {
  /// An error keeps the entry from being used; a warning does not.
  public enum Severity: String, Sendable, Equatable { case error, warning }

  /// How bad it is.
  public var severity: Severity
  /// The file.
  public var file: String
  /// The line, from 1, where the format gives one.
  public var line: Int?
  /// The column, from 1, where the format gives one.
  public var column: Int?
  /// What is wrong and what was expected, in one line, safe for a terminal.
  public var message: String

  /// A diagnostic.
  public init(
    _ severity: Severity = .error, file: String, line: Int? = nil, column: Int? = nil, message: String
  ) {
    self.severity = severity
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }
}

extension Diagnostic: CustomStringConvertible {
  /// As compilers say it: `FILE:LINE:COLUMN: error: MESSAGE`.
  public var description: String {
    var place = safeText(file)
    if let line { place += ":\(line)" }
    if line != nil, let column { place += ":\(column)" }
    return "\(place): \(severity.rawValue): \(message)"
  }
}
