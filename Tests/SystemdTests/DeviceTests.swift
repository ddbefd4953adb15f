import Linux
import Glibc
import Testing

@testable import Systemd

@Suite struct `A watch on devices` {
  @Test func `is refused where no udev would ever speak`() throws {
    let loop = try EventLoop()
    #expect(throws: SystemError("access", on: "/nowhere/control", errno: ENOENT)) {
      try loop.addMonitor(of: "memory", udev: "/nowhere/control", Handler { _ in })
    }
  }

  @Test func `gives everything back when it ends`() throws {
    final class Trace {
      let ended: () -> Void
      init(_ ended: @escaping () -> Void) { self.ended = ended }
      deinit { ended() }
    }
    var isGone = false
    do {
      let loop = try EventLoop()
      let trace = Trace { isGone = true }
      let source = try loop.addMonitor(
        of: "memory", udev: "/", Handler { _ in withExtendedLifetime(trace) {} })
      #expect(throws: SystemError("sd_event_source_set_time", errno: ECANCELED)) {
        try source.rearm(after: 1)
      }
      source.cancel()
      source.cancel()
    }
    #expect(isGone)
  }
}
