/// Which files make up the configuration, lowest first: the main file, then drop-ins by name.
struct ConfigurationLayers {
  private(set) var files: [String] = []
  private(set) var diagnostics: [Diagnostic] = []

  init(main: String, root: String) {
    let isDefault = main == defaultConfigurationPath
    let mains: [String]
    if isDefault {
      let below = root.hasSuffix("/") ? String(root.dropLast()) : root
      mains = ["/etc", "/run", "/usr/lib"].map { "\(below)\($0)/dumpwarden/dumpwarden.toml" }
    } else {
      mains = [main]
    }

    if let file = mains.first(where: { fileKind($0) != .missing }) {
      if fileKind(file) != .masked { files.append(file) }
    } else if !isDefault {
      diagnostics.append(
        Diagnostic(file: main, message: "there is no such file: expected the configuration that was named"))
    }

    // A name in a directory before hides the same name in those after it, also when it is masked there.
    var chosen: [String: String] = [:]
    for directory in mains.map({ "\($0).d" }) {
      let names: [String]
      do throws(FileError) {
        names = try fileNames(in: directory)
      } catch {
        if !error.isMissing { diagnostics.append(Diagnostic(file: directory, message: error.message)) }
        continue
      }
      for name in names where name.hasSuffix(".toml") && !name.hasPrefix(".") && chosen[name] == nil {
        chosen[name] = "\(directory)/\(name)"
      }
    }
    for name in chosen.keys.sorted(by: byBytes) {
      if let path = chosen[name], fileKind(path) != .masked { files.append(path) }
    }
  }
}

/// File names in the order of their bytes, which no locale changes.
func byBytes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }
