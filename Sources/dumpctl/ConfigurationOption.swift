import ArgumentParser
import Inventory
import Sizing

/// `--config FILE`.
struct ConfigurationOption: ParsableArguments {
  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "The configuration; hosts.d and the drop-ins stand beside it. (default: \(defaultConfigurationPath))",
      valueName: "FILE"))
  var file: String?

  /// Where the target hosts are; a captured machine has its own.
  func hostsDirectory(root: String? = nil) -> String {
    targetHostsDirectory(main: file ?? defaultConfigurationPath, root: root ?? "/")
  }

  /// The merged configuration.
  func load(root: String? = nil, now: Timestamp) -> LoadedConfiguration {
    loadConfiguration(main: file ?? defaultConfigurationPath, root: root ?? "/", now: now)
  }

  /// The options that were given and that the same hosts need again.
  func sameHosts(inventories: [String], root: String?) -> String {
    var options = file.map { " --config \($0.asShellWord)" } ?? ""
    for inventory in inventories { options += " --inventory \(inventory.asShellWord)" }
    return options + (root.map { " --root \($0.asShellWord)" } ?? "")
  }
}
