/// The keys of `[[dump-directory]]` and `[dump-directory.keep]`.
enum DumpDirectoryTable {
  private static let defaults = DumpDirectorySettings(path: "")

  static let table = SettingsTable<DumpDirectorySettings>(settings: [
    Setting(
      "path", .absolutePath("an absolute path such as \"/srv/dumps/*\""), \.path, of: defaults,
      "One directory a host; one that appears later is picked up by itself.\n"
        + "* stands for one path component, or a part of one.",
      sample: "\"/srv/dumps/*\""
    ).required(),
    Setting(
      "host", .name("a host name, or \"*\""), \.host, of: defaults,
      "Whose dumps these are: * is the part of the path that matched.\n"
        + "Compared with names and aliases of hosts, without case."
    ).essential(),
    Setting(
      "names", .list(of: .name("a file name such as \"MEMORY.DMP\""), mayBeEmpty: false), \.names,
      of: defaults,
      "Canonical names, compared without case: these are taken to safety."
    ).essential(),
    Setting(
      "adopt", .list(of: .name("a pattern of file names such as \"{id}-{host}-{time}\"")), \.adopt,
      of: defaults,
      "Patterns of dumps that come under names of their own: not renamed, but\nlisted, checked and kept by [dump-directory.keep]. {word} stands for one or\nmore characters, * for any number, ? for one; case counts."
    ),
    Setting(
      "preserve", .word(), \.preserve, of: defaults,
      "rename: the dump gives up its canonical name.\n"
        + "clone: the name stays, and a reflink is kept (btrfs, xfs)."
    ).essential(),
    Setting(
      "archive", .archivePath, \.archive, of: defaults,
      "Where preserved dumps go. Below the dump directory, made by us (0750); or outside the\n"
        + "share (\"/srv/dumps-kept/{host}\", on the same file system) where senders mirror or delete."
    ).essential(),
    Setting(
      "readers", .groupOrNone, \.readers, of: defaults,
      "A group that may read preserved dumps and what stands beside them, by an access list; modes\n"
        + "stay as they were. The directories above the archive must let it through."),
    Setting(
      "grace", .duration, \.graceSeconds, of: defaults,
      "A dump is secured at once; its name is given up this much later, for senders\n"
        + "that touch the file again by name."),
    Setting(
      "settle", .duration, \.settleSeconds, of: defaults,
      "How long a file must be unchanged where the file system cannot tell when its writer is\ndone: on network and FUSE mounts, which are polled three times in that time, and where\nthis machine serves the directory by NFS."
    ),
    Setting(
      "partial-grace", .duration, \.partialGraceSeconds, of: defaults,
      "How long a dump that is not whole is left alone: its sender may resume."),
    Setting(
      "facts", .name("a file name such as \"dump-facts.json\""), \.facts, of: defaults,
      "The collector's output dropped beside the dump; it speaks for this directory's host only."),
    Setting(
      table: "keep", keep, \.keep,
      "What is kept of each host. last, first-of-each-bugcheck, pins and the newest PROTECT;\n"
        + "max-age, max-use and free DEMAND. What is demanded and not protected goes, oldest first\n"
        + "by arrival."),
  ])

  private static let keep = SettingsTable<KeepSettings>(settings: [
    Setting(
      "last", .integer(1...100_000), \.last, of: KeepSettings(),
      "How many of the latest crashes are protected. Crashes count, not files: the same crash\n"
        + "sent again is a repeat and goes first."),
    Setting(
      "first-of-each-bugcheck", .integer(0...1000), \.firstOfEachBugcheck, of: KeepSettings(),
      "How many of each bug check are protected, from the first: the root cause outlives its\n"
        + "repeats. Yields to max-use and free before \"last\" does."),
    Setting(
      "newest-until", .durationOrNever, \.newestUntilSeconds, of: KeepSettings(),
      "When even the newest is no longer protected, as deadlines of privacy may ask: \"180d\"."),
    Setting(
      "max-age", .durationOrNever, \.maxAgeSeconds, of: KeepSettings(),
      "The age at which a dump must go, as \"90d\"."),
    Setting(
      "max-use", .limit, \.maxUse, of: KeepSettings(),
      "The most that dumps may use of their file system: \"2 TiB\", or \"50%\"."),
    Setting(
      "free", .headroom, \.free, of: KeepSettings(),
      "Headroom that must stay free: \"next-dump\" is what the next dump of the largest host of\n"
        + "the directory needs, \"3 * next-dump\" three of them; or a size."),
    Setting(
      "at-most", .percent(0...100), \.atMostPercent, of: KeepSettings(),
      "An automatic plan that would delete more than this share of the dumps (and more than 2)\n"
        + "alerts, and waits for dumpctl prune."),
  ])

  /// A directory with a mistake in it is still watched, since the crash will not wait for its correction.
  @Sendable static func checked(
    _ directory: DumpDirectorySettings, _ outcome: SettingsTable<DumpDirectorySettings>.Outcome, _ node: Node,
    _ reading: inout Reading
  ) -> DumpDirectorySettings? {
    guard !outcome.isUseless else { return nil }
    var directory = directory
    directory.holdsRetention = outcome.hasErrors
    return directory
  }
}
