import CLinux
import Glibc

/// A clock that nobody sets.
enum MonotonicClock {
  /// Microseconds since some moment.
  static var microseconds: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(clamping: time.tv_sec) * 1_000_000 + UInt64(clamping: time.tv_nsec) / 1000
  }
}
