internal import CTOML

/// A place in a file: line and column, both from 1; columns count characters.
public struct Position: Sendable, Hashable, Comparable {
  /// The line.
  public var line: Int
  /// The column.
  public var column: Int

  /// A place.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// Earlier in the file first.
  public static func < (left: Position, right: Position) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }

  init(_ position: ctoml_position) {
    self.init(line: Int(position.line), column: Int(position.column))
  }
}

/// A parsed TOML or JSON text: a tree in which every key and value has its place.
///
/// It owns what the parser allocated; its nodes keep it alive.
public final class Document {
  /// The file, as it is named in diagnostics.
  public let file: String
  /// What is wrong with the text as a whole; there is no root then.
  public private(set) var diagnostics: [Diagnostic] = []

  private let handle: OpaquePointer?
  /// The nodes of the last parse, which live until the next one.
  private var nodes: UnsafePointer<ctoml_node>?
  private(set) var count = 0

  /// An empty document, to be parsed into.
  init(file: String) {
    self.file = file
    handle = ctoml_create()
    if handle == nil { diagnostics = [Diagnostic(file: file, message: "no memory to parse it")] }
  }

  /// Parses TOML 1.0.
  public convenience init(toml bytes: [UInt8], file: String) {
    self.init(file: file)
    bytes.withUnsafeBytes { raw in
      guard let handle else { return }
      let text = raw.bindMemory(to: CChar.self)
      finish(ctoml_parse_toml(handle, text.baseAddress, text.count), of: handle)
    }
  }

  /// Parses one JSON text; a key that an object has twice is marked (``Node/isDuplicate``).
  public convenience init(json bytes: [UInt8], file: String) {
    self.init(file: file)
    bytes.withUnsafeBytes { parse(json: $0, firstLine: 1) }
  }

  deinit {
    if let handle { ctoml_destroy(handle) }
  }

  /// Parses another JSON text into the same memory, so that a line of an inventory allocates nothing.
  ///
  /// Nodes of the text before must be gone.
  func parse(json: UnsafeRawBufferPointer, firstLine: Int) {
    guard let handle else { return }
    if !diagnostics.isEmpty { diagnostics = [] }
    let text = json.bindMemory(to: CChar.self)
    finish(ctoml_parse_json(handle, text.baseAddress, text.count, UInt32(clamping: firstLine)), of: handle)
  }

  /// The outermost value; `nil` where the text could not be parsed.
  public var root: Node? { count > 0 ? Node(document: self, index: 0) : nil }

  /// The node, whose pointers live until the next parse.
  func raw(_ index: Int) -> ctoml_node {
    guard let nodes, index < count else { return ctoml_node() }
    return nodes[index]
  }

  func place(_ at: UInt64) -> Position {
    guard let handle else { return Position(line: 1, column: 1) }
    return Position(ctoml_place(handle, at))
  }

  private func finish(_ failure: ctoml_failure, of handle: OpaquePointer) {
    nodes = ctoml_nodes(handle)
    count = ctoml_count(handle)
    guard let message = failure.message else { return }
    let position = Position(failure.position)
    diagnostics = [
      Diagnostic(
        file: file, line: position.line, column: position.column,
        message: safeText(String(cString: message), limit: 300))
    ]
  }
}
