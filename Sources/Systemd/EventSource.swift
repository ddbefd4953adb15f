public import Linux
import CSystemd
import Glibc

/// Something that the loop listens to, for as long as this object lives.
///
/// It may be dropped at any time, also by the handler that is running for it.
public final class EventSource {
  private let loop: EventLoop
  private var registration: Registration?

  init(_ registration: Registration, on loop: EventLoop) {
    self.loop = loop
    self.registration = registration
  }

  deinit { cancel() }

  /// Stops listening for good.
  public func cancel() {
    guard let registration else { return }
    self.registration = nil
    loop.release(registration)
  }

  /// Lets a timer go off once more, so many microseconds from now; one that is running starts anew.
  public func rearm(after microseconds: UInt64) throws(SystemError) {
    loop.checkIsolated()
    guard case .source(let source) = registration else {
      throw SystemError("sd_event_source_set_time", errno: ECANCELED)
    }
    try check(
      sd_event_source_set_time(source, EventLoop.moment(after: microseconds)), "sd_event_source_set_time")
    try check(sd_event_source_set_enabled(source, Int32(SD_EVENT_ONESHOT)), "sd_event_source_set_enabled")
  }

  /// Waits for something else of the same descriptor from now on.
  func listen(for events: Readiness) {
    guard case .source(let source) = registration else { return }
    sd_event_source_set_io_events(source, events.rawValue)
  }

  /// Is served after everything of a smaller number that is ready at the same time; 0 is usual.
  func setPriority(_ priority: Int64) {
    guard case .source(let source) = registration else { return }
    sd_event_source_set_priority(source, priority)
  }

  /// What libsystemd holds for a source, or for a bus.
  ///
  /// Unchecked, because it is only ever given from one thread to another to be
  /// released there.
  enum Registration: @unchecked Sendable {
    case source(OpaquePointer)
    case monitor(OpaquePointer, context: Unmanaged<AnyObject>)
    case bus(OpaquePointer, slots: [OpaquePointer], contexts: [Unmanaged<AnyObject>])
    case message(OpaquePointer)
    case unanswered(OpaquePointer)

    func release() {
      switch self {
      case .source(let source):
        // Not plain unref: while a dispatch still refers to the source, it must not go off again.
        sd_event_source_disable_unref(source)
      case .monitor(let monitor, let context):
        sd_device_monitor_stop(monitor)
        sd_device_monitor_unref(monitor)
        context.release()
      case .bus(let bus, let slots, let contexts):
        for slot in slots { sd_bus_slot_unref(slot) }
        sd_bus_close_unref(bus)
        for context in contexts { context.release() }
      case .message(let message):
        sd_bus_message_unref(message)
      case .unanswered(let message):
        // A caller must not wait for what nobody does any more.
        sd_bus_reply_method_errno(message, ECANCELED, nil)
        sd_bus_message_unref(message)
      }
    }
  }
}

/// The closure behind a source, as the context pointer of its C callback.
final class Handler<Event> {
  private let body: (Event) -> Void

  init(_ body: @escaping (Event) -> Void) { self.body = body }

  /// Hands an event to the handler that C kept for us.
  ///
  /// The answer is always 0: a negative one would make sd-event switch the source off without a word. The handler is
  /// held while it runs, since it may drop its own source.
  static func call(_ context: UnsafeMutableRawPointer?, _ event: Event) -> Int32 {
    guard let context else { return 0 }
    Unmanaged<Handler>.fromOpaque(context).takeUnretainedValue().body(event)
    return 0
  }
}

extension EventLoop {
  /// Registers a source whose handler lives exactly as long as sd-event keeps the source.
  func add<Event>(
    _ call: String, on subject: String, handler: Handler<Event>,
    _ register: (inout OpaquePointer?, UnsafeMutableRawPointer) -> Int32
  ) throws(SystemError) -> EventSource {
    checkIsolated()
    let context = Unmanaged<AnyObject>.passRetained(handler)
    var source: OpaquePointer?
    let result = register(&source, context.toOpaque())
    guard result >= 0, let source else {
      context.release()
      throw SystemError(call, on: subject, errno: -result)
    }
    sd_event_source_set_destroy_callback(source) { context in
      guard let context else { return }
      Unmanaged<AnyObject>.fromOpaque(context).release()
    }
    sd_event_source_set_description(source, subject)
    return EventSource(.source(source), on: self)
  }
}
