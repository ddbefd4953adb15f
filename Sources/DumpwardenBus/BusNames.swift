public import Systemd

/// What the daemon is called on the bus: its service, its objects, its polkit actions.
public enum BusNames {
  /// The service.
  public static let service = "org.dumpwarden1"
  /// The object that speaks for the daemon as a whole.
  public static let manager: BusPath = "/org/dumpwarden1"
  /// Below it there is an object for each dump directory.
  public static let directories: BusPath = "/org/dumpwarden1/directory"
  /// The socket's name in the runtime directory, for root and for machines without a bus.
  public static let socket = "private"
  /// Where that is by default.
  public static let socketPath = "/run/dumpwarden/private"

  /// Seeing dumps: their names, their contents in words, their directories' room.
  public static let listAction = "org.dumpwarden1.list"
  /// Acting on dumps and on the daemon.
  public static let manageAction = "org.dumpwarden1.manage"

  /// The most that a page holds.
  public static let longestPage: UInt32 = 1000

  /// The object of a dump directory.
  public static func object(ofDirectory path: String) -> BusPath? { BusPath(path, below: directories) }

  /// Every interface that the daemon serves, in the order in which the manual has them.
  public static let interfaces = [ManagerInterface.table, DirectoryInterface.table]
}

/// The names of the daemon's own errors.
public enum BusErrorName {
  /// There is no host of that name.
  public static let noSuchHost = "org.dumpwarden1.Error.NoSuchHost"
  /// There is no dump of that name.
  public static let noSuchDump = "org.dumpwarden1.Error.NoSuchDump"
  /// There is no dump directory of that name.
  public static let noSuchDirectory = "org.dumpwarden1.Error.NoSuchDirectory"
  /// Several dumps have that name.
  public static let ambiguous = "org.dumpwarden1.Error.Ambiguous"
  /// The list that a page was asked of is not kept any more.
  public static let stale = "org.dumpwarden1.Error.Stale"
  /// Somebody else is at it.
  public static let busy = "org.dumpwarden1.Error.Busy"
  /// It failed; the message says what, on what, why, and what to do.
  public static let failed = "org.dumpwarden1.Error.Failed"

  /// All of them, each with what it means.
  public static let all: [(name: String, documentation: String)] = [
    (noSuchHost, "There is no host of that name; the message suggests the nearest one."),
    (noSuchDump, "There is no dump of that path or file name; the message suggests the nearest one."),
    (noSuchDirectory, "There is no such dump directory; the message suggests the nearest one."),
    (ambiguous, "Several dumps have that file name; the message names their paths."),
    (stale, "The list that a page was asked of is not kept any more: begin anew with an empty cursor."),
    (busy, "Somebody else is changing the same; the message says what."),
    (failed, "It failed; the message says what, on what, why, and what to do."),
  ]
}
