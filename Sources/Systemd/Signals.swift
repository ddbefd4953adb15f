import Glibc

/// The signals of the process.
public enum Signals {
  /// Blocks signals in the calling thread and in every thread that it starts from now on, so that a loop can take them.
  ///
  /// Call it before the first thread starts: a thread that does not block them ends the process instead.
  public static func block(_ signals: [Int32]) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    // Only a wrong first argument can make this fail.
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// The first real-time signal that is free for use: the C library keeps some for itself.
  public static var firstRealTime: Int32 { __libc_current_sigrtmin() }

  /// Runs a body with every signal blocked that does not tell of a fault in the thread itself, and a thread started
  /// there inherits that.
  static func withAllBlocked<T, E: Error>(_ body: () throws(E) -> T) throws(E) -> T {
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    for fault in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP] { sigdelset(&all, fault) }
    pthread_sigmask(SIG_BLOCK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return try body()
  }
}
