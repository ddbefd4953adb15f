/// The identity of a kind of message in the journal, under which the catalog explains it.
public struct MessageID: Hashable, Sendable {
  /// The 128 bits.
  public let value: UInt128

  /// An identity of 128 bits.
  public init(_ value: UInt128) { self.value = value }

  /// An identity from its 32 hexadecimal digits, as `systemd-id128 new` prints them.
  public init?(hexadecimal: String) {
    let isHexadecimal = hexadecimal.utf8.count == 32 && hexadecimal.allSatisfy(\.isHexDigit)
    guard isHexadecimal, let value = UInt128(hexadecimal, radix: 16) else { return nil }
    self.value = value
  }
}

extension MessageID: CustomStringConvertible {
  /// The 32 digits, in lower case as the journal wants them.
  public var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }
}
