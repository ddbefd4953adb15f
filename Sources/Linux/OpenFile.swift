internal import Glibc

/// An open file description that is closed with its last reference.
///
/// A class, since one is kept in collections and handed to the worker while its owner goes on.
public final class OpenFile: Sendable {
  /// The file descriptor; it is open as long as this object lives.
  public let descriptor: Int32

  /// Takes over a descriptor, which nobody else may close.
  public init(adopting descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }
}

extension OpenFile {
  /// Opens a file that somebody named, for reading; a FIFO does not hang.
  public convenience init(reading path: String) throws(SystemError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw SystemError("open", on: path, errno: errno) }
    self.init(adopting: descriptor)
  }
}
