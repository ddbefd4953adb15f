import CLinux

/// A call of the system or of libsystemd that failed: which call, on what, and why.
public struct SystemError: Error, Equatable, Sendable {
  /// The function that failed, by its C name.
  public let call: String

  /// What the call was about: a path, a signal, a subsystem.
  public let subject: String?

  /// The reason, as a positive errno.
  public let errno: Int32

  /// An error of one call.
  public init(_ call: String, on subject: String? = nil, errno: Int32) {
    self.call = call
    self.subject = subject
    self.errno = errno
  }
}

extension SystemError: CustomStringConvertible {
  /// One line such as `openat MEMORY.DMP: permission denied`, with nothing in it that could steer a terminal.
  public var description: String {
    guard let subject else { return "\(call): \(reason)" }
    return "\(call) \(subject.onOneSafeLine): \(reason)"
  }

  private var reason: String {
    guard let text = cl_error_text(errno) else { return "unknown error \(errno)" }
    let sentence = String(cString: text)
    return sentence.prefix(1).lowercased() + sentence.dropFirst()
  }
}

/// The convention of libsystemd and of our own shims: a negative answer is an errno.
@discardableResult
func check(_ result: Int32, _ call: String, on subject: String? = nil) throws(SystemError) -> Int32 {
  guard result >= 0 else { throw SystemError(call, on: subject, errno: -result) }
  return result
}

extension String {
  /// The text with everything escaped that is no visible character: names of files come from strangers, and a
  /// newline, a terminal's escape or a change of direction in one would forge what a person reads.
  var onOneSafeLine: String {
    var safe = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
        safe += "\\u{\(String(scalar.value, radix: 16))}"
      default:
        safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }
}
