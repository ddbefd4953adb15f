public import Systemd

/// `org.dumpwarden1.Directory`: one dump directory.
public enum DirectoryInterface {
  /// Its name.
  public static let name = "org.dumpwarden1.Directory"

  /// The interface.
  public static let table = BusInterface(
    name,
    methods: [
      .init(
        "ListDumps", answers: [.init("dumps", "a\(DumpRow.busSignature)", "As the Manager's.")],
        access: .authorized(action: BusNames.listAction),
        "The dumps of this directory, what arrived last first; 1000 at most."),
      .init(
        "Preserve", answers: [.init("kept", "a\(PreservedRow.busSignature)", "From, to, host.")],
        access: .authorized(action: BusNames.manageAction),
        "Takes every whole dump here to safety that stands under its canonical name."),
    ],
    properties: [
      .init("Path", "s", .constant, "Where it is."),
      .init("Host", "s", .constant, "Whose dumps arrive there."),
      .init("Mode", "s", .emitted, "How it is watched: lease, lease-and-quiet or polling."),
      .init("Archive", "s", .constant, "Where its dumps are kept, as the configuration has it."),
      .init("Names", "as", .constant, "The canonical names."),
      .init("Preserve", "s", .constant, "How dumps are taken to safety: rename or clone."),
      .init("Grace", "t", .constant, "For how long a kept dump keeps its canonical name, in microseconds."),
    ],
    signals: [
      .init(
        "DumpPreserved",
        carries: [
          .init("from", "s"), .init("to", "s"), .init("host", "s"), .init("bugcheck_code", "s"),
          .init("size", "t"),
          .init("safe_after_us", "t", "From the writer's end to the rename; 0 where it was not measured."),
        ], "A dump is kept and on the disk."),
      .init(
        "DumpDeleted",
        carries: [.init("path", "s"), .init("host", "s"), .init("reason", "s"), .init("freed", "t")],
        "Retention deleted a dump."),
      .init(
        "AlertRaised",
        carries: [
          .init("subject", "s"), .init("kind", "s"), .init("priority", "u"), .init("message", "s"),
        ],
        """
        An alert about this directory, its archive or its dumps was raised, or has grown worse; or about retention on its \
        file system, where it is the first directory there.
        """),
      .init(
        "AlertCleared", carries: [.init("subject", "s"), .init("kind", "s"), .init("message", "s")],
        "Such an alert does not stand any more."),
    ],
    """
    A dump directory, at /org/dumpwarden1/directory and its path, encoded as sd_bus_path_encode(3) does. On the system bus \
    only root receives its signals, since they name dumps; on the private socket root and the daemon's own user.
    """)
}
