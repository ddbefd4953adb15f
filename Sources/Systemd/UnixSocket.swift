import CLinux
import Glibc
import Linux

/// Sockets that are names in the file system.
enum UnixSocket {
  /// A descriptor of a stream that is connected to whoever listens at a path.
  static func connected(to path: String) throws(SystemError) -> Int32 {
    try opened(at: path, "connect", type: Int32(SOCK_STREAM.rawValue), Glibc.connect)
  }

  /// A descriptor that listens at a path, where nothing may be; it does not block.
  static func listening(at path: String) throws(SystemError) -> Int32 {
    let socket = try opened(
      at: path, "bind", type: Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), Glibc.bind)
    guard listen(socket, SOMAXCONN) == 0 else {
      let error = SystemError("listen", on: path, errno: errno)
      close(socket)
      throw error
    }
    return socket
  }

  private static func opened(
    at path: String, _ call: String, type: Int32,
    _ use: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32
  ) throws(SystemError) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < room, !bytes.isEmpty, !bytes.contains(0) else {
      throw SystemError(call, on: path, errno: ENAMETOOLONG)
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let socket = socket(AF_UNIX, type | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw SystemError("socket", on: path, errno: errno) }
    let result = withUnsafePointer(to: address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        use(socket, address, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else {
      let error = SystemError(call, on: path, errno: errno)
      close(socket)
      throw error
    }
    return socket
  }
}
