import ArgumentParser
import Inventory
import Sizing

/// `--config FILE`.
struct ConfigurationOption: ParsableArguments {
  @Option(name: .customLong("config"), help: "The configuration; hosts.d and the drop-ins stand beside it.")
  var file: String?

  static let standard = "/etc/dumpwarden/dumpwarden.toml"

  /// The file that is meant.
  func path(root: String? = nil) -> String { file ?? (root.map { "\($0)/" } ?? "") + Self.standard }

  /// The merged configuration.
  func load(now: Timestamp) -> LoadedConfiguration { loadConfiguration(main: file ?? Self.standard, now: now) }
}
