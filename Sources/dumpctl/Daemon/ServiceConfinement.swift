import DumpStore
import Glibc
import Systemd

extension Confinement {
  /// The sandbox of dumpwarden.service, drop-ins and all, as the service manager has read it.
  ///
  /// `nil` where there is no systemd, no bus or no such unit: then nothing is known to be confined.
  static func ofService() -> Confinement? {
    // sd_booted(3): what tells that systemd is the service manager.
    guard Glibc.access("/run/systemd/system", F_OK) == 0, BusConnection.isSystemBusThere,
      let client = try? BusClient.systemBus(service: "org.freedesktop.systemd1"),
      let unit = BusPath("dumpwarden.service", below: "/org/freedesktop/systemd1/unit")
    else { return nil }
    client.timeout = 5_000_000
    func property<T: BusValue>(
      _ name: String, of interface: String = "Service", as type: T.Type = T.self
    ) throws(BusError) -> T {
      try client.property(name, of: "org.freedesktop.systemd1.\(interface)", at: unit)
    }
    do throws(BusError) {
      guard try property("LoadState", of: "Unit") == "loaded" else { return nil }
      var confinement = Confinement()
      confinement.system = try property("ProtectSystem")
      confinement.home = try property("ProtectHome")
      confinement.hasPrivateTmp = try property("PrivateTmp")
      confinement.readWrite = try property("ReadWritePaths")
      confinement.readWrite += try property("StateDirectory", as: [String].self).map { "/var/lib/\($0)" }
      confinement.readOnly = try property("ReadOnlyPaths")
      confinement.inaccessible = try property("InaccessiblePaths")
      confinement.bound = try property("BindPaths", as: [BindPath].self).map(\.destination)
      return confinement
    } catch {
      return nil
    }
  }
}

/// An entry of `BindPaths=`, as the service manager tells it.
private struct BindPath: BusValue {
  let source: String
  let destination: String
  let mayBeMissing: Bool
  let flags: UInt64

  static let busSignature = "(ssbt)"

  func append(to writer: BusWriter) throws(BusError) {
    try writer.structure(Self.self) { writer throws(BusError) in
      try writer.append(source, destination, mayBeMissing, flags)
    }
  }

  init(reading reader: BusReader) throws(BusError) {
    var fields: (String, String, Bool, UInt64)?
    try reader.structure(Self.self) { reader throws(BusError) in
      fields = (try reader.read(), try reader.read(), try reader.read(), try reader.read())
    }
    guard let fields else { throw .invalidArguments(Self.busSignature) }
    (source, destination, mayBeMissing, flags) = fields
  }
}
