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
