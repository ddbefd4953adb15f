import Glibc

/// Standard output or standard error, written at once: `print` keeps text back when it is not for a terminal, and a
/// program that ends early loses it.
public struct StandardStream: Sendable {
  /// File descriptor 1.
  public static let output = StandardStream(descriptor: STDOUT_FILENO)

  /// File descriptor 2.
  public static let error = StandardStream(descriptor: STDERR_FILENO)

  private let descriptor: Int32

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Whether a person is looking.
  public var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Writes all of a text.
  public func write(_ text: String) throws(SystemError) {
    try write(Array(text.utf8))
  }

  /// Writes all of the bytes, however often the system takes only some of them.
  public func write(_ bytes: [UInt8]) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let (written, reason) = rest.withUnsafeBytes { buffer in
        (Glibc.write(descriptor, buffer.baseAddress, buffer.count), errno)
      }
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if reason == EAGAIN {
        // Whoever shares the terminal with us may have made it non-blocking.
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wanted, 1, -1)
      } else if reason != EINTR {
        throw SystemError("write", on: "descriptor \(descriptor)", errno: reason)
      }
    }
  }
}
