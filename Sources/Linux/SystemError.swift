internal import CLinux
internal import Glibc
internal import Sizing

/// A system or library call that failed: which call, on what, and why.
public struct SystemError: Error, Equatable, Sendable {
  /// The call, by its C name: `renameat2`.
  public let call: String
  /// What it was made on: a path, a signal; `nil` where that says nothing.
  public let subject: String?
  /// The reason, as a positive errno.
  public let errno: Int32

  /// A failed call.
  public init(_ call: String, on subject: String? = nil, errno: Int32) {
    self.call = call
    self.subject = subject
    self.errno = errno
  }

  /// Whether the process or the machine is out of something that comes back, so that trying again makes sense.
  public var isPassing: Bool { [EAGAIN, EINTR, EMFILE, ENFILE, ENOMEM].contains(errno) }

  /// The reason in words, in lower case as the end of a sentence wants it.
  public var reason: String {
    guard let text = cl_error_text(errno) else { return "unknown error \(errno)" }
    let sentence = String(cString: text)
    return sentence.prefix(1).lowercased() + sentence.dropFirst()
  }
}

extension SystemError: CustomStringConvertible {
  /// One line such as `openat MEMORY.DMP: permission denied`, with nothing in it that could steer a terminal.
  public var description: String {
    guard let subject else { return "\(call): \(reason)" }
    return "\(call) \(subject.asSafeText): \(reason)"
  }
}
