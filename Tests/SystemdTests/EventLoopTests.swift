import Linux
import CLinux
import Glibc
import Systemd
import Testing

@Suite struct `An event loop` {
  @Test func `runs the jobs of its actors on the thread that made it`() throws {
    let owner = cl_gettid()
    let (code, notes) = try Witness.record { witness in
      Task {
        witness.note("\(cl_gettid())")
        Task {
          witness.note("\(cl_gettid())")
          witness.loop.exit(7)
        }
      }
    }
    #expect(code == 7)
    #expect(notes == ["\(owner)", "\(owner)"])
  }

  @Test func `gets back what its actor waited for on a worker`() throws {
    let worker = try Worker()
    defer { worker.stop() }
    let owner = cl_gettid()
    let (code, notes) = try Witness.record { witness in
      Task {
        let elsewhere = await worker.run { cl_gettid() }
        witness.note("\(elsewhere != owner)")
        witness.note("\(cl_gettid() == owner)")
        witness.loop.exit()
      }
    }
    #expect(code == 0)
    #expect(notes == ["true", "true"])
  }

  @Test func `finishes a task whose work comes back once it has ended`() throws {
    let worker = try Worker()
    let witness = Witness(on: try EventLoop())
    let flag = Pipe.Flag()
    witness.assumeIsolated { witness in
      _ = Task {
        witness.loop.exit()
        _ = await worker.run { flag.wait() }
        witness.note("came back")
      }
    }
    #expect(try witness.loop.run() == 0)
    flag.set()
    worker.stop()
    #expect(witness.assumeIsolated { $0.notes } == [])
    witness.loop.finish()
    #expect(witness.assumeIsolated { $0.notes } == ["came back"])
  }

  @Test func `takes a burst of jobs from another thread in their order`() throws {
    let worker = try Worker()
    defer { worker.stop() }
    let (code, notes) = try Witness.record { witness in
      for number in 0..<10_000 {
        Task.detached(executorPreference: worker) { await witness.note("\(number)") }
      }
      Task.detached(executorPreference: worker) { await witness.end() }
    }
    #expect(code == 0)
    #expect(notes == (0..<10_000).map { "\($0)" })
  }

  @Test func `goes on calling a handler for as long as its source lives`() throws {
    let pipe = try Pipe(containing: 3)
    let (code, notes) = try Witness.record { witness in
      witness.keep(
        try witness.loop.onReadiness(of: pipe.readEnd, .readable, for: witness) { witness in
          pipe.take()
          witness.note("ready")
          if witness.notes.count == 3 { witness.loop.exit() }
        })
    }
    #expect(code == 0)
    #expect(notes == ["ready", "ready", "ready"])
  }

  @Test(arguments: ["cancelled", "dropped"])
  func `lets a source end inside its own handler`(_ how: String) throws {
    let pipe = try Pipe(containing: 1)
    let (code, notes) = try Witness.record { witness in
      witness.keep(
        try witness.loop.onReadiness(of: pipe.readEnd, .readable, for: witness) { witness in
          witness.note("once")
          if how == "cancelled" {
            witness.sources.last?.cancel()
          } else {
            witness.sources.removeLast()
          }
        })
      // All this time the descriptor is ready.
      witness.sources.insert(try witness.loop.timer(after: 10_000, for: witness) { $0.loop.exit() }, at: 0)
    }
    #expect(code == 0)
    #expect(notes == ["once"])
  }

  @Test func `gives back a source that another thread dropped on its own thread`() throws {
    final class Trace: Sendable {
      let ended: @Sendable (Int32) -> Void
      init(_ ended: @escaping @Sendable (Int32) -> Void) { self.ended = ended }
      deinit { ended(cl_gettid()) }
    }
    let worker = try Worker()
    defer { worker.stop() }
    let owner = cl_gettid()
    let (code, notes) = try Witness.record { witness in
      let loop = witness.loop
      let trace = Trace { thread in
        witness.assumeIsolated { $0.note("\(thread == owner)") }
      }
      nonisolated(unsafe) var source: EventSource? = try loop.timer(after: .max, for: witness) { [trace] _ in
        withExtendedLifetime(trace) {}
      }
      // Not `Task { }`: its closure would not mention the witness, and so not run on its loop.
      loop.task(for: witness) { witness in
        await worker.run {
          #expect(source != nil)
          source = nil
        }
        witness.loop.exit()
      }
    }
    #expect(code == 0)
    #expect(notes == ["true"])
  }

  @Test func `tells nobody of an event whose actor is gone`() throws {
    let loop = try EventLoop()
    let pipe = try Pipe(containing: 1)
    var gone: Witness? = Witness(on: loop)
    let orphan = try gone.map { witness in
      try loop.onReadiness(of: pipe.readEnd, .readable, for: witness) { $0.note("nobody") }
    }
    gone = nil
    let survivor = Witness(on: loop)
    let end = try loop.timer(after: 1_000, for: survivor) { $0.loop.exit(3) }
    #expect(try loop.run() == 3)
    withExtendedLifetime((orphan, end)) {}
  }

  @Test func `says on which descriptor it cannot wait`() throws {
    let loop = try EventLoop()
    let witness = Witness(on: loop)
    #expect(throws: SystemError("sd_event_add_io", on: "descriptor -1", errno: EBADF)) {
      try loop.onReadiness(of: -1, .readable, for: witness) { _ in }
    }
  }
}
