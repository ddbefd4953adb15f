public import Systemd

/// One dump directory, as `ListDirectories` has it.
public struct DirectoryRow: BusValue, Equatable {
  /// The structure.
  public static let busSignature = "(osss)"

  /// Its object.
  public var object: BusPath
  /// Where it is.
  public var path: String
  /// Whose dumps arrive there.
  public var host: String
  /// How it is watched.
  public var mode: String

  /// A row of these.
  public init(object: BusPath, path: String, host: String, mode: String) {
    self.object = object
    self.path = path
    self.host = host
    self.mode = mode
  }

  /// Takes the structure out.
  public init(reading reader: BusReader) throws(BusError) {
    var row: Self?
    try reader.structure(Self.self) { reader throws(BusError) in
      row = Self(
        object: try reader.read(), path: try reader.read(), host: try reader.read(), mode: try reader.read())
    }
    guard let row else { throw .invalidArguments(Self.busSignature) }
    self = row
  }

  /// Puts the structure in.
  public func append(to writer: BusWriter) throws(BusError) {
    try writer.structure(Self.self) { writer throws(BusError) in
      try writer.append(object, path, host, mode)
    }
  }
}
