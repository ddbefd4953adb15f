public import Systemd

/// One dump, as `ListDumps` has it.
public struct DumpRow: BusValue, Equatable {
  /// The structure.
  public static let busSignature = "(ssssssstttss)"

  /// Where it is, or was.
  public var path: String
  /// Whose it is.
  public var host: String
  /// Its dump directory.
  public var directory: String
  /// `kept`, `canonical` or `missing`.
  public var place: String
  /// `whole`, `partial`, `unknown` or `missing`.
  public var state: String
  /// `complete` and so on; empty where it is not known.
  public var dumpType: String
  /// `0x000000D1`; empty where there is none.
  public var bugCheckCode: String
  /// Its length in bytes.
  public var size: UInt64
  /// When its host crashed, in microseconds; 0 where it is not known.
  public var crashed: UInt64
  /// When it arrived, in microseconds; 0 where it is not known.
  public var arrived: UInt64
  /// `kept`, `goes-next` or `waits`; empty where retention has no say.
  public var retention: String
  /// Why.
  public var retentionReason: String

  /// A row of these.
  public init(
    path: String, host: String, directory: String, place: String, state: String, dumpType: String,
    bugCheckCode: String, size: UInt64, crashed: UInt64, arrived: UInt64, retention: String,
    retentionReason: String
  ) {
    self.path = path
    self.host = host
    self.directory = directory
    self.place = place
    self.state = state
    self.dumpType = dumpType
    self.bugCheckCode = bugCheckCode
    self.size = size
    self.crashed = crashed
    self.arrived = arrived
    self.retention = retention
    self.retentionReason = retentionReason
  }

  /// Takes the structure out.
  public init(reading reader: BusReader) throws(BusError) {
    var row: Self?
    try reader.structure(Self.self) { reader throws(BusError) in
      row = Self(
        path: try reader.read(), host: try reader.read(), directory: try reader.read(),
        place: try reader.read(), state: try reader.read(), dumpType: try reader.read(),
        bugCheckCode: try reader.read(), size: try reader.read(), crashed: try reader.read(),
        arrived: try reader.read(), retention: try reader.read(), retentionReason: try reader.read())
    }
    guard let row else { throw .invalidArguments(Self.busSignature) }
    self = row
  }

  /// Puts the structure in.
  public func append(to writer: BusWriter) throws(BusError) {
    try writer.structure(Self.self) { writer throws(BusError) in
      try writer.append(
        path, host, directory, place, state, dumpType, bugCheckCode, size, crashed, arrived, retention,
        retentionReason)
    }
  }
}
