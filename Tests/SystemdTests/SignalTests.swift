import Linux
import CLinux
import Glibc
import Systemd
import Testing

@Suite struct `A signal` {
  @Test func `that was not blocked is refused`() throws {
    let before = blocked([])
    defer { restore(before) }
    restore(sigset_t())
    let loop = try EventLoop()
    let witness = Witness(on: loop)
    #expect(throws: SystemError("sd_event_add_signal", on: "signal \(SIGUSR2)", errno: EBUSY)) {
      try loop.onSignal(SIGUSR2, for: witness) { _ in }
    }
  }

  @Test func `arrives as an event of the loop`() throws {
    let before = blocked([SIGUSR1])
    defer { restore(before) }
    let (code, notes) = try Witness.record { witness in
      witness.keep(
        try witness.loop.onSignal(SIGUSR1, for: witness) { witness in
          witness.note("usr1")
          witness.loop.exit()
        })
      // To this thread alone: the other threads of the test runner do not block it.
      pthread_kill(pthread_self(), SIGUSR1)
    }
    #expect(code == 0)
    #expect(notes == ["usr1"])
  }

  @Test func `about a lease names the file whose writer waits`() throws {
    let signal = Signals.firstRealTime + 2
    let before = blocked([signal])
    defer { restore(before) }
    let directory = try TemporaryDirectory()
    try directory.write("dump")
    let file = try answer(open(directory.at("dump"), O_RDONLY), "open")
    defer { close(file) }
    let (code, notes) = try Witness.record { witness in
      witness.keep(
        try witness.loop.onSignal(signal, for: witness) { witness, event in
          witness.note("\(event.signal == signal) \(event.descriptor == file)")
          witness.note("\(cl_get_lease(file) == F_UNLCK)")
          witness.loop.exit()
        })
      #expect(cl_set_lease(file, F_RDLCK) == 0)
      #expect(cl_set_lease_signal(file, signal) == 0)
      // F_SETOWN_EX with F_OWNER_TID: to this thread alone, as above.
      var thisThread: (kind: Int32, thread: Int32) = (0, cl_gettid())
      try answer(fcntl(file, 15, &thisThread), "fcntl")
      #expect(open(directory.at("dump"), O_WRONLY | O_NONBLOCK) == -1 && errno == EAGAIN)
    }
    #expect(code == 0)
    #expect(notes == ["true true", "true"])
  }
}

private func blocked(_ signals: [Int32]) -> sigset_t {
  var before = sigset_t()
  pthread_sigmask(SIG_BLOCK, nil, &before)
  Signals.block(signals)
  return before
}

private func restore(_ set: sigset_t) {
  var set = set
  pthread_sigmask(SIG_SETMASK, &set, nil)
}
