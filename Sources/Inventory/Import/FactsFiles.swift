internal import Sizing

/// The name of the file that has a host's imported facts: `sql07.json`.
///
/// A host's name may hold anything but a slash. What is no plain character is written as `%XX`, so that no name leads
/// elsewhere, hides, or is another's; and names are compared without case, so case is folded.
public func factsFileName(host: String) -> String {
  var name = ""
  for (place, byte) in host.lowercased().utf8.enumerated() {
    switch byte {
    case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "_"):
      name.unicodeScalars.append(Unicode.Scalar(byte))
    case UInt8(ascii: ".") where place > 0: name += "."
    default: name += (byte < 0x10 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
    }
  }
  // A file name has 255 bytes at most; of a longer one the end is told by a number made from all of it.
  guard name.utf8.count > 240 else { return name + ".json" }
  let print = host.lowercased().utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
    ($0 ^ UInt64($1)) &* 0x100_0000_01B3
  }
  return String(decoding: name.utf8.prefix(220), as: UTF8.self) + "~" + String(print, radix: 16) + ".json"
}

/// Where the facts of an import are, below the state directory.
public func factsDirectory(_ kind: ImportKind, state: String) -> String { "\(state)/facts/\(kind.rawValue)" }

/// Reads all facts that were imported.
///
/// What cannot be read for want of permission is a warning, since the rest of what is known stays true.
public func readImportedFacts(state: String) -> [HostFile] {
  var files: [HostFile] = []
  for kind in ImportKind.allCases {
    let directory = factsDirectory(kind, state: state)
    do throws(FileError) {
      for name in try fileNames(in: directory).sorted(by: byBytes)
      where name.hasSuffix(".json") && isHostFileName(name) {
        files.append(readImportedFacts(path: "\(directory)/\(name)", kind: kind))
      }
    } catch {
      guard !error.isMissing else { continue }
      files.append(
        HostFile(
          path: directory, hosts: [],
          diagnostics: [
            Diagnostic(.warning, file: directory, message: "imported facts are left out: \(error.message)")
          ]))
    }
  }
  return files
}

private func readImportedFacts(path: String, kind: ImportKind) -> HostFile {
  do throws(FileError) {
    var file = readHostFile(path: path, bytes: try readWholeFile(path))
    for index in file.hosts.indices { file.hosts[index].source = "import \(kind.rawValue)" }
    return file
  } catch {
    let message = "imported facts are left out: \(error.message)"
    return HostFile(path: path, hosts: [], diagnostics: [Diagnostic(.warning, file: path, message: message)])
  }
}
