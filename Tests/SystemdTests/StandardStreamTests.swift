@testable import Linux
import Glibc
import Testing

@testable import Systemd

@Suite struct `A standard stream` {
  @Test func `takes all of a text, however little fits at a time`() async throws {
    let worker = try Worker()
    defer { worker.stop() }
    var ends: [Int32] = [-1, -1]
    try answer(pipe(&ends), "pipe")
    let (readEnd, writeEnd) = (ends[0], ends[1])
    try answer(fcntl(writeEnd, F_SETFL, O_NONBLOCK), "fcntl")
    // Three times what a pipe holds.
    let text = String(repeating: "dump\n", count: 40_000)
    async let received = worker.run {
      var all: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4096)
      while case let length = read(readEnd, &buffer, buffer.count), length > 0 { all += buffer[..<length] }
      close(readEnd)
      return String(decoding: all, as: UTF8.self)
    }
    try StandardStream(descriptor: writeEnd).write(text)
    #expect(!StandardStream(descriptor: writeEnd).isTerminal)
    close(writeEnd)
    #expect(await received == text)
  }

  @Test func `says when nothing more fits`() throws {
    let full = try answer(open("/dev/full", O_WRONLY), "open")
    defer { close(full) }
    #expect(throws: SystemError("write", on: "descriptor \(full)", errno: ENOSPC)) {
      try StandardStream(descriptor: full).write("x")
    }
  }
}
