public import Systemd

/// One dump that was taken to safety, as `Preserve` has it.
public struct PreservedRow: BusValue, Equatable {
  /// The structure.
  public static let busSignature = "(sss)"

  /// Where it stood.
  public var from: String
  /// Where it is kept.
  public var to: String
  /// Whose it is.
  public var host: String

  /// A row of these.
  public init(from: String, to: String, host: String) {
    self.from = from
    self.to = to
    self.host = host
  }

  /// Takes the structure out.
  public init(reading reader: BusReader) throws(BusError) {
    var row: Self?
    try reader.structure(Self.self) { reader throws(BusError) in
      row = Self(from: try reader.read(), to: try reader.read(), host: try reader.read())
    }
    guard let row else { throw .invalidArguments(Self.busSignature) }
    self = row
  }

  /// Puts the structure in.
  public func append(to writer: BusWriter) throws(BusError) {
    try writer.structure(Self.self) { writer throws(BusError) in
      try writer.append(from, to, host)
    }
  }
}
