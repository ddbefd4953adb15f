internal import Linux

extension FileOperations {
  /// Lets a group read a preserved dump and look into its archive; answers why it could not, where it could not.
  ///
  /// By an entry of its own in their access lists: nobody else's access grows, and unlike a change of the owning group
  /// it needs no more than `CAP_FOWNER`. The directories above are not ours: whether the group gets as far as the
  /// archive is its administrator's to say. A directory service may be asked for the group, so it is the worker's.
  public func share(_ dump: SecuredDump, with readers: String) -> SharingFailure? {
    // One that came under a name of its own is in its sender's directory.
    guard !readers.isEmpty, dump.archive !== dump.directory else { return nil }
    do throws(SystemError) {
      guard let group = try GroupName(readers).id() else {
        return SharingFailure(
          place: readers, description: "\(dump.path) is not readable by the group \(readers): there is none")
      }
      try grant(5, to: group, dump.archive.handle, named: dump.archive.path)
      try grant(4, to: group, dump.file, named: dump.path)
      return nil
    } catch {
      return SharingFailure(
        place: dump.archive.path,
        description: "\(dump.path) is not readable by the group \(readers): \(error)")
    }
  }
}

/// Why a group cannot read a dump that it may; the dump is kept as any other.
public struct SharingFailure: Error, Equatable, Sendable {
  /// What it lies in: it is told of once for each.
  public let place: String
  /// The reason, in one line.
  public let description: String
}
