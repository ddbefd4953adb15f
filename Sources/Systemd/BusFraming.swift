/// Where messages begin and end in what a caller sends, so that one which claims to be huge is never taken in.
///
/// libsystemd takes messages of 128 MiB from anybody. Here each part is read by itself: a line of the greeting, a
/// message's fixed header, its rest.
struct BusFraming {
  /// What a caller did that nobody who wants something does.
  enum Refusal: Error, Equatable { case greetingTooLong, notAMessage, messageTooLong }

  /// The longest message that is taken; the longest that anybody needs has some 2 KiB.
  static let longestMessage = 64 * 1024
  static let longestGreeting = 4096
  private static let headerLength = 16

  /// Whether the greeting is over, and messages come.
  private(set) var isGreeted = false
  private var greetingLength = 0
  private var line: [UInt8] = []
  private var header: [UInt8] = []
  private var rest = 0

  /// Whether all that has been taken makes whole messages.
  var isBetweenMessages: Bool { isGreeted && header.isEmpty && rest == 0 }

  /// How many of the bytes that lie ready belong to the part that comes next; at most all of them.
  func length(of ready: some Collection<UInt8>) -> Int {
    if isGreeted { return min(ready.count, rest > 0 ? rest : Self.headerLength - header.count) }
    guard let end = ready.firstIndex(of: UInt8(ascii: "\n")) else { return ready.count }
    return ready.distance(from: ready.startIndex, to: end) + 1
  }

  /// Takes the bytes of the next part, or of a piece of it.
  mutating func take(_ bytes: some Collection<UInt8>) throws(Refusal) {
    guard isGreeted else { return try takeGreeting(bytes) }
    guard rest == 0 else {
      rest -= min(rest, bytes.count)
      return
    }
    header += bytes
    guard header.count >= Self.headerLength else { return }
    rest = try lengthBeyondHeader()
    header = []
  }

  private mutating func takeGreeting(_ bytes: some Collection<UInt8>) throws(Refusal) {
    greetingLength += bytes.count
    guard greetingLength <= Self.longestGreeting else { throw .greetingTooLong }
    line += bytes
    guard line.last == UInt8(ascii: "\n") else { return }
    // The very first byte is a NUL that belongs to no line.
    if line.drop(while: { $0 == 0 }).elementsEqual("BEGIN\r\n".utf8) { isGreeted = true }
    line = []
  }

  private func lengthBeyondHeader() throws(Refusal) -> Int {
    let isLittle = header[0] == UInt8(ascii: "l")
    guard isLittle || header[0] == UInt8(ascii: "B"), header[3] == 1 else { throw .notAMessage }
    func number(at offset: Int) -> Int {
      let bytes = header[offset..<offset + 4]
      return (isLittle ? bytes.reversed() : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
    }
    // Both are 32 bits, so nothing overflows.
    let fields = number(at: 12)
    let length = (fields + 7) / 8 * 8 + number(at: 4)
    guard length + Self.headerLength <= Self.longestMessage else { throw .messageTooLong }
    return length
  }
}
