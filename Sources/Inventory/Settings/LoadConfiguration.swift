public import Sizing

/// The configuration as it was found: merged, with all that is wrong and where each setting came from.
public struct LoadedConfiguration: Sendable, Equatable {
  /// A file and a line in it.
  public struct Origin: Sendable, Equatable {
    /// The file.
    public var file: String
    /// The line.
    public var line: Int
  }

  /// What is good of it, over the defaults.
  public var configuration = Configuration()
  /// What is wrong, in the order of the files and of the lines in each.
  public var diagnostics: [Diagnostic] = []
  /// The files read, in the order in which they were laid over one another.
  public var files: [String] = []
  /// Which file and line gave a setting, by its full key: `local.want`, `dump-directory[0].keep.last`.
  ///
  /// A key that is not here has its default.
  public var origins: [String: Origin] = [:]

  /// Whether there is no error; warnings do not count.
  public var isGood: Bool { !diagnostics.contains { $0.severity == .error } }

  /// The built-in configuration, nothing read.
  public init() {}
}

/// Where the configuration stands when nobody says otherwise.
public let defaultConfigurationPath = "/etc/dumpwarden/dumpwarden.toml"

/// Reads the main file and its drop-ins, and lays them over the defaults.
///
/// Of the default path, the layers are systemd's: `/etc` over `/run` over `/usr/lib`, all below `root`. A file
/// that somebody named stands alone with the drop-ins beside it, and must exist.
public func loadConfiguration(
  main: String = defaultConfigurationPath, root: String = "/", now: Timestamp
) -> LoadedConfiguration {
  var loaded = LoadedConfiguration()
  let layers = ConfigurationLayers(main: main, root: root)
  loaded.diagnostics += layers.diagnostics
  for path in layers.files {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try readWholeFile(path)
    } catch {
      loaded.diagnostics.append(Diagnostic(file: path, message: error.message))
      continue
    }
    loaded.files.append(path)
    loaded.add(Document(toml: bytes, file: path), now: now)
  }
  loaded.refuseRepeatedDirectories()
  return loaded
}

extension LoadedConfiguration {
  /// Lays one file over what is there.
  mutating func add(_ document: Document, now: Timestamp) {
    diagnostics += document.diagnostics
    guard let node = document.root else { return }
    var reading = Reading(file: document.file, now: now, keepsOrigins: true)
    _ = ConfigurationTable.root.read(node, into: &configuration, named: "", &reading)
    diagnostics += reading.diagnostics.inFileOrder()
    for origin in reading.origins {
      origins[origin.key] = Origin(file: document.file, line: origin.line)
    }
  }

  /// Two entries for one path would be two policies for the same dumps, and the laxer would win.
  mutating func refuseRepeatedDirectories() {
    var first: [String: Int] = [:]
    for (index, directory) in configuration.dumpDirectories.enumerated() {
      // However many slashes are written, it is one directory.
      let path = directory.path.split(separator: "/").joined(separator: "/")
      guard let earlier = first[path] else {
        first[path] = index
        continue
      }
      let place = origins["dump-directory[\(index)].path"]
      let before = origins["dump-directory[\(earlier)].path"]
      diagnostics.append(
        Diagnostic(
          file: place?.file ?? "", line: place?.line,
          message: "dump-directory \(quotedForMessage(directory.path)) is given twice"
            + (before.map { ": first at \($0.file):\($0.line)" } ?? "")))
      configuration.dumpDirectories[earlier].holdsRetention = true
      configuration.dumpDirectories[index].holdsRetention = true
    }
  }
}

extension [Diagnostic] {
  /// By line and column; those without a place first, equal ones as they were.
  func inFileOrder() -> [Diagnostic] {
    enumerated().sorted { left, right in
      (left.element.line ?? 0, left.element.column ?? 0, left.offset)
        < (right.element.line ?? 0, right.element.column ?? 0, right.offset)
    }.map(\.element)
  }
}
