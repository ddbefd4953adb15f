public import Linux
import CSystemd
import Glibc

/// A device that came, went or changed, as udev announced it.
public struct DeviceEvent: Equatable, Sendable {
  /// What happened to a device.
  public enum Action: Equatable, Sendable, CaseIterable {
    /// What the kernel calls the action.
    case add, remove, change, move, online, offline, bind, unbind
  }

  /// What happened; `nil` for an action that this version does not know.
  public let action: Action?

  /// The device's directory below `/sys`, such as `/sys/devices/system/memory/memory32`.
  public let path: String
}

extension EventLoop {
  /// Calls the actor with every change to a device of a subsystem, such as `memory`.
  ///
  /// Without a running udev, as in most containers, libsystemd makes a monitor that never hears anything; that is an
  /// error here, so that the caller can look for itself from time to time.
  public func onDevice<A: Actor>(
    of subsystem: String, for actor: A, _ body: @escaping @Sendable (isolated A, DeviceEvent) -> Void
  ) throws(SystemError) -> EventSource {
    try addMonitor(
      of: subsystem, udev: "/run/udev/control",
      Handler { [weak actor] event in
        actor?.assumeIsolated { body($0, event) }
      })
  }

  func addMonitor(
    of subsystem: String, udev: String, _ handler: Handler<DeviceEvent>
  ) throws(SystemError) -> EventSource {
    checkIsolated()
    guard access(udev, F_OK) == 0 else { throw SystemError("access", on: udev, errno: errno) }
    var monitor: OpaquePointer?
    try check(sd_device_monitor_new(&monitor), "sd_device_monitor_new", on: subsystem)
    guard let monitor else { throw SystemError("sd_device_monitor_new", on: subsystem, errno: ENOMEM) }
    // From here on the source owns the monitor, so that a failure below gives it back.
    let context = Unmanaged<AnyObject>.passRetained(handler)
    let source = EventSource(.monitor(monitor, context: context), on: self)
    try check(
      sd_device_monitor_filter_add_match_subsystem_devtype(monitor, subsystem, nil),
      "sd_device_monitor_filter_add_match_subsystem_devtype", on: subsystem)
    try check(sd_device_monitor_attach_event(monitor, event), "sd_device_monitor_attach_event", on: subsystem)
    try check(
      sd_device_monitor_start(
        monitor,
        { _, device, context in
          guard let device else { return 0 }
          return Handler<DeviceEvent>.call(context, DeviceEvent(device))
        }, context.toOpaque()), "sd_device_monitor_start", on: subsystem)
    return source
  }
}

extension DeviceEvent {
  fileprivate init(_ device: OpaquePointer) {
    var path: UnsafePointer<CChar>?
    sd_device_get_syspath(device, &path)
    self.path = path.map { String(cString: $0) } ?? ""
    var action = sd_device_action_t(rawValue: 0)
    self.action = sd_device_get_action(device, &action) < 0 ? nil : Action(action)
  }
}

extension DeviceEvent.Action {
  fileprivate init?(_ action: sd_device_action_t) {
    switch action {
    case SD_DEVICE_ADD: self = .add
    case SD_DEVICE_REMOVE: self = .remove
    case SD_DEVICE_CHANGE: self = .change
    case SD_DEVICE_MOVE: self = .move
    case SD_DEVICE_ONLINE: self = .online
    case SD_DEVICE_OFFLINE: self = .offline
    case SD_DEVICE_BIND: self = .bind
    case SD_DEVICE_UNBIND: self = .unbind
    default: return nil
    }
  }
}
