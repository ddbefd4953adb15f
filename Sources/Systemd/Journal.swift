public import Linux
import CLinux
import CSystemd
import Glibc

/// The system's journal, spoken to in its own protocol: fields, not lines.
public struct Journal: Sendable {
  /// How much a message matters, as in syslog(3).
  public enum Priority: UInt8, Comparable, Sendable, CaseIterable {
    /// From the end of the world down to what helps nobody but its author.
    case emergency, alert, critical, error, warning, notice, info, debug

    /// The more urgent one is the smaller one, as its number is.
    public static func < (one: Priority, other: Priority) -> Bool { one.rawValue < other.rawValue }
  }

  /// One field of an entry; its value may hold any bytes.
  public struct Field: Equatable, Sendable {
    /// Upper-case letters, digits and underscores; neither a digit nor an underscore at the start; 64 at most.
    public let name: String

    /// The value, newlines and all.
    public let value: [UInt8]

    /// A field of raw bytes.
    public init(_ name: String, bytes value: [UInt8]) {
      self.name = name
      self.value = value
    }

    /// A field of text.
    public init(_ name: String, _ value: String) { self.init(name, bytes: Array(value.utf8)) }

    /// The journal throws away a field with any other name, and says so to nobody.
    fileprivate var isValid: Bool {
      let isWord = name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
      guard isWord, name.utf8.count <= 64, let first = name.utf8.first else { return false }
      return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first)
    }
  }

  private let identifier: String?

  /// A way to the journal under an identifier of one's own, or the program's name.
  public init(identifier: String? = nil) { self.identifier = identifier }

  /// Whether standard error already ends in the journal, as it does in a service; when it does not, somebody is
  /// looking, and wants lines of text.
  public static func isConnected() -> Bool {
    isConnected(STDERR_FILENO, stream: getenv("JOURNAL_STREAM").map { String(cString: $0) })
  }

  /// The variable is inherited by whatever a service starts, redirected or not: only the numbers of the socket prove it.
  static func isConnected(_ descriptor: Int32, stream: String?) -> Bool {
    guard let numbers = stream?.split(separator: ":", omittingEmptySubsequences: false), numbers.count == 2,
      let device = UInt64(numbers[0]), let inode = UInt64(numbers[1])
    else { return false }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return false }
    return UInt64(status.st_dev) == device && UInt64(status.st_ino) == inode
  }

  /// Writes an entry.
  ///
  /// Where no journal listens the entry is lost and the call succeeds, as everywhere in libsystemd.
  public func send(
    priority: Priority, message: String, messageID: MessageID? = nil, fields: [Field] = []
  ) throws(SystemError) {
    if let field = fields.first(where: { !$0.isValid }) {
      throw SystemError("sd_journal_sendv", on: field.name, errno: EINVAL)
    }
    var entry = [Field("MESSAGE", message), Field("PRIORITY", "\(priority.rawValue)")]
    if let messageID { entry.append(Field("MESSAGE_ID", "\(messageID)")) }
    if let identifier { entry.append(Field("SYSLOG_IDENTIFIER", identifier)) }
    try Self.send(entry + fields)
  }

  /// All fields in one buffer, and a vector that points into it: nothing is copied for each field.
  private static func send(_ fields: [Field]) throws(SystemError) {
    var buffer: [UInt8] = []
    var lengths: [Int] = []
    for field in fields {
      let start = buffer.count
      buffer += field.name.utf8
      buffer.append(UInt8(ascii: "="))
      buffer += field.value
      lengths.append(buffer.count - start)
    }
    let result = buffer.withUnsafeMutableBytes { bytes in
      var offset = 0
      let vector = lengths.map { length in
        defer { offset += length }
        return iovec(iov_base: bytes.baseAddress.map { $0 + offset }, iov_len: length)
      }
      return sd_journal_sendv(vector, Int32(vector.count))
    }
    try check(result, "sd_journal_sendv")
  }
}
