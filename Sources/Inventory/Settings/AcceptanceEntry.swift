public import Sizing

/// An acceptance as an entry of a configuration file, a newline at its end.
public func acceptanceEntry(_ acceptance: Acceptance) -> String {
  var lines = [
    "[[accept]]", "host = \(tomlQuoted(acceptance.host))", "rule = \(tomlQuoted(acceptance.rule))",
    "reason = \(tomlQuoted(acceptance.reason))", "until = \(acceptance.until)",
  ]
  if let shortfall = acceptance.shortfall { lines.append("shortfall = \(tomlQuoted(exactSize(shortfall)))") }
  return lines.joined(separator: "\n") + "\n"
}

/// Reads the text of one configuration file by itself.
public func readConfiguration(text: [UInt8], file: String, now: Timestamp) -> LoadedConfiguration {
  var loaded = LoadedConfiguration()
  loaded.add(Document(toml: text, file: file), now: now)
  return loaded
}

/// Where `dumpctl accept` writes: a drop-in beside the configuration.
public func acceptanceFile(main: String = defaultConfigurationPath) -> String { "\(main).d/50-accept.toml" }
