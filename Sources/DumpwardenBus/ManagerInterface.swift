public import Systemd

/// `org.dumpwarden1.Manager`: hosts, alerts, dumps and the daemon itself.
public enum ManagerInterface {
  /// Its name.
  public static let name = "org.dumpwarden1.Manager"

  /// The interface.
  public static let table = BusInterface(
    name, methods: hosts + dumps + changes, properties: properties, signals: signals,
    """
    The daemon as a whole, at /org/dumpwarden1. Sizes are in bytes, times in microseconds since 1970, 0 where they are \
    not known; a number that is not known is left out of its dictionary. Words are those of the JSON of dumpctl.
    """)

  private static let list = BusInterface.Access.authorized(action: BusNames.listAction)
  private static let manage = BusInterface.Access.authorized(action: BusNames.manageAction)

  private static let after = BusInterface.Argument(
    "after", "s", "Where the page begins: empty for the first one, then what the page before gave as next.")
  private static let limit = BusInterface.Argument(
    "limit", "u", "The most that the page may hold; 0 for as many as there may be, 1000.")
  private static let next = BusInterface.Argument(
    "next", "s", "What the next page is asked with; empty at the end.")

  private static let hosts: [BusInterface.Method] = [
    .init(
      "ListHosts", takes: [after, limit],
      answers: [
        .init(
          "hosts", "a\(HostRow.busSignature)",
          """
          Name, status, wanted type, whether a complete dump could be held, written and saved (yes, no, unknown), the \
          worst finding, and the numbers required_bytes, shortfall_bytes, memory_bytes, backing_bytes.
          """), next,
      ], "The hosts as the last look judged them, by name."),
    .init(
      "DescribeHost", takes: [.init("name", "s")], answers: [.init("json", "s")],
      "Everything that is known of a host: its object of dumpctl check --json."),
    .init(
      "ListAlerts", takes: [after, limit],
      answers: [
        .init(
          "alerts", "a\(AlertRow.busSignature)",
          """
          What it is about as one key (host SQL07, dump /srv/…), kind, message, priority as syslog counts, the bare host or \
          path, when it was raised, when it was told last, and the numbers required_bytes and shortfall_bytes.
          """), next, .init("hidden", "u", "How many stand that the caller may not see."),
      ],
      """
      The alerts that stand. Those of hosts and of configuration files are everyone's; those of directories, archives, \
      dumps and retention are for whom org.dumpwarden1.list lets see dumps.
      """),
    .init(
      "ListDirectories", takes: [after, limit],
      answers: [
        .init("directories", "a\(DirectoryRow.busSignature)", "Object, path, host, how it is watched."), next,
      ], "The dump directories that are watched, by path."),
  ]

  private static let dumps: [BusInterface.Method] = [
    .init(
      "ListDumps", takes: [after, limit],
      answers: [
        .init(
          "dumps", "a\(DumpRow.busSignature)",
          """
          Path, host, directory, place (kept, canonical, missing), state, dump type, bug check code, size, when the host \
          crashed, when the dump arrived, what retention says of it and why.
          """), next,
      ], access: list,
      """
      Every dump on this machine's own file systems, what arrived last first; a server that does not answer must not \
      be waited for. An empty cursor has everything looked at anew; the pages after it are of that \
      look. It is kept until its last page, an hour at most, and the oldest goes first when there are more than four.
      """),
    .init(
      "DescribeDump", takes: [.init("dump", "s", "Its path, or its file name where that is unique.")],
      answers: [.init("json", "s")], access: list,
      "Everything that is known of a dump: the object of dumpctl show --json."),
    .init(
      "DescribeRoom",
      answers: [
        .init(
          "file_systems", "a\(RoomRow.busSignature)",
          """
          Mount point, type, size, free, the largest next dump there (0 where that is not known), how many of it fit,
          whose it will be, and what the policies let go there, were all of it needed.
          """)
      ], access: list, "The room for the next dumps, file system by file system."),
    .init(
      "LastDump",
      answers: [
        .init("path", "s", "Empty where there is none."), .init("host", "s"),
        .init("json", "s", "As DescribeDump, and safe_after_us where that was measured."),
      ], access: list, "The dump that was preserved last."),
  ]

  private static let changes: [BusInterface.Method] = [
    .init(
      "Preserve", takes: [.init("directory", "s", "A dump directory; empty for all.")],
      answers: [.init("kept", "a\(PreservedRow.busSignature)", "From, to, host.")], access: manage,
      "Takes every whole dump to safety that stands under its canonical name; answers when they are on the disk."
    ),
    .init(
      "Prune",
      takes: [
        .init("directory", "s", "A dump directory; empty for all."),
        .init("dry_run", "b", "Only say what would be deleted; that needs org.dumpwarden1.list alone."),
      ], answers: [.init("json", "s", "As dumpctl prune --json.")], access: manage,
      "Deletes the dumps that the policy wants gone, on the caller's word."),
    .init(
      "Pin",
      takes: [
        .init("dump", "s", "Its path, or its file name where that is unique."), .init("reason", "s"),
        .init("until", "t", "A moment of the last day; 0 for no end."),
      ], answers: [.init("path", "s")], access: manage,
      "Keeps a dump, whatever its policy says; a pin that is there is replaced."),
    .init(
      "Unpin", takes: [.init("dump", "s", "Its path, or its file name where that is unique.")],
      answers: [.init("path", "s")], access: manage, "Gives a dump back to its policy."),
    .init("Reload", access: manage, "Reads the configuration and every host file again, as SIGHUP does."),
    .init(
      "FinishTest", takes: [.init("path", "s", "Where the test dump was preserved.")], access: manage,
      """
      Ends a self-test: removes the preserved test dump, which is known by its mark, and remembers that the test passed \
      with the configuration as it is now.
      """),
  ]

  private static let properties: [BusInterface.Property] = [
    .init("Version", "s", .constant, "The daemon's version."),
    .init("Status", "s", .emitted, "The worst status of all hosts: ok, warning, critical, unknown."),
    .init(
      "HostCounts", "a{su}", .emitted,
      "How many hosts are ok, warning, critical, unknown; accepted and exempt."),
    .init("AlertCount", "u", .emitted, "How many alerts stand."),
    .init("StartedAt", "t", .constant, "When the daemon started."),
    .init("ConfigurationReadAt", "t", .emitted, "When the configuration was read last."),
    .init(
      "WatchModes", "a{su}", .emitted,
      "How many dump directories are watched by lease, by lease-and-quiet and by polling."),
    .init("FactCounts", "a{su}", .emitted, "Of how many hosts the facts are fresh, and of how many stale."),
    .init("TestedAt", "t", .emitted, "When a self-test passed last; 0 where none has."),
    .init(
      "ConfigurationChangedSinceTest", "b", .emitted, "Whether the configuration is another one since then."),
  ]

  private static let signals: [BusInterface.Signal] = [
    .init(
      "AlertRaised",
      carries: [.init("subject", "s"), .init("kind", "s"), .init("priority", "u"), .init("message", "s")],
      "An alert about a host or a configuration file was raised, or has grown worse."),
    .init(
      "AlertCleared", carries: [.init("subject", "s"), .init("kind", "s"), .init("message", "s")],
      "An alert about a host or a configuration file does not stand any more."),
    .init(
      "AssessmentChanged", carries: [.init("host", "s"), .init("status", "s")],
      """
      A host stands otherwise than before. Of more than 20 at once there is one signal, with an empty host and the worst \
      status.
      """),
  ]
}
