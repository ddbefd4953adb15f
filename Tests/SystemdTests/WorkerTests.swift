import Linux
import CLinux
import Glibc
import Synchronization
import Systemd
import Testing

@Suite struct `A worker` {
  @Test func `answers what the work returns or throws`() async throws {
    let worker = try Worker()
    defer { worker.stop() }
    #expect(await worker.run { 6 * 7 } == 42)
    await #expect(throws: SystemError("read", errno: EIO)) {
      try await worker.run { () throws(SystemError) in throw SystemError("read", errno: EIO) }
    }
  }

  @Test func `does not keep a caller that belongs to no actor`() async throws {
    let worker = try Worker()
    defer { worker.stop() }
    for _ in 0..<100 {
      let elsewhere = await worker.run { cl_gettid() }
      #expect(cl_gettid() != elsewhere)
    }
  }

  @Test func `does its work on one thread of its own name, where no signal lands`() async throws {
    let worker = try startedWithNothingBlocked("rescue-and-archive")
    defer { worker.stop() }
    let status = await worker.run { contents(of: "/proc/self/task/\(cl_gettid())/status") }
    #expect(status.contains("Name:\trescue-and-arch\n"))
    let mask = status.split(separator: "\n").first { $0.hasPrefix("SigBlk:") }?.dropFirst(8) ?? ""
    let bits = UInt64(mask, radix: 16) ?? 0
    for signal in [SIGTERM, SIGINT, SIGHUP, SIGCHLD, Signals.firstRealTime] {
      #expect(bits & 1 << UInt64(signal - 1) != 0, "signal \(signal) is not blocked")
    }
    #expect(bits & 1 << UInt64(SIGSEGV - 1) == 0, "a crash would leave no backtrace")
  }

  @Test func `finishes all that it was given, in order, before it stops`() async throws {
    let worker = try Worker()
    final class Done: Sendable { let numbers = Mutex<[Int]>([]) }
    let done = Done()
    let gate = try Pipe()
    // Holds the worker, so that all the rest is still waiting when it is told to stop.
    Task.detached(executorPreference: worker) { gate.take() }
    for number in 0..<100 {
      Task.detached(executorPreference: worker) { done.numbers.withLock { $0.append(number) } }
    }
    gate.put()
    worker.stop()
    worker.stop()
    #expect(done.numbers.withLock { $0 } == Array(0..<100))
  }

  @Test func `that hangs can be abandoned, and ends by itself when it goes on`() async throws {
    let gate = try Pipe()
    let done = Pipe.Flag()
    let worker = try Worker()
    worker.submit {
      gate.take()
      done.set()
    }
    worker.abandon()
    worker.abandon()
    worker.stop()
    #expect(!done.isSet, "nothing waited for it")
    worker.submit { Issue.record("work that came after the end was done") }
    gate.put()
    #expect(done.wait())
  }

  @Test func `and a loop are all the threads that a round trip needs`() async {
    // In a process of its own, where no other test keeps the concurrency library's threads busy.
    await #expect(processExitsWith: .success) {
      try expectNoOtherThread { witness, worker in
        Task {
          for _ in 0..<1_000 { witness.note("\(await worker.run { cl_gettid() })") }
          witness.loop.exit()
        }
      }
    }
  }

  @Test func `and a loop are all the threads of a task of the loop`() async {
    await #expect(processExitsWith: .success) {
      try expectNoOtherThread { witness, worker in
        witness.loop.task(for: witness) { witness in
          for _ in 0..<1_000 {
            witness.note("\(await Task.detached(executorPreference: worker) { cl_gettid() }.value)")
            witness.loop.checkIsolated()
            await Task.yield()
            witness.loop.checkIsolated()
          }
          witness.loop.exit()
        }
      }
    }
  }
}

/// A worker started by a thread that lets every signal through, which those of the test runner do not.
private func startedWithNothingBlocked(_ name: String) throws -> Worker {
  var before = sigset_t()
  var nothing = sigset_t()
  pthread_sigmask(SIG_SETMASK, &nothing, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  return try Worker(name: name)
}

/// Runs a loop whose witness notes the thread of its worker a thousand times, and expects that meanwhile nobody woke but
/// these two.
private func expectNoOtherThread(
  _ begin: @escaping @Sendable (isolated Witness, Worker) throws -> Void
) throws {
  let owner = "\(cl_gettid())"
  let worker = try Worker()
  let before = switches()
  let (code, notes) = try Witness.record { try begin($0, worker) }
  #expect(code == 0)
  let workers = Set(notes)
  #expect(notes.count == 1_000 && workers.count == 1 && !workers.contains(owner))
  let others = switches().filter { $0.key != owner && !workers.contains($0.key) }
  let woken = others.reduce(0) { sum, thread in sum + thread.value - (before[thread.key] ?? 0) }
  // Each trip by way of another thread wakes it once; a few may be the test runner's own.
  #expect(woken < 100, "threads that have no part in it woke \(woken) times")
  worker.stop()
  #expect(workers.isDisjoint(with: switches().keys))
}

/// How often each thread of this process, by its number, has gone to sleep.
private func switches() -> [String: Int] {
  guard let directory = opendir("/proc/self/task") else { return [:] }
  defer { closedir(directory) }
  var found: [String: Int] = [:]
  while let entry = readdir(directory) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name.hasPrefix(".") { continue }
    let lines = contents(of: "/proc/self/task/\(name)/status").split(separator: "\n")
    let line = lines.first { $0.hasPrefix("voluntary_ctxt_switches:\t") }
    found[name] = line.flatMap { Int($0.dropFirst("voluntary_ctxt_switches:\t".count)) }
  }
  return found
}

private func contents(of path: String) -> String {
  let file = open(path, O_RDONLY)
  defer { close(file) }
  var bytes = [UInt8](repeating: 0, count: 8192)
  let length = read(file, &bytes, bytes.count)
  return String(decoding: bytes[..<max(length, 0)], as: UTF8.self)
}
