public import Systemd

/// One host, as `ListHosts` has it.
public struct HostRow: BusValue, Equatable {
  /// The structure.
  public static let busSignature = "(sssssssa{st})"

  /// Its name.
  public var name: String
  /// `ok`, `warning`, `critical` or `unknown`.
  public var status: String
  /// The type of dump that is wanted of it.
  public var want: String
  /// Whether a complete dump could be held: `yes`, `no` or `unknown`.
  public var holdsComplete: String
  /// Whether the wanted dump could be written now.
  public var canWrite: String
  /// Whether it could be saved at the next start.
  public var canSave: String
  /// The worst finding; empty where there is none.
  public var message: String
  /// `required_bytes`, `shortfall_bytes`, `memory_bytes`, `backing_bytes`, where known.
  public var numbers: [String: UInt64]

  /// A row of these.
  public init(
    name: String, status: String, want: String, holdsComplete: String, canWrite: String, canSave: String,
    message: String, numbers: [String: UInt64]
  ) {
    self.name = name
    self.status = status
    self.want = want
    self.holdsComplete = holdsComplete
    self.canWrite = canWrite
    self.canSave = canSave
    self.message = message
    self.numbers = numbers
  }

  /// Takes the structure out.
  public init(reading reader: BusReader) throws(BusError) {
    var row: Self?
    try reader.structure(Self.self) { reader throws(BusError) in
      row = Self(
        name: try reader.read(), status: try reader.read(), want: try reader.read(),
        holdsComplete: try reader.read(), canWrite: try reader.read(), canSave: try reader.read(),
        message: try reader.read(), numbers: try reader.read())
    }
    guard let row else { throw .invalidArguments(Self.busSignature) }
    self = row
  }

  /// Puts the structure in.
  public func append(to writer: BusWriter) throws(BusError) {
    try writer.structure(Self.self) { writer throws(BusError) in
      try writer.append(name, status, want, holdsComplete, canWrite, canSave, message, numbers)
    }
  }
}
