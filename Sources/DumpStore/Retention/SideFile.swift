public import Linux

/// What we put beside a dump: its name, and another extension after it.
public enum SideFile: String, Sendable, CaseIterable {
  /// A person's word that it is not to be deleted.
  case pin
  /// Its checksum, in `sha256sum`'s form.
  case checksum = "sha256"

  private var suffix: [UInt8] { [UInt8(ascii: ".")] + Array(rawValue.utf8) }

  /// The name beside a dump; `nil` where the dump's own leaves no room for it.
  public func name(beside dump: FileName) -> FileName? {
    guard dump.bytes.count + suffix.count <= 255 else { return nil }
    return FileName(bytes: dump.bytes + suffix)
  }

  /// The dump that such a name stands beside; `nil` for another name.
  public func dump(of name: FileName) -> FileName? {
    guard name.bytes.count > suffix.count, name.bytes.suffix(suffix.count).elementsEqual(suffix) else {
      return nil
    }
    return FileName(bytes: name.bytes.dropLast(suffix.count))
  }
}
