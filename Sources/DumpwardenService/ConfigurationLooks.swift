import Inventory
import Sizing
import Systemd

/// The configuration: read at the start and on `SIGHUP`.
extension Daemon {
  /// Reads `dumpwarden.toml` and its drop-ins.
  ///
  /// A mistake keeps the last good version; at the start, when there is
  /// none, everything that is good in it is used.
  func loadConfiguration(isFirst: Bool) {
    let loaded = Inventory.loadConfiguration(main: options.configuration, now: now)
    let isBad = loaded.diagnostics.contains { $0.severity == .error }
    if isFirst || !isBad {
      configuration = loaded.configuration
      configurationRead = now
      tellBusSoon()
    }

    var byFile: [String: [Diagnostic]] = [:]
    for diagnostic in loaded.diagnostics { byFile[diagnostic.file, default: []].append(diagnostic) }
    let alerts = byFile.sorted { $0.key < $1.key }.compactMap { path, diagnostics in
      AlertWords.alert(of: path, diagnostics, isKept: !isFirst)
    }
    publish(
      book.update(
        alerts,
        covering: { subject in if case .file(let path) = subject { !isFactsFile(path) } else { false } },
        now: now))
    if loaded.configuration.dumpDirectories.contains(where: { !$0.readers.isEmpty }) {
      Task { await tellOfUnknownReaders(loaded) }
    }
  }

  /// On the worker: a directory service may be asked for a group.
  private func tellOfUnknownReaders(_ loaded: LoadedConfiguration) async {
    let unknown = await worker.run { loaded.unknownReaders() }
    for diagnostic in unknown where book.entries[.file(diagnostic.file)] == nil {
      guard let alert = AlertWords.alert(of: diagnostic.file, [diagnostic], isKept: false) else { continue }
      publish(book.update([alert], covering: { $0 == alert.subject }, now: now))
    }
  }
}
