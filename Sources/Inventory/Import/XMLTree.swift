internal import CXML

/// A parsed XML text: a tree in which every element has its place.
final class XMLTree {
  private let handle: OpaquePointer

  /// Parses a text; no entity in it is followed.
  init(_ bytes: [UInt8], file: String) throws(ImportFailure) {
    guard let handle = cxml_create() else { throw ImportFailure(file: file, "no memory to parse it") }
    self.handle = handle
    let failure = bytes.withUnsafeBytes { raw in
      cxml_parse(handle, raw.bindMemory(to: CChar.self).baseAddress, raw.count)
    }
    guard let message = failure.message else { return }
    let position = Position(line: Int(failure.line), column: max(1, Int(failure.column)))
    throw ImportFailure(
      file: file, at: failure.line > 0 ? position : nil, safeText(String(cString: message), limit: 300))
  }

  deinit { cxml_destroy(handle) }

  /// The outermost element.
  var root: XMLElement? { cxml_count(handle) > 0 ? XMLElement(tree: self, index: 0) : nil }

  fileprivate func node(_ index: Int) -> cxml_node { cxml_nodes(handle)[index] }
}

/// An element of a tree.
struct XMLElement {
  fileprivate let tree: XMLTree
  fileprivate let index: Int

  /// Its name, with the prefix where it has one.
  var name: String { Self.string(tree.node(index).name, tree.node(index).name_length) }

  /// Where it stands.
  var position: Position {
    let node = tree.node(index)
    return Position(line: max(1, Int(node.line)), column: max(1, Int(node.column)))
  }

  /// The elements within it.
  var children: [XMLElement] {
    nodes(CXML_ELEMENT).map { XMLElement(tree: tree, index: $0) }
  }

  /// The elements of that name within it.
  func children(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

  /// The first element of that name within it.
  func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// An attribute's value.
  subscript(attribute name: String) -> String? {
    nodes(CXML_ATTRIBUTE).lazy.map(tree.node)
      .first { Self.string($0.name, $0.name_length) == name }
      .map { Self.string($0.text, $0.text_length) }
  }

  /// The text in it, without the blanks around it; that of elements within it is not its own.
  var text: String {
    let text = nodes(CXML_TEXT).map { Self.string(tree.node($0).text, tree.node($0).text_length) }.joined()
    var bytes = Substring(text).utf8
    while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    return String(Substring(bytes))
  }

  private func nodes(_ kind: Int) -> [Int] {
    var found: [Int] = []
    let end = Int(tree.node(index).end)
    var next = index + 1
    while next < end {
      if Int(tree.node(next).kind) == kind { found.append(next) }
      next = max(next + 1, Int(tree.node(next).end))
    }
    return found
  }

  private static func string(_ bytes: UnsafePointer<CChar>?, _ length: UInt32) -> String {
    guard let bytes else { return "" }
    return String(decoding: UnsafeRawBufferPointer(start: bytes, count: Int(length)), as: UTF8.self)
  }
}
