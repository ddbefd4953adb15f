public import Sizing

/// Reads this machine, or one that was captured below a folder.
///
/// Beside `proc/` and `sys/` a captured machine has two files with what only system calls tell: `stat.tsv`
/// (``CapturedFiles``) and `statvfs.tsv` (``CapturedFreeSpace``). `Tests/InventoryTests/capture-machine`
/// writes all. Nothing is kept between two readings.
public struct Machine: Sendable {
  let tree: FileTree
  let freeSpace: @Sendable (String) -> Fact<VolumeSpace>
  let identity: @Sendable (String) -> Fact<FileIdentity>

  /// The machine whose files are below `root`.
  ///
  /// `freeSpace` answers for a mount point that is neither on a network nor behind FUSE; `nil` asks
  /// `statvfs`, or the captured answers where `root` is not `/`.
  public init(root: String = "/", freeSpace: (@Sendable (String) -> Fact<VolumeSpace>)? = nil) {
    let tree = FileTree(root: root)
    self.tree = tree
    if tree.isLive {
      self.freeSpace = freeSpace ?? VolumeSpace.asked
      identity = FileIdentity.asked
    } else {
      self.freeSpace = freeSpace ?? { CapturedFreeSpace.space(of: $0, in: tree) }
      identity = { CapturedFiles.identity(of: $0, in: tree) }
    }
  }

  /// The mounts that this process sees.
  ///
  /// The daemon asks it to tell network file systems apart without touching them.
  public func mounts() -> Fact<MountTable> {
    do {
      return .known(try MountTable(parsing: tree.read(MountTable.path)))
    } catch {
      return .unknown(because: error.description)
    }
  }

  /// What this machine's NFS server gives to others: nothing where there is no such server.
  public func exports() -> Fact<ExportTable> {
    var exports = ExportTable()
    // The kernel's table has what clients have asked for so far, exportfs' what they may ask for.
    for path in [ExportTable.kernelPath, ExportTable.path] {
      do {
        exports.paths.formUnion(ExportTable(parsing: try tree.read(path)).paths)
      } catch  where !error.isAbsent {
        return .unknown(because: error.description)
      } catch {}
    }
    return .known(exports)
  }

  /// The path with the symbolic links in it followed, as far as that is told without touching a network.
  ///
  /// The part that lies on a network or FUSE mount stays as it is, and so does what does not exist.
  public func resolved(_ path: String, in mounts: MountTable) -> String {
    mounts.resolved(path) { place in try? tree.destination(of: place) }
  }

  /// All that the machine tells of itself.
  ///
  /// `name` is the host name where it is `nil`; `bootVolume` is a mount point; `now` is when it is asked,
  /// which says nothing of a machine that was captured.
  public func facts(name: String? = nil, bootVolume: String = "/", now: Timestamp? = nil) -> HostFacts {
    let mounts = mounts()
    let boot = mounts.flatMap { Self.bootMount(at: bootVolume, in: $0) }
    var facts = HostFacts(name: name ?? hostName, source: "local", os: .linux)
    facts.memory = memory()
    facts.swap = swap(mounts: mounts, boot: boot)
    facts.volumes = mounts.map { volumes($0, boot: boot.value) }
    facts.kdump = kdump(mounts: mounts)
    facts.given = [
      FactGroups(.os), FactGroups(.memory), FactGroups(.volumes), FactGroups(.swap), FactGroups(.kdump),
    ]
    if !tree.isLive {
      facts.collected = .unknown(because: "a captured machine does not say when it was captured")
    } else if let now {
      facts.collected = .known(now)
    }
    return facts
  }

  private static func bootMount(at path: String, in mounts: MountTable) -> Fact<Mount> {
    var plain = Substring(path)
    while plain.utf8.count > 1, plain.last == "/" { plain.removeLast() }
    if let mount = mounts.mount(at: String(plain)) { return .known(mount) }
    let place = QuotedText.quoted(path.utf8)
    guard let around = mounts.mount(containing: path) else {
      return .unknown(because: "\(MountTable.path): nothing is mounted at the boot volume \(place)")
    }
    // Taking the one around it would answer for a file system that nobody asked about.
    return .unknown(
      because: "\(MountTable.path): nothing is mounted at the boot volume \(place), "
        + "which is a part of \(QuotedText.quoted(around.mountPoint.utf8))")
  }

  private var hostName: String {
    for path in ["/proc/sys/kernel/hostname", "/etc/hostname"] {
      guard let line = try? tree.read(path, limit: 4096).numberedLines.first, let word = line.words.first
      else { continue }
      return QuotedText.plain(word)
    }
    return "local"
  }
}

extension Fact {
  /// Another fact that rests on this one; the reason stays.
  func flatMap<Other>(_ transform: (Value) -> Fact<Other>) -> Fact<Other> {
    switch self {
    case .known(let value): transform(value)
    case .unknown(let reason): .unknown(because: reason)
    }
  }
}
