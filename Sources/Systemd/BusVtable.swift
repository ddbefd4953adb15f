import CSystemd
import Glibc

/// An interface in the form that libsystemd wants, which has to stay where it is for as long as it is served.
final class BusVtable {
  let interface: BusInterface
  let entries: UnsafeMutablePointer<sd_bus_vtable>
  private let count: Int
  private var strings: [UnsafeMutablePointer<CChar>] = []

  /// The table of an interface whose methods all end in `called` and whose properties all in `read`.
  init(
    _ interface: BusInterface, called: @escaping sd_bus_message_handler_t,
    read: @escaping sd_bus_property_get_t
  ) {
    self.interface = interface
    count = 2 + interface.methods.count + interface.properties.count + interface.signals.count
    entries = .allocate(capacity: count)
    var next = entries
    func add(_ entry: sd_bus_vtable) {
      next.initialize(to: entry)
      next += 1
    }
    add(cs_bus_start(0))
    for method in interface.methods {
      // Open to all as far as libsystemd goes: who may is asked where it takes no waiting of the loop.
      add(
        cs_bus_method(
          keep(method.name), keep(method.takes.signature), keep(method.answers.signature),
          keep(names: method.takes + method.answers), called, UInt64(SD_BUS_VTABLE_UNPRIVILEGED)))
    }
    for property in interface.properties {
      add(cs_bus_property(keep(property.name), keep(property.signature), read, Self.flags(property.change)))
    }
    for signal in interface.signals {
      add(cs_bus_signal(keep(signal.name), keep(signal.carries.signature), keep(names: signal.carries)))
    }
    add(cs_bus_end())
  }

  deinit {
    entries.deinitialize(count: count)
    entries.deallocate()
    for string in strings { string.deallocate() }
  }

  private static func flags(_ change: BusInterface.Property.Change) -> UInt64 {
    switch change {
    case .constant: UInt64(SD_BUS_VTABLE_PROPERTY_CONST)
    case .emitted: UInt64(SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE)
    case .silent: 0
    }
  }

  private func keep(names arguments: [BusInterface.Argument]) -> UnsafePointer<CChar> {
    keep(arguments.map { $0.name + "\0" }.joined())
  }

  private func keep(_ text: String) -> UnsafePointer<CChar> {
    let bytes = text.utf8.map { CChar(bitPattern: $0) } + [0]
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    copy.initialize(from: bytes, count: bytes.count)
    strings.append(copy)
    return UnsafePointer(copy)
  }
}
