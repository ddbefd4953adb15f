extension LoadedConfiguration {
  /// What is read and not yet carried out is said, so that nobody relies on it.
  mutating func warnOfWhatIsNotDone() {
    for (index, directory) in configuration.dumpDirectories.enumerated() {
      if directory.keep != KeepSettings() {
        warn(index, "keep", "this version deletes nothing: watch the free space")
      }
    }
  }

  private mutating func warn(_ index: Int, _ key: String, _ message: String) {
    let prefix = "dump-directory[\(index)]."
    let origin =
      origins[prefix + key] ?? origins.first { $0.key.hasPrefix(prefix + key + ".") }?.value
      ?? origins[prefix + "path"]
    diagnostics.append(
      Diagnostic(.warning, file: origin?.file ?? "", line: origin?.line, message: "\(key): \(message)"))
  }
}
