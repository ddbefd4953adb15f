internal import Sizing

/// Reads one file of target hosts by its ending: `.toml`, `.json` or `.ndjson`.
public func readHostFile(path: String, bytes: [UInt8]) -> HostFile {
  readHostFile(path: path, bytes: bytes, table: HostTable.host)
}

/// Reads one file of target hosts from disk; that it cannot be read is a diagnostic.
public func readHostFile(path: String) -> HostFile { readHostFile(path: path, table: HostTable.host) }

func readHostFile(path: String, bytes: [UInt8], table: SettingsTable<HostFacts>) -> HostFile {
  var reader = HostReader(path: path, table: table)
  if path.hasSuffix(".toml") {
    reader.readFile(Document(toml: bytes, file: path))
  } else if path.hasSuffix(".json") {
    reader.readFile(Document(json: bytes, file: path))
  } else if path.hasSuffix(".ndjson") {
    let lines = HostLines(path: path, bytes: bytes)
    // A host is large: an array that grows by doubling would need half as much again.
    reader.hosts.reserveCapacity(lines.count)
    reader.diagnostics = lines.read(lines.whole, table: table) { host, _ in reader.hosts.append(host) }
  } else {
    reader.diagnostics.append(
      Diagnostic(file: path, message: "the name of a file of hosts ends in .toml, .json or .ndjson"))
  }
  return HostFile(path: path, hosts: reader.hosts, diagnostics: reader.diagnostics)
}

func readHostFile(path: String, table: SettingsTable<HostFacts>) -> HostFile {
  do throws(FileError) {
    return readHostFile(path: path, bytes: try readWholeFile(path), table: table)
  } catch {
    return HostFile(path: path, hosts: [], diagnostics: [Diagnostic(file: path, message: error.message)])
  }
}

/// Reads the files of target hosts in a directory, sorted by name; others are left alone.
///
/// A directory that is not there has no hosts.
public func readHosts(directory: String) -> [HostFile] {
  HostFileNames(directory: directory).read()
}

/// Reads what somebody named: a file of hosts, or a directory of such files.
public func readInventory(path: String) -> [HostFile] { HostFileNames(inventories: [path]).read() }

/// Which files of target hosts there are, before any of them is read.
public struct HostFileNames: Sendable {
  /// The files, sorted by name.
  public private(set) var paths: [String] = []
  /// What is wrong with the directory.
  public private(set) var diagnostics: [Diagnostic] = []

  /// The files of target hosts in a directory; one that is not there has none.
  public init(directory: String) {
    do throws(FileError) {
      paths = try hostFileNames(in: directory).map { "\(directory)/\($0)" }
    } catch {
      if !error.isMissing { diagnostics = [Diagnostic(file: directory, message: error.message)] }
    }
  }

  /// What somebody named: files of hosts, and directories of such files.
  public init(inventories: [String]) {
    for path in inventories {
      do throws(FileError) {
        paths += try hostFileNames(in: path).map { "\(path)/\($0)" }
      } catch {
        // Whatever is no directory is read as a file, which also says why it cannot be.
        paths.append(path)
      }
    }
  }

  func read() -> [HostFile] {
    diagnostics.map { HostFile(path: $0.file, hosts: [], diagnostics: [$0]) }
      + paths.map { readHostFile(path: $0) }
  }
}

/// Where target hosts stand: `hosts.d` beside the configuration that was named.
public func targetHostsDirectory(main: String = defaultConfigurationPath, root: String = "/") -> String {
  var path = main
  if main == defaultConfigurationPath { path = (root.hasSuffix("/") ? String(root.dropLast()) : root) + main }
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "hosts.d" }
  return String(path[...slash]) + "hosts.d"
}

/// Whether a file of that name in `hosts.d` is read.
public func isHostFileName(_ name: String) -> Bool {
  !name.hasPrefix(".") && [".toml", ".json", ".ndjson"].contains { name.hasSuffix($0) }
}

private func hostFileNames(in directory: String) throws(FileError) -> [String] {
  try fileNames(in: directory).filter(isHostFileName).sorted(by: byBytes)
}
