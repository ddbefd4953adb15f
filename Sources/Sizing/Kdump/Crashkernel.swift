/// What `crashkernel=` on a command line asks for, in all the forms of the kernel's documentation.
///
/// Of a form that stands there several times the last counts, as for the kernel; one without a suffix goes before
/// `,high`, and `,low` and `,cma` only add to another.
public struct Crashkernel: Sendable, Equatable {
  /// What comes of it for a machine with so much memory.
  public enum Outcome: Sendable, Equatable {
    /// So much is asked for.
    case asks(Bytes)
    /// No range has this much memory in it, or the size is 0.
    case nothing
    /// The kernel does not understand it, and so reserves nothing.
    case notUnderstood
  }

  private enum Form: Equatable {
    case fixed(UInt64)
    case ranges([(start: UInt64, end: UInt64, size: UInt64)])
    case broken

    static func == (left: Form, right: Form) -> Bool {
      switch (left, right) {
      case (.fixed(let left), .fixed(let right)): left == right
      case (.ranges(let left), .ranges(let right)): left.elementsEqual(right, by: ==)
      case (.broken, .broken): true
      default: false
      }
    }
  }

  private var plain: Form?
  private var high: Form?
  private var low: Form?
  private var cma: Form?

  /// Reads what stands behind each `crashkernel=`, blanks between.
  public init(parsing text: String) {
    for word in text.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 }) {
      let bytes = Array(word)
      if let size = Self.size(bytes, before: ",high") {
        high = size
      } else if let size = Self.size(bytes, before: ",low") {
        low = size
      } else if let size = Self.size(bytes, before: ",cma") {
        cma = size
      } else {
        plain = bytes.contains(UInt8(ascii: ":")) ? Self.ranges(bytes) : Self.fixed(bytes)
      }
    }
  }

  /// What it asks for on a machine with so much memory.
  public func outcome(memory: Bytes) -> Outcome {
    guard let main = plain ?? high else { return low == nil && cma == nil ? .nothing : .notUnderstood }
    var total: UInt64
    switch main {
    case .broken: return .notUnderstood
    case .fixed(let size): total = size
    case .ranges(let ranges):
      // The kernel rounds what it sees of memory up to 128 MB, since firmware keeps some for itself.
      let unit = UInt64(128) << 20
      let memory = (memory.count + unit - 1) / unit * unit
      total = ranges.first { $0.start <= memory && memory < $0.end }?.size ?? 0
    }
    guard total > 0 else { return .nothing }
    if plain == nil, case .fixed(let size)? = low { total = Self.sum(total, size) }
    if case .fixed(let size)? = cma { total = Self.sum(total, size) }
    return .asks(Bytes(clamping: total))
  }

  private static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }

  /// `size[@offset]`.
  private static func fixed(_ bytes: [UInt8]) -> Form {
    var rest = bytes[...]
    guard let size = memory(&rest) else { return .broken }
    if rest.first == UInt8(ascii: "@") {
      rest.removeFirst()
      guard memory(&rest) != nil else { return .broken }
    }
    return rest.isEmpty ? .fixed(size) : .broken
  }

  /// `size` before `,high` and the like; `nil` where the suffix is not there.
  private static func size(_ bytes: [UInt8], before suffix: String) -> Form? {
    let suffix = suffix.utf8
    guard bytes.count >= suffix.count, bytes.suffix(suffix.count).elementsEqual(suffix) else { return nil }
    var rest = bytes.dropLast(suffix.count)
    guard let size = memory(&rest), rest.isEmpty else { return .broken }
    return .fixed(size)
  }

  /// `start-[end]:size[,…][@offset]`.
  private static func ranges(_ bytes: [UInt8]) -> Form {
    var rest = bytes[...]
    var ranges: [(start: UInt64, end: UInt64, size: UInt64)] = []
    repeat {
      if !ranges.isEmpty { rest.removeFirst() }
      guard let start = memory(&rest), rest.popFirst() == UInt8(ascii: "-") else { return .broken }
      var end = UInt64.max
      if rest.first != UInt8(ascii: ":") {
        guard let given = memory(&rest), given > start else { return .broken }
        end = given
      }
      guard rest.popFirst() == UInt8(ascii: ":"), let size = memory(&rest) else { return .broken }
      ranges.append((start, end, size))
    } while rest.first == UInt8(ascii: ",")
    if rest.first == UInt8(ascii: "@") {
      rest.removeFirst()
      guard memory(&rest) != nil else { return .broken }
    }
    return rest.isEmpty ? .ranges(ranges) : .broken
  }

  /// A number as the kernel's `memparse` reads it: decimal, octal after 0, hexadecimal after 0x, then K to E.
  private static func memory(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
    var radix: UInt64 = 10
    if rest.count > 2, rest.first == 0x30, rest[rest.startIndex + 1] | 0x20 == UInt8(ascii: "x") {
      radix = 16
      rest = rest.dropFirst(2)
    } else if rest.count > 1, rest.first == 0x30 {
      radix = 8
    }
    var value: UInt64 = 0
    var hasDigits = false
    while let digit = rest.first.flatMap(Self.digit), digit < radix {
      let (product, tooLarge) = value.multipliedReportingOverflow(by: radix)
      let (next, overflow) = product.addingReportingOverflow(digit)
      guard !tooLarge, !overflow else { return nil }
      value = next
      hasDigits = true
      rest.removeFirst()
    }
    guard hasDigits else { return nil }
    let units = Array("kmgtpe".utf8)
    if let letter = rest.first, let place = units.firstIndex(of: letter | 0x20) {
      rest.removeFirst()
      let (size, overflow) = value.multipliedReportingOverflow(by: 1 << UInt64(10 * (place + 1)))
      guard !overflow else { return nil }
      value = size
    }
    return value
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case 0x30...0x39: UInt64(byte - 0x30)
    case 0x41...0x46, 0x61...0x66: UInt64(byte & 0xDF) - 0x37
    default: nil
    }
  }
}
