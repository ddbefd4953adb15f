import ArgumentParser
import FoundationEssentials
import Glibc
import Inventory
import Sizing

/// `dumpctl config`: validate the configuration, or show what came of it.
struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Validate the configuration, or show the merged result.",
    subcommands: [ConfigCheck.self, ConfigShow.self])
}

/// `dumpctl config check`: every mistake in the configuration and the host files, with file, line and column.
struct ConfigCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Validate the configuration and the host files.",
    discussion: "Exit code 0 when there is nothing to say, 1 for warnings alone, 65 for a mistake.")

  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let loaded = configuration.load(now: Timestamp(seconds: Int64(time(nil))))
    let hosts = HostInventory(files: readHosts(directory: hostsDirectory(beside: configuration.path())))
    let report = ConfigReport(
      diagnostics: loaded.diagnostics + hosts.diagnostics, files: loaded.files.count, hosts: hosts.hosts.count
    )
    try output.print(report)
    if report.errors > 0 { throw ExitCode.badInput }
    if !report.diagnostics.isEmpty { throw ExitCode(Status.warning.exitCode) }
  }
}

/// `dumpctl config show`: the merged configuration, as it is in force.
struct ConfigShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the merged configuration, and where each value came from.")

  @Flag(help: "Name the file of each value.")
  var origin = false

  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let loaded = configuration.load(now: Timestamp(seconds: Int64(time(nil))))
    let errors = loaded.diagnostics.filter { $0.severity == .error }
    for error in errors { complain("\(error)") }
    try output.print(MergedConfiguration(loaded: loaded, hasOrigins: origin))
    if !errors.isEmpty { throw ExitCode.badInput }
  }
}

private struct ConfigReport: Answering {
  let diagnostics: [Diagnostic]
  let files: Int
  let hosts: Int

  var errors: Int { diagnostics.count { $0.severity == .error } }

  private enum Key: String, CodingKey { case version, files, hosts, diagnostics }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(1, forKey: .version)
    try container.encode(files, forKey: .files)
    try container.encode(hosts, forKey: .hosts)
    try container.encode(diagnostics.map(DiagnosticJSON.init), forKey: .diagnostics)
  }

  func text(_ style: TextStyle) -> String {
    let warnings = diagnostics.count - errors
    let read =
      "\(files) configuration \(files == 1 ? "file" : "files") and \(hosts) \(hosts == 1 ? "host" : "hosts")"
    if errors > 0 {
      let others = warnings > 0 ? ", \(warnings) \(warnings == 1 ? "warning" : "warnings")" : ""
      return style.coloured("CRITICAL", .critical)
        + ": \(errors) \(errors == 1 ? "mistake" : "mistakes")\(others) in \(read)\n" + lines
    }
    if warnings > 0 {
      return style.coloured("WARNING", .warning)
        + ": \(warnings) \(warnings == 1 ? "warning" : "warnings") in \(read)\n" + lines
    }
    return style.coloured("OK", .ok) + ": \(read), no mistake\n"
  }

  private var lines: String { diagnostics.map { "\($0)\n" }.joined() }
}

private struct DiagnosticJSON: Encodable {
  let file: String
  let line: Int?
  let column: Int?
  let severity: String
  let message: String

  init(_ diagnostic: Diagnostic) {
    file = diagnostic.file
    line = diagnostic.line
    column = diagnostic.column
    severity = diagnostic.severity.rawValue
    message = diagnostic.message
  }

  private enum Key: String, CodingKey { case file, line, column, severity, message }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(file, forKey: .file)
    try container.encode(line, forKey: .line)
    try container.encode(column, forKey: .column)
    try container.encode(severity, forKey: .severity)
    try container.encode(message, forKey: .message)
  }
}

private struct MergedConfiguration: Answering {
  let loaded: LoadedConfiguration
  let hasOrigins: Bool

  private enum Key: String, CodingKey { case version, files, toml, origins }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(1, forKey: .version)
    try container.encode(loaded.files, forKey: .files)
    try container.encode(configurationText(loaded), forKey: .toml)
    try container.encode(loaded.origins.mapValues { "\($0.file):\($0.line)" }, forKey: .origins)
  }

  func text(_ style: TextStyle) -> String { configurationText(loaded, origins: hasOrigins) }
}
