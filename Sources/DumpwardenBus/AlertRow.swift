public import Systemd

/// One alert that stands, as `ListAlerts` has it.
public struct AlertRow: BusValue, Equatable {
  /// The structure.
  public static let busSignature = "(sssustta{st})"

  /// What it is about, as one key: `host SQL07`.
  public var subject: String
  /// The kind of the entry that raised it.
  public var kind: String
  /// What is so and what to do.
  public var message: String
  /// How bad it is, as syslog counts.
  public var priority: UInt32
  /// The bare host or path.
  public var about: String
  /// When it was raised, in microseconds.
  public var raised: UInt64
  /// When it was told last, in microseconds.
  public var told: UInt64
  /// `required_bytes` and `shortfall_bytes`, where known.
  public var numbers: [String: UInt64]

  /// A row of these.
  public init(
    subject: String, kind: String, message: String, priority: UInt32, about: String, raised: UInt64,
    told: UInt64, numbers: [String: UInt64]
  ) {
    self.subject = subject
    self.kind = kind
    self.message = message
    self.priority = priority
    self.about = about
    self.raised = raised
    self.told = told
    self.numbers = numbers
  }

  /// Takes the structure out.
  public init(reading reader: BusReader) throws(BusError) {
    var row: Self?
    try reader.structure(Self.self) { reader throws(BusError) in
      row = Self(
        subject: try reader.read(), kind: try reader.read(), message: try reader.read(),
        priority: try reader.read(), about: try reader.read(), raised: try reader.read(),
        told: try reader.read(), numbers: try reader.read())
    }
    guard let row else { throw .invalidArguments(Self.busSignature) }
    self = row
  }

  /// Puts the structure in.
  public func append(to writer: BusWriter) throws(BusError) {
    try writer.structure(Self.self) { writer throws(BusError) in
      try writer.append(subject, kind, message, priority, about, raised, told, numbers)
    }
  }
}
