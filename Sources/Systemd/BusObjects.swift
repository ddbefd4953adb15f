import CSystemd
import Glibc

/// What a program serves: interfaces at objects, answered by one actor, on as many connections as there are.
public final class BusObjects {
  /// Where an interface is served.
  public enum Place: Sendable {
    /// At one object.
    case object(BusPath)
    /// At every object below a path that the actor says is there.
    case below(BusPath)
  }

  struct Entry {
    let place: Place
    let vtable: BusVtable
  }

  let manager: BusPath?
  let entries: [Entry]
  let called: (BusCall) -> Void
  let property: (BusPath, String, String) -> Result<any BusValue, BusError>
  let exists: (BusPath) -> Bool
  let children: (BusPath) -> [BusPath]

  /// Objects of an actor, which is not kept alive by them.
  ///
  /// - Parameters:
  ///   - manager: the object that tells of all below it (`org.freedesktop.DBus.ObjectManager`).
  ///   - called: a method was called; whoever keeps the call may answer it later.
  ///   - property: the value of an object's property, by interface and name.
  ///   - exists: whether an object below such a path is there.
  ///   - children: all of those.
  public init<A: Actor>(
    for actor: A, manager: BusPath?, _ interfaces: [(place: Place, interface: BusInterface)],
    called: @escaping @Sendable (isolated A, BusCall) -> Void,
    property: @escaping @Sendable (isolated A, BusPath, String, String) throws(BusError) -> any BusValue,
    exists: @escaping @Sendable (isolated A, BusPath) -> Bool,
    children: @escaping @Sendable (isolated A, BusPath) -> [BusPath]
  ) {
    self.manager = manager
    entries = interfaces.map { place, interface in
      Entry(place: place, vtable: BusVtable(interface, called: wasCalled, read: wasRead))
    }
    self.called = { [weak actor] call in
      // A call that nobody takes is answered when it is dropped.
      actor?.assumeIsolated { called($0, call) }
    }
    self.property = { [weak actor] path, interface, name in
      actor?.assumeIsolated { actor in
        do throws(BusError) {
          return .success(try property(actor, path, interface, name))
        } catch {
          return .failure(error)
        }
      } ?? .failure(.unknownObject(path.text))
    }
    self.exists = { [weak actor] path in actor?.assumeIsolated { exists($0, path) } ?? false }
    self.children = { [weak actor] path in actor?.assumeIsolated { children($0, path) } ?? [] }
  }
}

/// What libsystemd hands to the callbacks: the objects, and the connection that they are served on.
final class BusServed {
  let objects: BusObjects
  weak var connection: BusConnection?

  init(_ objects: BusObjects, on connection: BusConnection) {
    self.objects = objects
    self.connection = connection
  }

  fileprivate static func from(_ context: UnsafeMutableRawPointer?) -> BusServed? {
    context.map { Unmanaged<BusServed>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Registers everything and answers the slots.
  func register(on bus: OpaquePointer?) -> (slots: [OpaquePointer], failure: Int32) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    var slots: [OpaquePointer] = []
    var failure: Int32 = 0
    func add(_ register: (inout OpaquePointer?) -> Int32) {
      var slot: OpaquePointer?
      let result = register(&slot)
      if let slot { slots.append(slot) }
      if result < 0 { failure = result }
    }
    for entry in objects.entries {
      let name = entry.vtable.interface.name
      switch entry.place {
      case .object(let path):
        add { sd_bus_add_object_vtable(bus, &$0, path.text, name, entry.vtable.entries, context) }
      case .below(let prefix):
        add { sd_bus_add_fallback_vtable(bus, &$0, prefix.text, name, entry.vtable.entries, find, context) }
        add { sd_bus_add_node_enumerator(bus, &$0, prefix.text, enumerate, context) }
      }
    }
    if let manager = objects.manager { add { sd_bus_add_object_manager(bus, &$0, manager.text) } }
    return (slots, failure)
  }
}

private func wasCalled(
  _ message: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ error: UnsafeMutablePointer<sd_bus_error>?
) -> Int32 {
  guard let message, let served = BusServed.from(context), let connection = served.connection,
    let call = BusCall(message, on: connection)
  else { return -ENOTCONN }
  served.objects.called(call)
  return 1
}

private func wasRead(
  _ bus: OpaquePointer?, _ path: UnsafePointer<CChar>?, _ interface: UnsafePointer<CChar>?,
  _ property: UnsafePointer<CChar>?, _ reply: OpaquePointer?, _ context: UnsafeMutableRawPointer?,
  _ error: UnsafeMutablePointer<sd_bus_error>?
) -> Int32 {
  guard let path, let interface, let property, let reply, let served = BusServed.from(context),
    let object = BusPath(String(cString: path))
  else { return -EINVAL }
  do throws(BusError) {
    try served.objects.property(object, String(cString: interface), String(cString: property)).get()
      .append(to: BusWriter(message: reply))
    return 1
  } catch let failure {
    return sd_bus_error_set(error, failure.name, failure.message)
  }
}

private func find(
  _ bus: OpaquePointer?, _ path: UnsafePointer<CChar>?, _ interface: UnsafePointer<CChar>?,
  _ context: UnsafeMutableRawPointer?, _ found: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  _ error: UnsafeMutablePointer<sd_bus_error>?
) -> Int32 {
  guard let path, let found, let served = BusServed.from(context),
    let object = BusPath(String(cString: path)),
    served.objects.exists(object)
  else { return 0 }
  found.pointee = context
  return 1
}

private func enumerate(
  _ bus: OpaquePointer?, _ prefix: UnsafePointer<CChar>?, _ context: UnsafeMutableRawPointer?,
  _ nodes: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?,
  _ error: UnsafeMutablePointer<sd_bus_error>?
) -> Int32 {
  guard let prefix, let nodes, let served = BusServed.from(context),
    let object = BusPath(String(cString: prefix))
  else { return 0 }
  let paths = served.objects.children(object)
  // libsystemd frees the list and every string in it.
  guard let list = calloc(paths.count + 1, MemoryLayout<UnsafeMutablePointer<CChar>?>.stride) else {
    return -ENOMEM
  }
  let strings = list.bindMemory(to: UnsafeMutablePointer<CChar>?.self, capacity: paths.count + 1)
  for (index, path) in paths.enumerated() { strings[index] = strdup(path.text) }
  nodes.pointee = strings
  return 0
}
