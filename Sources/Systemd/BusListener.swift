import CLinux
import Glibc
public import Linux

/// A socket on which callers are served without a bus, told apart by what the kernel knows of them.
public final class BusListener {
  /// How much callers may have of us.
  public struct Limits: Sendable {
    /// Connections in all.
    public var connections = 64
    /// Of these the last ones are for root, so that nobody shuts root out.
    public var reservedForRoot = 16
    /// Connections of each user but root.
    public var connectionsOfUser = 4
    /// Connections of root.
    public var connectionsOfRoot = 16
    /// How long a caller may take to say who it is.
    public var greetingMicroseconds: UInt64 = 5_000_000
    /// How long a caller may leave what was sent to it unread.
    public var stalledMicroseconds: UInt64 = 30_000_000
    /// How many bytes may wait for a caller that does not read, beyond one answer.
    public var unsentBytes = 1024 * 1024
    /// How many messages may wait for it.
    public var unsentMessages: UInt64 = 1024

    /// The usual ones.
    public init() {}
  }

  private let path: String
  private let loop: EventLoop
  private let limits: Limits
  private let socket: OpenFile
  private let identity: (device: UInt64, inode: UInt64)
  private let opened: (BusConnection) -> Void
  private let closed: (BusConnection) -> Void
  private var source: EventSource?
  private var retry: EventSource?
  private var peers: [ObjectIdentifier: BusPeer] = [:]

  /// Listens at a path, open to all; a socket that an earlier process left there is removed.
  ///
  /// - Parameters:
  ///   - opened: somebody connected; what is to be served there is said now.
  ///   - closed: that connection is gone.
  public init<A: Actor>(
    path: String, on loop: EventLoop, limits: Limits = Limits(), for actor: A,
    opened: @escaping @Sendable (isolated A, BusConnection) -> Void,
    closed: @escaping @Sendable (isolated A, BusConnection) -> Void
  ) throws(SystemError) {
    loop.checkIsolated()
    self.path = path
    self.loop = loop
    self.limits = limits
    self.opened = { [weak actor] connection in actor?.assumeIsolated { opened($0, connection) } }
    self.closed = { [weak actor] connection in actor?.assumeIsolated { closed($0, connection) } }
    try Self.removeStale(path)
    socket = OpenFile(adopting: try UnixSocket.listening(at: path))
    // Who may do what is asked of each call; the file's mode says only who may ask.
    guard chmod(path, 0o666) == 0 else { throw SystemError("chmod", on: path, errno: errno) }
    guard let identity = Self.identity(of: path) else { throw SystemError("lstat", on: path, errno: errno) }
    self.identity = identity
    try listen()
  }

  /// Ends every connection and removes the socket, unless another stands there by now.
  public func close() {
    loop.checkIsolated()
    (source, retry) = (nil, nil)
    for peer in peers.values { peer.close() }
    peers = [:]
    if let now = Self.identity(of: path), now == identity { unlink(path) }
  }

  private static func identity(of path: String) -> (device: UInt64, inode: UInt64)? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    return (UInt64(status.st_dev), UInt64(status.st_ino))
  }

  private static func removeStale(_ path: String) throws(SystemError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw SystemError("bind", on: path, errno: EEXIST) }
    do throws(SystemError) {
      Glibc.close(try UnixSocket.connected(to: path))
    } catch {
      // Nobody listens there any more.
      guard error.errno == ECONNREFUSED else { throw error }
      guard unlink(path) == 0 else { throw SystemError("unlink", on: path, errno: errno) }
      return
    }
    throw SystemError("bind", on: path, errno: EADDRINUSE)
  }

  private func listen() throws(SystemError) {
    let source = try loop.addReadiness(
      socket.descriptor, .readable, Handler { [weak self] _ in self?.accept() })
    source.setPriority(BusConnection.priority)
    self.source = source
  }

  private func accept() {
    let descriptor = cl_accept(socket.descriptor)
    guard descriptor >= 0 else {
      // Whoever waits stays ready for as long as there is no descriptor for him.
      if SystemError("accept4", errno: -descriptor).isPassing, ![EAGAIN, EINTR].contains(-descriptor) {
        pause()
      }
      return
    }
    let connected = OpenFile(adopting: descriptor)
    var user: UInt32 = 0
    guard cl_peer_user(descriptor, &user) >= 0, isWelcome(user),
      let peer = try? BusPeer(
        connected, user: user, on: loop, limits, ended: { [weak self] in self?.ended($0) }),
      let connection = peer.connection
    else { return }
    peers[ObjectIdentifier(peer)] = peer
    opened(connection)
  }

  private func pause() {
    source = nil
    retry = try? loop.addTimer(
      EventLoop.moment(after: 1_000_000), 100_000, Handler { [weak self] _ in try? self?.listen() })
  }

  private func isWelcome(_ user: UInt32) -> Bool {
    let own = peers.values.count { $0.user == user }
    guard user != 0 else { return own < limits.connectionsOfRoot && peers.count < limits.connections }
    let others = peers.values.count { $0.user != 0 }
    return own < limits.connectionsOfUser && others < limits.connections - limits.reservedForRoot
  }

  private func ended(_ peer: BusPeer) {
    guard peers.removeValue(forKey: ObjectIdentifier(peer)) != nil, let connection = peer.connection else {
      return
    }
    closed(connection)
  }
}
