public import Inventory
public import Linux

/// A directory in which dumps arrive, as the configuration has it and the disk shows it now.
public struct DumpDirectory: Sendable, Equatable {
  /// Where it is; it may turn out to be no directory.
  public var place: DirectoryPath
  /// Whose dumps arrive there.
  public var host: String
  /// The `[[dump-directory]]` that speaks for it.
  public var settings: DumpDirectorySettings

  /// A dump directory.
  public init(place: DirectoryPath, host: String, settings: DumpDirectorySettings) {
    self.place = place
    self.host = host
    self.settings = settings
  }

  /// The archive's place; `nil` where `archive` names no directory for this host.
  public var archivePlace: Archive.Place? { Archive.place(settings.archive, host: host) }

  /// Whether a name is one that the next dump would take.
  public func isCanonical(_ name: FileName) -> Bool {
    settings.names.contains { canonical in FileName(canonical).map(name.equalsWithoutCase) ?? false }
  }
}

/// What a walk over the `path` of every `[[dump-directory]]` found.
public struct DumpDirectories: Sendable, Equatable {
  /// What matches, in order of the paths.
  public private(set) var all: [DumpDirectory] = []
  /// The directories whose listings decided, and so must be watched for new ones.
  public private(set) var parents: Set<DirectoryPath> = []
  /// Directories that could not be listed, and why.
  public private(set) var unlisted: [DirectoryPath: String] = [:]

  /// Walks the patterns.
  ///
  /// Network and FUSE mounts are not touched: a dead one would never answer.
  public init(_ settings: [DumpDirectorySettings], mounts: MountTable) {
    self.init(settings) { place, _ in
      guard let mount = mounts.mount(containing: place.path), mount.isNetworkOrFUSE else {
        return Self.names(in: place)
      }
      return .failure(
        ListingFailure("it is on \(mount.fileSystemType), which does not tell what other machines make there")
      )
    }
  }

  /// Walks the patterns; `list` gives the names in a directory, for one entry of the configuration.
  public init(
    _ settings: [DumpDirectorySettings],
    list: (DirectoryPath, DumpDirectorySettings) -> Result<[String], ListingFailure>
  ) {
    var found: [String: DumpDirectory] = [:]
    for settings in settings {
      let expansion = DirectoryPattern(path: settings.path, host: settings.host).expand { place in
        list(place, settings)
      }
      // A later [[dump-directory]] speaks for a directory that an earlier one matches too.
      for match in expansion.matches {
        found[match.directory.path] = DumpDirectory(
          place: match.directory, host: match.host, settings: settings)
      }
      parents.formUnion(expansion.parents)
      unlisted.merge(expansion.unlisted) { $1 }
    }
    all = found.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The names in a directory that may be asked for them.
  public static func names(in place: DirectoryPath) -> Result<[String], ListingFailure> {
    do {
      // A name that is no text cannot be a host's.
      return .success(try Directory(place).names().compactMap { String(validating: $0.bytes, as: UTF8.self) })
    } catch {
      return .failure(ListingFailure("\(error)"))
    }
  }
}
