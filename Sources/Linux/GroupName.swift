internal import Glibc

/// The name of a group of this machine's users, or its number.
public struct GroupName: Hashable, Sendable {
  /// As it was given.
  public let text: String

  /// A group, whether there is one of that name or not.
  public init(_ text: String) { self.text = text }

  /// Its number; `nil` where there is no such group.
  ///
  /// The answer may come from a directory service, which takes its time: never on a loop.
  public func id() throws(SystemError) -> UInt32? {
    if let number = UInt32(text), number != .max { return number }
    var size = 1024
    while true {
      var entry = group()
      var found: UnsafeMutablePointer<group>?
      let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
      defer { buffer.deallocate() }
      let error = getgrnam_r(text, &entry, buffer, size, &found)
      if error == 0 { return found == nil ? nil : entry.gr_gid }
      // How "there is none" is said differs: getgrnam(3).
      if [ENOENT, ESRCH, EBADF, EPERM].contains(error) { return nil }
      // A group may have thousands of members, which are in it too.
      guard error == ERANGE, size < 1 << 24 else {
        if error == EINTR { continue }
        throw SystemError("getgrnam_r", on: text, errno: error)
      }
      size *= 4
    }
  }
}
