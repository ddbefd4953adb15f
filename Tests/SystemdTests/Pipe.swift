import Glibc

/// A pipe, both ends of which are closed when the test is over.
final class Pipe: Sendable {
  let readEnd: Int32
  let writeEnd: Int32

  /// A pipe that is ready to be read as many times as there are bytes.
  init(containing bytes: Int = 0) throws {
    var ends: [Int32] = [-1, -1]
    try answer(pipe(&ends), "pipe")
    (readEnd, writeEnd) = (ends[0], ends[1])
    for _ in 0..<bytes { put() }
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  func put() { write(writeEnd, [0], 1) }

  func take() {
    var byte: UInt8 = 0
    read(readEnd, &byte, 1)
  }

  /// Something that another thread does once.
  final class Flag: Sendable {
    private let pipe: Pipe?

    init() { pipe = try? Pipe() }

    func set() { pipe?.put() }

    var isSet: Bool { wait(milliseconds: 0) }

    /// Waits for it, twenty seconds at most.
    func wait(milliseconds: Int32 = 20_000) -> Bool {
      guard let pipe else { return false }
      var wanted = pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0)
      return poll(&wanted, 1, milliseconds) > 0
    }
  }
}
