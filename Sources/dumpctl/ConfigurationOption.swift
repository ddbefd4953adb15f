import ArgumentParser
import Inventory
import Sizing

/// `--config FILE`.
struct ConfigurationOption: ParsableArguments {
  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "The configuration; hosts.d and the drop-ins stand beside it. (default: \(defaultConfigurationPath))",
      valueName: "FILE"),
    completion: .configurationFiles)
  var file: String?

  /// Where the target hosts are; a captured machine has its own.
  func hostsDirectory(root: String? = nil) -> String {
    targetHostsDirectory(main: file ?? defaultConfigurationPath, root: root ?? "/")
  }

  /// The merged configuration.
  func load(root: String? = nil, now: Timestamp) -> LoadedConfiguration {
    loadConfiguration(main: file ?? defaultConfigurationPath, root: root ?? "/", now: now)
  }
}
