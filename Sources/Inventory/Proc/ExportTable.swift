/// What an NFS server on this machine gives to others: `/proc/fs/nfsd/exports` and `/var/lib/nfs/etab`.
///
/// Clients and options say nothing here: whoever may write from elsewhere, writes through the server.
public struct ExportTable: Sendable, Equatable {
  /// The exported paths.
  public var paths: Set<String>

  static let kernelPath = "/proc/fs/nfsd/exports"
  /// What `exportfs` last exported.
  public static let path = "/var/lib/nfs/etab"

  /// A table of these paths.
  public init(_ paths: Set<String> = []) { self.paths = paths }

  /// Reads either file: a line begins with the path, blanks in it as octal escapes.
  init(parsing bytes: [UInt8]) {
    paths = []
    for line in bytes.numberedLines {
      guard let path = line.words.first, path.first == UInt8(ascii: "/") else { continue }
      paths.insert(path.unescaped)
    }
  }

  /// Where the exported directories are, whatever paths lead to them.
  public func places(in mounts: MountTable) -> [FileSystemPlace] {
    paths.sorted().compactMap { mounts.place(of: $0) }
  }
}
