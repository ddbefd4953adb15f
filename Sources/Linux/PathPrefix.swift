extension String {
  /// Whether this path leads to the other one, or is it; a slash at its end does not matter.
  ///
  /// Both are taken as they are written: neither links nor `..` are followed.
  public func isPrefix(ofPath path: String) -> Bool {
    guard !isEmpty else { return false }
    let slash = UInt8(ascii: "/")
    let own = utf8.last == slash ? utf8.dropLast() : utf8[...]
    guard path.utf8.starts(with: own) else { return false }
    let next = path.utf8.dropFirst(own.count).first
    return next == nil || next == slash
  }
}
