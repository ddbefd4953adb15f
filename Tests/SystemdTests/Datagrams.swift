import Glibc
import Systemd

/// The receiving end of a datagram socket, such as the journal and the service manager have.
final class Datagrams: Sendable {
  private let socket: Int32

  /// Receives at a path, or, when it begins with `@`, at an abstract name.
  init(at path: String) throws {
    socket = try answer(
      Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0),
      "socket")
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let name = path.utf8.map { $0 == UInt8(ascii: "@") ? 0 : $0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    // An abstract name has no end but the address's.
    let length = MemoryLayout<sa_family_t>.size + name.count + (name.first == 0 ? 0 : 1)
    let result = withUnsafeBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { bind(socket, $0.baseAddress, socklen_t(length)) }
    }
    try answer(result, "bind", path)
  }

  deinit { close(socket) }

  /// The next datagram, or nothing when none has come: whoever sends has done so before the call returns.
  func next() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let length = recv(socket, &buffer, buffer.count, 0)
    return length < 0 ? nil : Array(buffer[..<length])
  }

  func nextText() -> String? {
    next().map { String(decoding: $0, as: UTF8.self) }
  }
}
