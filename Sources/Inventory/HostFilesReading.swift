internal import Sizing

/// Reads one file of target hosts by its ending: `.toml`, `.json` or `.ndjson`.
public func readHostFile(path: String, bytes: [UInt8]) -> HostFile {
  var reader = HostReader(path: path)
  if path.hasSuffix(".toml") {
    reader.readFile(Document(toml: bytes, file: path))
  } else if path.hasSuffix(".json") {
    reader.readFile(Document(json: bytes, file: path))
  } else if path.hasSuffix(".ndjson") {
    reader.readLines(bytes)
  } else {
    reader.diagnostics.append(
      Diagnostic(file: path, message: "the name of a file of hosts ends in .toml, .json or .ndjson"))
  }
  return HostFile(path: path, hosts: reader.hosts, diagnostics: reader.diagnostics)
}

/// Reads one file of target hosts from disk; that it cannot be read is a diagnostic.
public func readHostFile(path: String) -> HostFile {
  do throws(FileError) {
    return readHostFile(path: path, bytes: try readWholeFile(path))
  } catch {
    return HostFile(path: path, hosts: [], diagnostics: [Diagnostic(file: path, message: error.message)])
  }
}

/// Reads the files of target hosts in a directory, sorted by name; others are left alone.
///
/// A directory that is not there has no hosts.
public func readHosts(directory: String) -> [HostFile] {
  do throws(FileError) {
    return try hostFileNames(in: directory).map { readHostFile(path: "\(directory)/\($0)") }
  } catch {
    if error.isMissing { return [] }
    return [
      HostFile(
        path: directory, hosts: [], diagnostics: [Diagnostic(file: directory, message: error.message)])
    ]
  }
}

/// Reads what somebody named: a file of hosts, or a directory of such files.
public func readInventory(path: String) -> [HostFile] {
  do throws(FileError) {
    return try hostFileNames(in: path).map { readHostFile(path: "\(path)/\($0)") }
  } catch {
    // Whatever is no directory is read as a file, which also says why it cannot be.
    return [readHostFile(path: path)]
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

extension HostReader {
  /// A line is a host: each is parsed by itself, into the same memory.
  mutating func readLines(_ bytes: [UInt8]) {
    let document = Document(file: path)
    bytes.withUnsafeBytes { raw in
      // A host is large: an array that grows by doubling would need half as much again.
      hosts.reserveCapacity(raw.count { $0 == UInt8(ascii: "\n") } + 1)
      var start = 0
      var line = 1
      while start < raw.count {
        let end = raw[start...].firstIndex(of: UInt8(ascii: "\n")) ?? raw.count
        let text = UnsafeRawBufferPointer(rebasing: raw[start..<end])
        if text.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) {
          document.parse(json: text, firstLine: line)
          if document.diagnostics.isEmpty {
            if let root = document.root { readHost(root) }
          } else {
            diagnostics += document.diagnostics
          }
        }
        start = end + 1
        line += 1
      }
    }
  }
}
