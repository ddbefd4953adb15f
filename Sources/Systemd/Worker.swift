public import Linux
import CLinux
import CSystemd
import Glibc
import Synchronization

/// A thread of its own for work that blocks, so that a loop never does.
///
/// Jobs run one after the other, in the order in which they came. At rest the thread sleeps in the kernel and wakes for
/// nothing but work. It lives until `stop`.
///
/// Unchecked for the thread's handle alone, which is written before anybody else can see the worker.
public final class Worker: TaskExecutor, @unchecked Sendable {
  private let semaphore: Int32
  private let queue = Mutex<Queue>(Queue())
  private let resumption = Resumption()
  private var thread = pthread_t()

  private struct Queue {
    var jobs: [UnownedJob] = []
    var isStopped = false
  }

  /// Starts a thread, named as process listings show it (15 bytes at most).
  public init(name: String = "worker") throws(SystemError) {
    // A semaphore: each read takes one, so that one read is one job.
    semaphore = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_SEMAPHORE))
    guard semaphore >= 0 else { throw SystemError("eventfd", errno: errno) }
    let start = Unmanaged.passRetained(Start(worker: self, name: name))
    // No signal may land on the worker: it would end the process, where the loop would have ended it well.
    let result = Signals.withAllBlocked {
      pthread_create(
        &thread, nil,
        { context in
          guard let context else { return nil }
          Unmanaged<Start>.fromOpaque(context).takeRetainedValue().run()
          return nil
        }, start.toOpaque())
    }
    guard result == 0 else {
      start.release()
      throw SystemError("pthread_create", on: name, errno: result)
    }
  }

  deinit { close(semaphore) }

  /// Takes a job; from any thread.
  ///
  /// One that comes after `stop` never runs.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let isAccepted = queue.withLock { queue in
      if !queue.isStopped { queue.jobs.append(job) }
      return !queue.isStopped
    }
    if isAccepted { eventfd_write(semaphore, 1) }
  }

  /// Has the worker's thread do something in its turn, which nobody waits for.
  public func submit(_ work: @escaping @Sendable () -> Void) {
    Task.detached(executorPreference: self) { work() }
  }

  /// Runs blocking work on the worker's thread and answers what it returns or throws.
  ///
  /// This is how an actor on a loop waits for work: unlike a task's `value`, it leads straight back to the loop.
  public func run<T: Sendable, E: Error>(
    _ work: @escaping @Sendable () throws(E) -> T
  ) async throws(E) -> T {
    // Whoever waits for anything is resumed by the global executor, whose threads would start and stay, and only then
    // finds the way back; unless the waiting task prefers another executor while it waits.
    let result = await withTaskExecutorPreference(resumption) {
      await withCheckedContinuation { continuation in
        Task.detached(executorPreference: self) { continuation.resume(returning: Result(catching: work)) }
      }
    }
    return try result.get()
  }

  /// Ends the thread when it has done all that it was given, and waits for that.
  ///
  /// Not from the worker itself, which would wait for its own end.
  public func stop() {
    guard isFirstToStop() else { return }
    eventfd_write(semaphore, 1)
    pthread_join(thread, nil)
  }

  /// Takes no more work and waits for nothing: for a thread that may hang in the kernel for good.
  ///
  /// Should what it does end after all, it ends after it, and after what it had been given before.
  public func abandon() {
    guard isFirstToStop() else { return }
    eventfd_write(semaphore, 1)
    pthread_detach(thread)
  }

  private func isFirstToStop() -> Bool {
    queue.withLock { queue in
      defer { queue.isStopped = true }
      return !queue.isStopped
    }
  }

  private func serve() {
    while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
  }

  /// The next job, waited for; none once the worker has been stopped and the queue is empty.
  private func next() -> UnownedJob? {
    var count: eventfd_t = 0
    while eventfd_read(semaphore, &count) < 0 && errno == EINTR {}
    return queue.withLock { queue in queue.jobs.isEmpty ? nil : queue.jobs.removeFirst() }
  }

  /// What the thread begins with.
  private final class Start {
    let worker: Worker
    let name: String

    init(worker: Worker, name: String) {
      self.worker = worker
      self.name = name
    }

    func run() {
      // A name that is too long is no reason not to work.
      _ = cl_name_thread(String(decoding: name.utf8.prefix(15), as: UTF8.self))
      worker.serve()
    }
  }
}

/// Resumes a waiting task on the thread that ends its wait, from where it goes on to its actor's executor at once.
///
/// Not the worker itself: there the task would queue behind all other work.
private final class Resumption: TaskExecutor {
  func enqueue(_ job: consuming ExecutorJob) {
    UnownedJob(job).runSynchronously(on: asUnownedTaskExecutor())
  }
}
