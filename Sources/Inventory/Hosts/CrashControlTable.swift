internal import Sizing

/// The keys of `[host.crash-control]`.
enum CrashControlTable {
  /// What Windows does where the key was read and the value is not in it.
  ///
  /// The dump type has no default that holds for all versions, and whether a dump lies there is no setting:
  /// both stay unknown.
  static let documentedDefaults: CrashControl = {
    var control = CrashControl()
    control.wasRead = true
    control.overwrite = .known(true)
    control.ignorePagefileSize = .known(false)
    control.alwaysKeep = .known(false)
    control.dedicatedDumpFile = .known("")
    control.encryption = .known(false)
    control.guarded = .known(false)
    control.dumpFile = .known("%SystemRoot%\\MEMORY.DMP")
    control.minidumpDirectory = .known("%SystemRoot%\\Minidump")
    return control
  }()

  static let table = SettingsTable<CrashControl>(settings: [
    Setting(fact: "type", .word(), \.type, "What it is told to write.", sample: "\"complete\""),
    Setting(
      fact: "dump-file", .words("a path such as '%SystemRoot%\\MEMORY.DMP'"), \.dumpFile,
      "Where the dump goes at the next boot.", sample: "'%SystemRoot%\\MEMORY.DMP'"),
    Setting(
      fact: "overwrite", .boolean, \.overwrite, "Whether a new dump replaces the one before.", sample: "true"),
    Setting(
      fact: "minidump-dir", .words("a path such as '%SystemRoot%\\Minidump'"), \.minidumpDirectory,
      "Where small dumps go.", sample: "'%SystemRoot%\\Minidump'"),
    Setting(
      fact: "dedicated-dump-file", .text, \.dedicatedDumpFile,
      "A file that the crash code writes into in place of the page file; empty where there is none.",
      sample: "'D:\\dedicateddump.sys'"),
    Setting(
      fact: "dump-file-size", .size, \.dumpFileSize, "The size of the dedicated file.", sample: "\"66 GiB\""),
    Setting(
      fact: "ignore-pagefile-size", .boolean, \.ignorePagefileSize,
      "Whether Windows leaves out its check of the page file's size.", sample: "false"),
    Setting(
      fact: "always-keep", .boolean, \.alwaysKeep,
      "Whether Windows keeps the dump when the disk is nearly full.", sample: "false"),
    Setting(
      fact: "dump-filters", .list(of: .anyText), \.dumpFilters,
      "The drivers through which a dump is written.",
      sample: "[\"dumpfve.sys\"]"),
    Setting(
      fact: "encryption", .boolean, \.encryption, "Whether dumps are encrypted.", sample: "false"),
    Setting(
      fact: "guarded", .boolean, \.guarded,
      "Whether it is a guarded host, which forbids dumps that are not encrypted.", sample: "false"),
    existingDump,
  ])

  private static let existingDump: Setting<CrashControl> = {
    let table = SettingsTable<CrashControl.ExistingDump>(settings: [
      Setting(fact: "size", .size, \.size, "Its length.", sample: "\"24 GiB\""),
      Setting(fact: "written", .moment, \.written, "When it was written.", sample: "2026-03-02T09:15:00Z"),
    ])
    return Setting(
      key: "existing-dump", keyBytes: Array("existing-dump".utf8), expected: "a table",
      documentation: "The dump that lies there now; {} says that there is none.", sample: "",
      nested: NestedSettings(isList: false, settings: table.descriptions),
      read: { node, control, reading in
        var dump = CrashControl.ExistingDump(
          size: .absent("existing-dump.size"), written: .absent("existing-dump.written"))
        let outcome = table.read(node, into: &dump, named: "existing-dump", &reading)
        guard !outcome.hasErrors else { return }
        control.existingDump = .known(node.children.first { _ in true } == nil ? nil : dump)
      }, show: { _ in .value("") })
  }()
}
