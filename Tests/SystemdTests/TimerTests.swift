import Linux
import Glibc
import Systemd
import Testing

@Suite struct `A timer` {
  @Test(arguments: [(100, 200), (200, 100), (1_000, 1_100), (5_000, 4_000)] as [(UInt64, UInt64)])
  func `goes off in its turn, never early`(_ first: UInt64, _ second: UInt64) throws {
    let (code, notes) = try Witness.record { witness in
      for delay in [first, second] {
        let start = now()
        witness.keep(
          try witness.loop.timer(after: delay, accuracy: 100, for: witness) { witness in
            witness.note(now() - start >= delay ? "\(delay)" : "\(delay) came early")
            if witness.notes.count == 2 { witness.loop.exit() }
          })
      }
    }
    #expect(code == 0)
    #expect(notes == [first, second].sorted().map { "\($0)" })
  }

  @Test func `goes off once, and once more for each time it is armed again`() throws {
    let (code, notes) = try Witness.record { witness in
      let start = now()
      witness.keep(
        try witness.loop.timer(after: 100, for: witness) { witness in
          let round = UInt64(witness.notes.count)
          // 100 µs at first, then 200, 400 and so on: these many have to have passed in all.
          let least = 100 * ((1 << (round + 1)) - 1)
          witness.note(now() - start >= least ? "in time" : "early")
          guard round < 5 else { return witness.loop.exit() }
          do {
            try witness.sources.last?.rearm(after: 100 << (round + 1))
          } catch {
            witness.note("\(error)")
          }
        })
    }
    #expect(code == 0)
    #expect(notes == Array(repeating: "in time", count: 6))
  }

  @Test func `cannot be armed again once it is cancelled`() throws {
    let loop = try EventLoop()
    let timer = try loop.timer(after: .max, for: Witness(on: loop)) { _ in }
    timer.cancel()
    #expect(throws: SystemError("sd_event_source_set_time", errno: ECANCELED)) { try timer.rearm(after: 1) }
  }
}

private func now() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_BOOTTIME, &time)
  return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1_000
}
