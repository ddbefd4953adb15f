internal import Glibc

/// When the calling thread gets a processor.
public enum Scheduling {
  /// `SCHED_RESET_ON_FORK` of sched(7), which the C library's Swift module does not have.
  private static let resetOnFork: Int32 = 0x4000_0000

  /// Has the kernel run this thread as soon as it is woken, ahead of all ordinary ones; threads that it starts are
  /// ordinary again.
  ///
  /// Of little use to work that takes long, and decisive for a few calls that are in a race. It needs `CAP_SYS_NICE` or
  /// an `RLIMIT_RTPRIO`, and seldom is either to be had in a container: then all stays as it is, and `false` is
  /// answered.
  @discardableResult
  public static func wakeAtOnce() -> Bool {
    var lowest = sched_param()
    lowest.sched_priority = sched_get_priority_min(SCHED_RR)
    return sched_setscheduler(0, SCHED_RR | resetOnFork, &lowest) == 0
  }
}
