import ArgumentParser
import DumpReports
import DumpStore
import Glibc
import Inventory
import Linux
import Sizing

/// `dumpctl config`: validate the configuration, or show what came of it.
struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Validate the configuration, or show the merged result.",
    subcommands: [ConfigCheck.self, ConfigShow.self])
}

/// `dumpctl config check`: every mistake in the configuration and the host files, with file, line and column.
struct ConfigCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Validate the configuration and the host files.",
    usage: "dumpctl config check [--config FILE] [--json]",
    discussion:
      "A dump directory in which dumpwarden.service may not write is a warning, and the drop-in for its unit is "
      + "printed.\n\nExit code 0 when there is nothing to say, 1 for warnings alone, 65 for a mistake.")

  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let loaded = configuration.load(now: Timestamp(seconds: Int64(time(nil))))
    let hosts = HostInventory(files: readHosts(directory: configuration.hostsDirectory()))
    let warnings = Machine().mounts().value.map(loaded.warnings) ?? []
    let (uncovered, dropIn) = uncovered(loaded)
    let report = ConfigReport(
      diagnostics: loaded.diagnostics + loaded.unknownReaders() + warnings + uncovered + hosts.diagnostics,
      files: loaded.files.count,
      hosts: hosts.hosts.count, dropIn: dropIn,
      existingDropIn: (try? WholeFile(DropIn.path).read(limit: 1 << 16)) ?? [],
      watching: WatchNotice.all(for: loaded.configuration.dumpDirectories, on: Machine()))
    try output.print(report)
    if report.errors > 0 { throw ExitCode.badInput }
    if !report.diagnostics.isEmpty { throw ExitCode(Status.warning.exitCode) }
  }

  /// Where the service would be kept from its work by its own unit; another configuration than its own is not asked
  /// about.
  private func uncovered(_ loaded: LoadedConfiguration) -> ([Diagnostic], DropIn) {
    let machine = Machine()
    guard configuration.file == nil, !loaded.configuration.dumpDirectories.isEmpty,
      let mounts = machine.mounts().value, let confinement = Confinement.ofService()
    else { return ([], DropIn()) }
    return loaded.uncovered(in: confinement, on: mounts) { machine.resolved($0, in: mounts) }
  }
}

/// `dumpctl config show`: the merged configuration, as it is in force.
struct ConfigShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the merged configuration, and where each value came from.",
    usage: "dumpctl config show [--origin] [--config FILE] [--json]")

  @Flag(help: "Name the file of each value.")
  var origin = false

  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let loaded = configuration.load(now: Timestamp(seconds: Int64(time(nil))))
    let errors = loaded.diagnostics.errors
    for error in errors { complain("\(error)") }
    try output.print(MergedConfiguration(loaded: loaded, hasOrigins: origin))
    if !errors.isEmpty { throw ExitCode.badInput }
  }
}

private struct ConfigReport: Answering {
  let diagnostics: [Diagnostic]
  let files: Int
  let hosts: Int
  let dropIn: DropIn
  let existingDropIn: [UInt8]
  let watching: [WatchNotice]

  var errors: Int { diagnostics.errors.count }

  var json: JSONFields {
    JSONFields([
      "version": 1, "files": files, "hosts": hosts, "diagnostics": diagnostics.map(\.json),
      "watching": watching.map(\.json),
    ])
  }

  func text(_ style: TextStyle) -> String {
    let warnings = diagnostics.count - errors
    let read = "\(counted(files, "configuration file")) and \(counted(hosts, "host"))"
    // A line is not folded: editors jump to FILE:LINE:COLUMN.
    let notices = watching.compactMap(\.text).map { "\($0)\n" }.joined()
    let lines =
      diagnostics.map { "\($0.description.asSafeText)\n" }.joined() + notices
      + (dropIn.isEmpty ? "" : "\n\(dropIn.text(adding: String(decoding: existingDropIn, as: UTF8.self)))")
    if errors > 0 {
      let others = warnings > 0 ? ", \(counted(warnings, "warning"))" : ""
      return style.answer(.critical, "\(counted(errors, "mistake"))\(others) in \(read)") + lines
    }
    if warnings > 0 { return style.answer(.warning, "\(counted(warnings, "warning")) in \(read)") + lines }
    return style.answer(.ok, "\(read), no mistake") + notices
  }
}

extension Diagnostic {
  fileprivate var json: JSONFields {
    JSONFields([
      "file": file, "line": line, "column": column, "severity": severity.rawValue, "message": message,
    ])
  }
}

private struct MergedConfiguration: Answering {
  let loaded: LoadedConfiguration
  let hasOrigins: Bool

  var json: JSONFields {
    JSONFields([
      "version": 1, "files": loaded.files, "toml": configurationText(loaded),
      "origins": loaded.origins.mapValues { "\($0.file):\($0.line)" },
    ])
  }

  func text(_ style: TextStyle) -> String { configurationText(loaded, origins: hasOrigins) }
}
