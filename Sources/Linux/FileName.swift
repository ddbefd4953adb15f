internal import Sizing

/// The name of one directory entry: any bytes but `/` and NUL, for Linux promises no encoding.
public struct FileName: Hashable, Sendable {
  /// The bytes, without the terminating NUL.
  public let bytes: [UInt8]

  /// A name; `nil` for what can name no entry: nothing, `.`, `..`, a slash or a NUL inside.
  public init?(bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes)
    guard !bytes.isEmpty, bytes != [46], bytes != [46, 46], !bytes.contains(0), !bytes.contains(47) else {
      return nil
    }
    self.bytes = bytes
  }

  /// A name from text; `nil` as above.
  public init?(_ text: String) { self.init(bytes: text.utf8) }

  /// Calls `body` with the name as C wants it.
  public func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    var terminated = bytes.map { CChar(bitPattern: $0) }
    terminated.append(0)
    return body(terminated)
  }

  /// Whether this is `other` but for the case of ASCII letters, as Windows and its shares compare.
  public func equalsWithoutCase(_ other: FileName) -> Bool {
    bytes.count == other.bytes.count
      && zip(bytes, other.bytes).allSatisfy { Self.folded($0) == Self.folded($1) }
  }

  private static func folded(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }
}

extension FileName: CustomStringConvertible {
  /// The name as text that nothing in it can make more of than a name.
  public var description: String { String(decoding: bytes, as: UTF8.self).asSafeText }
}
