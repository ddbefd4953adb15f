internal import Linux

/// The convention of libsystemd and of our own shims: a negative answer is an errno.
@discardableResult
func check(_ result: Int32, _ call: String, on subject: String? = nil) throws(SystemError) -> Int32 {
  guard result >= 0 else { throw SystemError(call, on: subject, errno: -result) }
  return result
}
