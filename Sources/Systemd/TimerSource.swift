public import Linux
import CLinux
import CSystemd
import Glibc

extension EventLoop {
  /// Calls the actor once, so many microseconds from now; `EventSource.rearm(after:)` starts the timer again.
  ///
  /// Up to `accuracy` microseconds late, which lets sd-event serve several timers with one wake-up. Time that the machine sleeps
  /// counts.
  public func timer<A: Actor>(
    after microseconds: UInt64, accuracy: UInt64 = 1, for actor: A,
    _ body: @escaping @Sendable (isolated A) -> Void
  ) throws(SystemError) -> EventSource {
    try addTimer(
      Self.moment(after: microseconds), accuracy,
      Handler { [weak actor] _ in
        actor?.assumeIsolated { body($0) }
      })
  }

  func addTimer(
    _ moment: UInt64, _ accuracy: UInt64, _ handler: Handler<UInt64>
  ) throws(SystemError) -> EventSource {
    try add("sd_event_add_time", on: "timer", handler: handler) { source, context in
      // 0 would mean sd-event's default of 250 ms.
      sd_event_add_time(
        event, &source, CLOCK_BOOTTIME, moment, max(accuracy, 1),
        { _, moment, context in Handler<UInt64>.call(context, moment) }, context)
    }
  }

  /// A moment counted from now, not (as `sd_event_source_set_time_relative` does) from when the loop last woke up: a
  /// handler that took its time would make its own timer come early.
  static func moment(after microseconds: UInt64) -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_BOOTTIME, &now)
    let elapsed = UInt64(now.tv_sec) * 1_000_000 + UInt64(now.tv_nsec) / 1_000
    // The largest value means never, to sd-event too.
    let (moment, overflow) = elapsed.addingReportingOverflow(microseconds)
    return overflow ? .max : moment
  }
}
