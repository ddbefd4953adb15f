internal import Sizing

/// Why a value cannot be what it should be, and where.
struct Mistake: Error {
  var message: String
  var position: Position?

  init(_ message: String, at position: Position? = nil) {
    self.message = message
    self.position = position
  }
}

/// One file being read: what was wrong so far, and where each setting came from.
struct Reading {
  let file: String
  /// The time against which deadlines are judged.
  let now: Timestamp
  var diagnostics: [Diagnostic] = []
  /// Full keys of settings and the lines that gave them; kept only where somebody asks.
  var origins: [(key: String, line: Int)] = []
  var keepsOrigins = false
  /// The key of the table that is being read.
  var path = ""
  /// How many of the diagnostics are errors.
  var errors = 0

  init(file: String, now: Timestamp, keepsOrigins: Bool = false) {
    self.file = file
    self.now = now
    self.keepsOrigins = keepsOrigins
  }

  mutating func error(_ message: String, at position: Position) {
    errors += 1
    diagnostics.append(
      Diagnostic(file: file, line: position.line, column: position.column, message: message))
  }

  mutating func warning(_ message: String, at position: Position) {
    diagnostics.append(
      Diagnostic(.warning, file: file, line: position.line, column: position.column, message: message))
  }

  mutating func note(origin key: String, _ node: Node) {
    guard keepsOrigins else { return }
    origins.append((path.isEmpty ? key : "\(path).\(key)", node.keyPosition.line))
  }
}
