public import Linux
import CSystemd
import Glibc

/// A signal as the loop received it.
public struct SignalEvent: Equatable, Sendable {
  /// The signal's number.
  public let signal: Int32

  /// The process that sent it, 0 for the kernel.
  public let sender: UInt32

  /// The descriptor that it is about, when the kernel sent it because of one (`F_SETSIG`).
  public let descriptor: Int32
}

extension EventLoop {
  /// Calls the actor when a signal arrives; the signal has to be blocked already, see `Signals.block`.
  public func onSignal<A: Actor>(
    _ signal: Int32, for actor: A, _ body: @escaping @Sendable (isolated A) -> Void
  ) throws(SystemError) -> EventSource {
    try onSignal(signal, for: actor) { actor, _ in body(actor) }
  }

  /// Calls the actor with each signal that arrives, and what it is about.
  ///
  /// Real-time signals are queued one by one. When the queue is full the kernel sends `SIGIO` in their place, without
  /// the descriptor.
  public func onSignal<A: Actor>(
    _ signal: Int32, for actor: A, _ body: @escaping @Sendable (isolated A, SignalEvent) -> Void
  ) throws(SystemError) -> EventSource {
    try addSignal(
      signal,
      Handler { [weak actor] event in
        actor?.assumeIsolated { body($0, event) }
      })
  }

  private func addSignal(_ signal: Int32, _ handler: Handler<SignalEvent>) throws(SystemError) -> EventSource
  {
    try add("sd_event_add_signal", on: "signal \(signal)", handler: handler) { source, context in
      sd_event_add_signal(
        event, &source, signal,
        { _, info, context in
          guard let info = info?.pointee else { return 0 }
          return Handler<SignalEvent>.call(
            context,
            SignalEvent(
              signal: Int32(truncatingIfNeeded: info.ssi_signo), sender: info.ssi_pid,
              descriptor: info.ssi_fd))
        }, context)
    }
  }
}
