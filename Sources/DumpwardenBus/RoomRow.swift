public import Systemd

/// One file system, as `DescribeRoom` has it.
public struct RoomRow: BusValue, Equatable {
  /// The structure.
  public static let busSignature = "(sstttust)"

  /// Where it is mounted.
  public var mountPoint: String
  /// Its type.
  public var type: String
  /// Its size in bytes.
  public var size: UInt64
  /// What of it is free for us.
  public var free: UInt64
  /// The largest next dump there; 0 where it is not known.
  public var nextDump: UInt64
  /// How many of it fit.
  public var fits: UInt32
  /// Whose it will be; empty where that is not known.
  public var nextDumpHost: String
  /// What the policies let go there for the sake of free space, were all of it needed.
  public var freeable: UInt64

  /// A row of these.
  public init(
    mountPoint: String, type: String, size: UInt64, free: UInt64, nextDump: UInt64, fits: UInt32,
    nextDumpHost: String, freeable: UInt64
  ) {
    self.mountPoint = mountPoint
    self.type = type
    self.size = size
    self.free = free
    self.nextDump = nextDump
    self.fits = fits
    self.nextDumpHost = nextDumpHost
    self.freeable = freeable
  }

  /// Takes the structure out.
  public init(reading reader: BusReader) throws(BusError) {
    var row: Self?
    try reader.structure(Self.self) { reader throws(BusError) in
      row = Self(
        mountPoint: try reader.read(), type: try reader.read(), size: try reader.read(),
        free: try reader.read(), nextDump: try reader.read(), fits: try reader.read(),
        nextDumpHost: try reader.read(), freeable: try reader.read())
    }
    guard let row else { throw .invalidArguments(Self.busSignature) }
    self = row
  }

  /// Puts the structure in.
  public func append(to writer: BusWriter) throws(BusError) {
    try writer.structure(Self.self) { writer throws(BusError) in
      try writer.append(mountPoint, type, size, free, nextDump, fits, nextDumpHost, freeable)
    }
  }
}
