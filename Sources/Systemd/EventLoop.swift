public import Linux
import CSystemd
import Glibc
import Synchronization

/// An sd-event loop that is also the executor of the actors living on it.
///
/// The loop belongs to the thread that made it. An actor names it as its `unownedExecutor` and keeps it alive with a
/// stored property; from then on events enter the actor without a hop, and what the actor awaits resumes between two
/// events, first come, first served. Nothing here starts the concurrency library's own threads, which would wake up once a second for ever.
///
/// A task of such an actor that awaits more than `Worker.run` is begun with `task(for:)`. Without, whatever it waits for
/// (`Task.yield`, another task's `value`, a continuation) comes back by way of the global executor.
///
/// Unchecked, because sd-event knows nothing of threads: all that touches `event` checks that it is on the owner's
/// thread, and what other threads may do goes through `pending`.
public final class EventLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
  let event: OpaquePointer
  private let wake: Int32
  private var wakeSource: OpaquePointer?
  private let pending = Mutex<[Work]>([])
  /// Our own, since `sd_event_get_tid` only knows the thread of the default loop.
  private let owner = pthread_self()

  /// What other threads ask of the loop.
  private enum Work: Sendable {
    case job(UnownedJob)
    case release(EventSource.Registration)
  }

  /// Makes a loop that belongs to the calling thread.
  public init() throws(SystemError) {
    var event: OpaquePointer?
    try check(sd_event_new(&event), "sd_event_new")
    guard let event else { throw SystemError("sd_event_new", errno: ENOMEM) }
    self.event = event
    wake = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    // What fails from here on is cleaned up by deinit, which takes a descriptor that was never opened.
    guard wake >= 0 else { throw SystemError("eventfd", errno: errno) }
    let added = sd_event_add_io(
      event, &wakeSource, wake, EPOLLIN.rawValue,
      { _, _, _, loop in
        guard let loop else { return 0 }
        Unmanaged<EventLoop>.fromOpaque(loop).takeUnretainedValue().drain()
        return 0
      }, Unmanaged.passUnretained(self).toOpaque())
    try check(added, "sd_event_add_io", on: "eventfd")
    sd_event_source_set_description(wakeSource, "jobs")
  }

  deinit {
    for case .release(let registration) in takePending() { registration.release() }
    sd_event_source_disable_unref(wakeSource)
    sd_event_unref(event)
    close(wake)
  }

  /// Serves events until `exit`, and answers the code given there.
  ///
  /// Jobs that are waiting by then are still done, so that a task which ends the loop comes to its own end.
  public func run() throws(SystemError) -> Int32 {
    checkIsolated()
    defer { drain() }
    return try check(sd_event_loop(event), "sd_event_loop")
  }

  /// Ends `run` once the event being served is done with.
  public func exit(_ code: Int32 = 0) {
    checkIsolated()
    sd_event_exit(event, code)
  }

  /// Tells the service manager regularly that the loop is alive, and answers whether it wants to hear so.
  public func enableWatchdog() throws(SystemError) -> Bool {
    checkIsolated()
    return try check(sd_event_set_watchdog(event, 1), "sd_event_set_watchdog") > 0
  }

  /// Does what came back since `run` ended: the work of threads that were stopped after it.
  public func finish() {
    checkIsolated()
    drain()
  }

  /// Begins a task of an actor on this loop that comes back to the loop from whatever it awaits.
  @discardableResult
  public func task<A: Actor>(
    for actor: A, _ body: @escaping @Sendable (isolated A) async -> Void
  ) -> Task<Void, Never> {
    Task(executorPreference: self) { await body(actor) }
  }

  /// Takes a job of an actor or a task that lives here; from any thread.
  public func enqueue(_ job: consuming ExecutorJob) {
    submit(.job(UnownedJob(job)))
  }

  /// Whether the caller is on the loop's thread: what the runtime asks first.
  public func isIsolatingCurrentContext() -> Bool? {
    pthread_equal(pthread_self(), owner) != 0
  }

  /// Ends the program with a sentence when the caller is not on the loop's thread.
  public func checkIsolated() {
    precondition(isIsolatingCurrentContext() == true, "not on the thread of the event loop")
  }

  /// Gives back a source: here and now on the loop's thread, otherwise as soon as the loop comes to it.
  func release(_ registration: EventSource.Registration) {
    if isIsolatingCurrentContext() == true {
      registration.release()
    } else {
      submit(.release(registration))
    }
  }

  private func submit(_ work: Work) {
    let isFirst = pending.withLock { pending in
      pending.append(work)
      return pending.count == 1
    }
    // One wake-up serves a burst: who is not the first knows that it is on its way.
    if isFirst { eventfd_write(wake, 1) }
  }

  private func drain() {
    // The counter before the queue: what arrives in between wakes us once too often rather than never.
    var count: eventfd_t = 0
    eventfd_read(wake, &count)
    for work in takePending() {
      switch work {
      case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
      case .release(let registration): registration.release()
      }
    }
  }

  private func takePending() -> [Work] {
    pending.withLock { pending in
      defer { pending.removeAll() }
      return pending
    }
  }
}
