/// The merged configuration as TOML that reads back as the same.
///
/// With `origins`, each line says which file gave it, or that it is the default.
public func configurationText(_ loaded: LoadedConfiguration, origins: Bool = false) -> String {
  var text = ConfigurationText(origins: origins ? loaded.origins : nil)
  text.add(ConfigurationTable.root.shown(loaded.configuration), header: "", path: "")
  return text.lines.joined(separator: "\n") + "\n"
}

private struct ConfigurationText {
  let origins: [String: LoadedConfiguration.Origin]?
  var lines: [String] = []

  mutating func add(_ settings: [(key: String, shown: ShownSetting)], header: String, path: String) {
    // TOML wants a table's own values before the tables within it.
    for (key, shown) in settings {
      guard case .value(let value) = shown else { continue }
      lines.append("\(key) = \(value)\(origin(of: path.isEmpty ? key : "\(path).\(key)"))")
    }
    for (key, shown) in settings {
      let inner = header.isEmpty ? key : "\(header).\(key)"
      let place = path.isEmpty ? key : "\(path).\(key)"
      switch shown {
      case .value: break
      case .table(let settings):
        open("[\(inner)]")
        add(settings, header: inner, path: place)
      case .tables(let list):
        for (index, settings) in list.enumerated() {
          open("[[\(inner)]]")
          add(settings, header: inner, path: "\(place)[\(index)]")
        }
      }
    }
  }

  private mutating func open(_ header: String) {
    if !lines.isEmpty { lines.append("") }
    lines.append(header)
  }

  private func origin(of key: String) -> String {
    guard let origins else { return "" }
    return origins[key].map { "  # \(safeText($0.file)):\($0.line)" } ?? "  # default"
  }
}
