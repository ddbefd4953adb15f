import CLinux
import CSystemd
import Glibc
import Linux

/// One caller on a socket of ours: what it sends reaches libsystemd message by message, the next one only when it has
/// read the answers to those before.
///
/// So what it makes us keep is bounded: a message, an answer, and the signals that it has not read.
final class BusPeer {
  private static let longestPart = 16 * 1024

  let user: UInt32
  private(set) var connection: BusConnection?
  private let loop: EventLoop
  private let limits: BusListener.Limits
  private let socket: OpenFile
  /// What has passed goes to libsystemd through a pipe.
  private let feed: OpenFile
  private var framing = BusFraming()
  private var input: EventSource?
  private var deadline: EventSource?
  private var unsentAtDeadline: UInt64 = 0
  private var isStalled = false
  private var ended: ((BusPeer) -> Void)?

  /// Serves whoever is at the other end of a connected socket; `ended` is told once, unless it is closed here.
  init(
    _ socket: OpenFile, user: UInt32, on loop: EventLoop, _ limits: BusListener.Limits,
    ended: @escaping (BusPeer) -> Void
  ) throws(SystemError) {
    self.socket = socket
    self.user = user
    self.loop = loop
    self.limits = limits
    var ends: [Int32] = [-1, -1]
    try check(cl_pipe(&ends), "pipe2")
    feed = OpenFile(adopting: ends[1])
    let output = fcntl(socket.descriptor, F_DUPFD_CLOEXEC, 3)
    guard output >= 0 else {
      let error = SystemError("fcntl", errno: errno)
      Glibc.close(ends[0])
      throw error
    }
    connection = try .peer(reading: ends[0], writing: output, user: user, on: loop) { [weak self] in
      self?.end()
    }
    // libsystemd has just asked for 8 MiB: what a caller does not read would be the kernel's to keep, on our account.
    var room: Int32 = 128 * 1024
    setsockopt(socket.descriptor, SOL_SOCKET, SO_SNDBUF, &room, socklen_t(MemoryLayout<Int32>.size))
    connection?.sent = { [weak self] in self?.sent() }
    let source = try loop.addReadiness(
      socket.descriptor, .readable, Handler { [weak self] _ in self?.isReady() })
    // Not before libsystemd's own sources: the two take turns.
    source.setPriority(BusConnection.priority)
    input = source
    self.ended = ended
    try arm(limits.greetingMicroseconds)
  }

  /// Ends it; nobody is told.
  func close() {
    ended = nil
    end()
  }

  private func end() {
    let tell = ended
    ended = nil
    input = nil
    deadline = nil
    connection?.sent = nil
    connection?.close()
    tell?(self)
  }

  private func isReady() {
    guard !isStalled else {
      resume()
      return
    }
    // What was passed on before is dealt with first.
    guard isFeedEmpty, let connection, connection.unsentMessages == 0 else { return }
    do throws(BusFraming.Refusal) {
      try passOn()
    } catch {
      end()
    }
  }

  private var isFeedEmpty: Bool {
    var waiting: Int32 = 0
    return ioctl(feed.descriptor, UInt(FIONREAD), &waiting) == 0 && waiting == 0
  }

  private func passOn() throws(BusFraming.Refusal) {
    let ready = received(Self.longestPart, Int32(MSG_PEEK))
    guard let ready, !ready.isEmpty else {
      // Nothing to read any more, as opposed to nothing yet.
      if ready != nil { end() }
      return
    }
    guard let part = received(framing.length(of: ready), 0), !part.isEmpty else { return }
    let wasGreeted = framing.isGreeted
    try framing.take(part)
    if framing.isGreeted, !wasGreeted { deadline = nil }
    // It fits: the pipe is empty, and holds more than the longest part.
    guard write(feed.descriptor, part, part.count) == part.count else {
      end()
      return
    }
  }

  /// What there is, `nil` where that is nothing yet, empty where no more will come.
  private func received(_ most: Int, _ flags: Int32) -> [UInt8]? {
    var isNothingYet = false
    let bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      let result = recv(socket.descriptor, buffer.baseAddress, most, flags | Int32(MSG_DONTWAIT))
      isNothingYet = result < 0 && [EAGAIN, EINTR].contains(errno)
      count = max(0, result)
    }
    return isNothingYet ? nil : bytes
  }

  /// Takes nothing more from one who does not read, and drops him where he does not for long.
  private func sent() {
    guard let connection, connection.unsentMessages > 0 else { return }
    guard connection.unsentMessages <= limits.unsentMessages,
      connection.unsentMessages == 1 || connection.unsentBytes <= limits.unsentBytes
    else {
      end()
      return
    }
    guard !isStalled else { return }
    isStalled = true
    input?.listen(for: .writable)
    waitForReading(connection)
  }

  private func resume() {
    guard let connection, connection.unsentMessages == 0 else { return }
    isStalled = false
    input?.listen(for: .readable)
    deadline = nil
  }

  private func waitForReading(_ connection: BusConnection) {
    unsentAtDeadline = connection.unsentMessages
    do throws(SystemError) {
      try arm(limits.stalledMicroseconds)
    } catch {
      end()
    }
  }

  private func arm(_ microseconds: UInt64) throws(SystemError) {
    deadline = try loop.addTimer(
      EventLoop.moment(after: microseconds), 1_000_000, Handler { [weak self] _ in self?.isLate() })
  }

  /// Has said nothing, or has not read, for as long as one may take.
  private func isLate() {
    guard let connection, isStalled, connection.unsentMessages < unsentAtDeadline else {
      end()
      return
    }
    waitForReading(connection)
  }
}
