public import DumpFormats
internal import Glibc
public import Linux
internal import Sizing

/// How a dump is taken to safety.
public enum PreservingWay: Sendable, Equatable {
  /// It gives up its canonical name at once.
  case rename
  /// It keeps it for now, beside its preserved one: two names of one file.
  case pair
  /// It keeps it for good, and a clone that shares its blocks gets the preserved one.
  case clone
}

extension FileOperations {
  /// Takes a dump that nobody writes to safety, in the archive that its directory names.
  ///
  /// Safe when this returns, and durable once `makeDurable` has.
  public func preserve(
    _ canonical: FileName, _ file: OpenFile, _ status: FileStatus, _ identification: Identification,
    in directory: Directory, to place: Archive.Place, _ way: PreservingWay, owner: Archive.Owner = .ourselves
  ) throws -> SecuredDump {
    let archive = try Archive.open(place, of: directory, with: self, owner: owner)
    let newName = PreservedName(canonical, status, identification)
    switch way {
    case .rename:
      let name = try secure(canonical, status, in: directory, as: newName, in: archive)
      return SecuredDump(
        file: file, directory: directory, archive: archive, name: name, canonical: canonical)
    case .pair:
      let name = try firstFree(newName, in: archive) { (candidate) throws(SystemError) in
        try self.name(file, candidate, in: archive)
      }
      return SecuredDump(
        file: file, directory: directory, archive: archive, name: name, canonical: canonical)
    case .clone:
      if let name = try kept(newName, status, in: archive) {
        return SecuredDump(
          file: try archive.openFile(name), directory: directory, archive: archive, name: name,
          canonical: canonical, isNew: false)
      }
      return try named(clone(file, in: archive), newName, canonical, in: directory, archive)
    }
  }

  /// Keeps the contents of a file that is about to lose them, or has lost its name: as a clone, or, where there is
  /// none to be had and time enough, as a copy.
  public func rescue(
    _ canonical: FileName, _ file: OpenFile, _ identification: Identification, in directory: Directory,
    to place: Archive.Place, mayCopy: Bool
  ) throws -> SecuredDump {
    let archive = try Archive.open(place, of: directory, with: self)
    let newName = PreservedName(canonical, try FileStatus(of: file.descriptor), identification)
    let copy = try mayCopy ? cloneOrCopy(file, in: archive) : clone(file, in: archive)
    return try named(copy, newName, canonical, in: directory, archive)
  }

  private func cloneOrCopy(_ file: OpenFile, in archive: Directory) throws(SystemError) -> OpenFile {
    do {
      return try clone(file, in: archive)
    } catch {
      guard error.meansNoClones else { throw error }
    }
    let copy = try self.copy(file, to: archive)
    // Unlike a clone its bytes are nowhere yet, and the file that has them has no name.
    try sync(copy, named: archive.path)
    return copy
  }

  private func named(
    _ copy: OpenFile, _ newName: PreservedName, _ canonical: FileName, in directory: Directory,
    _ archive: Directory
  ) throws(SystemError) -> SecuredDump {
    let name = try firstFree(newName, in: archive) { (candidate) throws(SystemError) in
      try self.name(copy, candidate, in: archive)
    }
    return SecuredDump(file: copy, directory: directory, archive: archive, name: name, canonical: canonical)
  }

  /// The clone of a file as it is now that is kept already, from before a restart.
  ///
  /// Of the same crash (so its name says), length and time to the nanosecond: an index could be lost, this cannot.
  private func kept(
    _ newName: PreservedName, _ status: FileStatus, in archive: Directory
  ) throws(SystemError) -> FileName? {
    for attempt in 0..<1000 {
      guard let candidate = newName.candidate(attempt), let other = try archive.status(of: candidate) else {
        return nil
      }
      if other.kind == .regular, other.length == status.length,
        other.modifiedNanoseconds == status.modifiedNanoseconds
      {
        return candidate
      }
    }
    return nil
  }
}

extension SystemError {
  /// Whether this is how a file system says that it has no clones.
  public var meansNoClones: Bool { [EOPNOTSUPP, EINVAL, ENOTTY, EXDEV].contains(errno) }
}

extension PreservedName {
  /// The name for a dump that stands under `canonical`: by its crash, or its own time where the header has none or
  /// means another by it.
  init(_ canonical: FileName, _ status: FileStatus, _ identification: Identification) {
    self.init(
      canonical: canonical,
      time: (identification.crashTimeIsOfCrash ? identification.crashTime : nil) ?? status.modified,
      bugCheckCode: identification.bugCheck?.code, mark: Mark(of: identification))
  }
}
