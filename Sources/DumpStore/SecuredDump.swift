public import Linux

/// A dump that has its preserved name.
public struct SecuredDump: Sendable {
  /// The file.
  public let file: OpenFile
  /// The directory that it came from.
  public let directory: Directory
  /// The directory that it is in.
  public let archive: Directory
  /// Its name there.
  public let name: FileName
  /// The name that it had.
  public let canonical: FileName
  /// Whether this made it one: a clone that is kept already is not made again.
  public let isNew: Bool

  /// A dump that has its preserved name.
  public init(
    file: OpenFile, directory: Directory, archive: Directory, name: FileName, canonical: FileName,
    isNew: Bool = true
  ) {
    self.file = file
    self.directory = directory
    self.archive = archive
    self.name = name
    self.canonical = canonical
    self.isNew = isNew
  }

  /// Where it is.
  public var path: String { "\(archive.path)/\(name)" }
}

extension FileOperations {
  /// Syncs the file, then the directory that it is in with those that were made for it, then the one that it left:
  /// after that no power cut brings the old name back or takes the new one.
  ///
  /// It may take minutes, so it is the worker's.
  public func makeDurable(_ dump: SecuredDump) throws(SystemError) {
    try sync(dump.file, named: dump.path)
    try sync(dump.archive)
    // An archive outside (`/srv/dumps-kept/{host}`) may have been made a moment ago; up to where both paths meet
    // nothing was.
    if !dump.archive.path.hasPrefix(dump.directory.path + "/") { try sync(dump.archive.parent()) }
    try sync(dump.directory)
  }
}
