public import Linux
import CSystemd
import Glibc

/// What a descriptor can be ready for.
public struct Readiness: OptionSet, Hashable, Sendable {
  /// The bits of epoll(7).
  public let rawValue: UInt32

  /// A set of raw bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// There is something to read, or the other end is gone.
  public static let readable = Readiness(rawValue: EPOLLIN.rawValue)
  /// Something can be written.
  public static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
  /// The contents changed, as `/proc/swaps` and `/proc/self/mountinfo` say it: with an error condition.
  public static let priority = Readiness(rawValue: EPOLLPRI.rawValue | EPOLLERR.rawValue)
}

extension EventLoop {
  /// Calls the actor whenever a descriptor is ready, again and again until what made it so has been dealt with.
  ///
  /// The descriptor stays the caller's and has to stay open as long as the source lives.
  public func onReadiness<A: Actor>(
    of descriptor: Int32, _ events: Readiness, for actor: A,
    _ body: @escaping @Sendable (isolated A) -> Void
  ) throws(SystemError) -> EventSource {
    try addReadiness(
      descriptor, events,
      Handler { [weak actor] _ in
        actor?.assumeIsolated { body($0) }
      })
  }

  func addReadiness(
    _ descriptor: Int32, _ events: Readiness, _ handler: Handler<UInt32>
  ) throws(SystemError) -> EventSource {
    try add("sd_event_add_io", on: "descriptor \(descriptor)", handler: handler) { source, context in
      sd_event_add_io(
        event, &source, descriptor, events.rawValue,
        { _, _, events, context in Handler<UInt32>.call(context, events) }, context)
    }
  }
}
