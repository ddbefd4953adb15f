internal import Glibc
public import Inventory
public import Linux
internal import Sizing

/// Where imported facts are kept: `facts/SOURCE/HOST.json` below the state directory, or where a person wants them.
public struct FactsStore: Sendable {
  private let operations: FileOperations

  /// A store whose calls are made by `operations`.
  public init(operations: FileOperations = FileOperations()) { self.operations = operations }

  /// Keeps the facts below the state directory, in place of those of the same host and source; answers where.
  public func keep(_ imported: ImportedFacts, state: String) throws(SystemError) -> String {
    var directory = try Directory(DirectoryPath(base: state))
    for component in ["facts", imported.kind.rawValue] {
      guard let name = FileName(component) else { continue }
      try operations.makeDirectory(name, in: directory)
      let made = try directory.directory(below: name)
      // What root makes in the daemon's directory is to be the daemon's.
      if geteuid() == 0 {
        let owner = try directory.status()
        try operations.give(made, to: owner.owner, owner.group)
      }
      directory = made
    }
    return try write(imported, as: factsFileName(host: imported.facts.name), in: directory)
  }

  /// Writes the facts into a directory of somebody's, such as `hosts.d`; answers where.
  ///
  /// The name says where they are from, so that no file that a person wrote is replaced.
  public func write(_ imported: ImportedFacts, directory path: String) throws(SystemError) -> String {
    let name = factsFileName(host: imported.facts.name).dropLast(".json".utf8.count)
    return try write(
      imported, as: "\(name).\(imported.kind.rawValue).json", in: Directory(DirectoryPath(base: path)))
  }

  private func write(
    _ imported: ImportedFacts, as name: String, in directory: Directory
  ) throws(SystemError) -> String {
    // factsFileName makes no name that is none.
    guard let fileName = FileName(name) else { throw SystemError("openat", on: directory.path, errno: 22) }
    try operations.write(Array(hostFileText(imported.facts).utf8), as: fileName, in: directory)
    return "\(directory.path)/\(name)"
  }
}
