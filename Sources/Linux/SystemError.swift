internal import CLinux

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
    guard let text = cl_error_text(errno) else { return "error \(errno)" }
    return String(cString: text)
  }
}

extension SystemError: CustomStringConvertible {
  /// `renameat2 MEMORY.DMP: No space left on device`.
  public var description: String {
    guard let subject else { return "\(call): \(reason)" }
    return "\(call) \(subject): \(reason)"
  }
}
