internal import Glibc

/// A system or library call that failed: which call, on what, and why.
public struct SystemError: Error, Equatable, Sendable {
  /// The call, as its manual page names it: `renameat2`.
  public let call: String
  /// What it was made on, safe for a terminal; `nil` where that says nothing.
  public let subject: String?
  /// The error number.
  public let errno: Int32

  /// A failed call.
  public init(_ call: String, on subject: String? = nil, errno: Int32) {
    self.call = call
    self.subject = subject
    self.errno = errno
  }

  /// The kernel's words for the error number.
  public var reason: String {
    var buffer = [CChar](repeating: 0, count: 128)
    // The XSI form: Glibc's Swift module is built without _GNU_SOURCE, so this one fills the buffer.
    guard strerror_r(errno, &buffer, buffer.count) == 0 else { return "error \(errno)" }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension SystemError: CustomStringConvertible {
  /// `renameat2 MEMORY.DMP: No space left on device`.
  public var description: String {
    guard let subject else { return "\(call): \(reason)" }
    return "\(call) \(subject): \(reason)"
  }
}
