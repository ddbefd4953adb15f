internal import Glibc
public import Linux

/// Where a directory's preserved dumps go.
public struct Archive: Sendable {
  /// Below the dump directory, or outside of it.
  public enum Place: Hashable, Sendable {
    case below(FileName)
    case outside(DirectoryPath)
  }

  /// The place that a `[[dump-directory]]`'s `archive` means for one host; `nil` for a text that names none.
  public static func place(_ archive: String, host: String) -> Place? {
    guard archive.hasPrefix("/") else { return FileName(archive).map(Place.below) }
    let components = archive.split(separator: "/").map(String.init)
    guard let first = components.firstIndex(where: { $0.contains("{host}") }) else {
      return .outside(DirectoryPath(base: archive))
    }
    let below = components[first...].map { component in
      component.replacing("{host}", with: host)
    }
    guard below.allSatisfy({ FileName($0) != nil }) else { return nil }
    return .outside(DirectoryPath(base: "/" + components[..<first].joined(separator: "/"), below: below))
  }

  /// Whose an archive has to be.
  public enum Owner: Sendable, Equatable {
    /// The caller's own: what the daemon moves dumps into.
    case ourselves
    /// The caller's own, or anyone's where root asks: what is deleted or pinned there on a person's word.
    case ourselvesOrRoot
    /// Anyone's: for looking only.
    case anyone
  }

  /// Opens the archive of an open dump directory, making it where it is missing.
  ///
  /// Refused unless it is a directory of ours on the same mount: one that a stranger made could be looked into
  /// or emptied by him, and a rename to another mount is no rename.
  public static func open(
    _ place: Place, of directory: Directory, with operations: FileOperations, owner: Owner = .ourselves
  ) throws(ArchiveError) -> Directory {
    try checked(place, of: directory, owner) { (name, parent) throws(SystemError) in
      try descend(into: name, from: parent, with: operations)
    }
  }

  /// Opens the archive of an open dump directory where there is one, with the same conditions.
  public static func find(
    _ place: Place, of directory: Directory, owner: Owner = .ourselves
  ) throws(ArchiveError) -> Directory {
    try checked(place, of: directory, owner) { (name, parent) throws(SystemError) in
      try parent.directory(below: name)
    }
  }

  /// Why the archive of an open dump directory could not take a dump, before there is one; `nil` where it could.
  ///
  /// One that is still to be made is none of the reasons, so long as what it is to be made in is there.
  public static func trouble(with place: Place, of directory: Directory) -> String? {
    do {
      if case .outside(let path) = place {
        let base = try Directory(DirectoryPath(base: path.base))
        guard try base.mountID() == directory.mountID() else {
          throw ArchiveError.onAnotherMount(base, than: directory)
        }
      }
      _ = try find(place, of: directory)
      return nil
    } catch let error as ArchiveError {
      return error.isMissing ? nil : error.description
    } catch {
      return "\(error)"
    }
  }

  private static func checked(
    _ place: Place, of directory: Directory, _ owner: Owner,
    step: (FileName, Directory) throws(SystemError) -> Directory
  ) throws(ArchiveError) -> Directory {
    let archive: Directory
    let user: UInt32
    let isOnSameMount: Bool
    do throws(SystemError) {
      archive = try walk(place, from: directory, step: step)
      user = try archive.status().owner
      isOnSameMount = try archive.mountID() == directory.mountID()
    } catch {
      throw ArchiveError(error.description, errno: error.errno)
    }
    guard owner == .anyone || user == geteuid() || owner == .ourselvesOrRoot && geteuid() == 0 else {
      throw ArchiveError(
        "\(archive.path) belongs to user \(user), not to \(owner == .ourselves ? "the daemon's" : "yours") "
          + "(\(geteuid())): "
          + (owner == .ourselves ? "remove it or name another archive" : "run this as that user or as root"),
        errno: owner == .ourselves ? nil : EACCES)
    }
    guard isOnSameMount else {
      throw ArchiveError.onAnotherMount(archive, than: directory)
    }
    return archive
  }

  private static func walk(
    _ place: Place, from directory: Directory, step: (FileName, Directory) throws(SystemError) -> Directory
  ) throws(SystemError) -> Directory {
    switch place {
    case .below(let name):
      return try step(name, directory)
    case .outside(let path):
      var current = try Directory(DirectoryPath(base: path.base))
      for component in path.below {
        guard let name = FileName(component) else { throw SystemError("open", on: component, errno: EINVAL) }
        current = try step(name, current)
      }
      return current
    }
  }

  private static func descend(
    into name: FileName, from parent: Directory, with operations: FileOperations
  ) throws(SystemError) -> Directory {
    do {
      return try parent.directory(below: name)
    } catch  where error.errno == ENOENT {
      try operations.makeDirectory(name, in: parent)
      return try parent.directory(below: name)
    }
  }
}

/// Why an archive cannot be used.
public struct ArchiveError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The reason, in one line.
  public let description: String
  /// The errno of the call that failed, where one did; `ENOENT` where there is no archive yet.
  public let errno: Int32?

  /// Whether it is only that there is none.
  var isMissing: Bool { errno == ENOENT }

  init(_ description: String, errno: Int32? = nil) {
    self.description = description
    self.errno = errno
  }

  static func onAnotherMount(_ archive: Directory, than directory: Directory) -> ArchiveError {
    ArchiveError(
      "\(archive.path) is on another mount than \(directory.path): "
        + "an archive must be on the same one, since a dump is renamed and never copied")
  }
}
