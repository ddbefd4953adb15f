/// The facts as they are once a change was made and the host restarted.
///
/// `nil` where a volume that has to hold more is not known to have the room.
public func apply(_ change: FixChange, to facts: HostFacts) -> HostFacts? {
  var facts = facts
  switch change {
  case .stopAutomaticPagefiles: facts.stopAutomaticPagefiles()
  case .setPagefile(let path, let size):
    guard facts.takeRoom(for: path, size.less(facts.pagefileOnDisk(path))) else { return nil }
    facts.setPagefile(path, size)
  case .setType(let type): facts.crashControl.type = .known(type)
  case .setDedicatedDumpFile(let path, let size):
    guard facts.takeRoom(for: path, size.less(facts.dedicatedFileOnDisk(path))) else { return nil }
    facts.crashControl.dedicatedDumpFile = .known(path)
    facts.crashControl.dumpFileSize = .known(size)
  case .clearDedicatedDumpFile:
    // The file itself stays where it is, and so does the room that it takes.
    facts.crashControl.dedicatedDumpFile = .known("")
    facts.crashControl.dumpFileSize = .absent("crash-control.dump-file-size")
  case .setDumpFile(let path):
    facts.crashControl.dumpFile = .known(path)
    // The script stops where something has that name already.
    facts.crashControl.existingDump = .known(nil)
  case .moveDumpAway: facts.crashControl.existingDump = .known(nil)
  case .overwriteDump: facts.crashControl.overwrite = .known(true)
  case .keepDump: facts.crashControl.alwaysKeep = .known(true)
  case .checkPagefileSize: facts.crashControl.ignorePagefileSize = .known(false)
  case .addSwapFile(let path, let size):
    guard let boot = facts.bootVolume.value, facts.takeRoom(on: boot.id, size) else { return nil }
    // The first page of a swap area is its header (mkswap(8)); a page has at most 64 KiB.
    let area = SwapArea(
      path: path, size: .known(size.less(Bytes(clamping: 64 << 10))), onBootVolume: .known(true))
    facts.swap = .known((facts.swap.value ?? []) + [area])
  case .reserveCrashKernel(let tools):
    facts.kdump.crashkernel = .known(tools.distribution.crashkernel)
    guard let memory = facts.memory.visible.value else { return nil }
    if case .asks(let size) = Crashkernel(parsing: tools.distribution.crashkernel).outcome(memory: memory) {
      facts.kdump.reserved = .known(size)
    }
  case .enableKdump:
    facts.kdump.isEnabled = .known(true)
    facts.kdump.isLoaded = .known(facts.kdump.reserved.value ?? .zero > .zero)
  }
  return facts
}

/// The facts once all changes were made, in order; `nil` as above.
public func apply(_ steps: [FixStep], to facts: HostFacts) -> HostFacts? {
  var changed: HostFacts? = facts
  for step in steps { changed = changed.flatMap { apply(step.change, to: $0) } }
  return changed
}

extension HostFacts {
  /// What a page file takes of its volume for certain.
  ///
  /// A temporary one goes at the next boot, and that it gives its room back nobody says.
  func pagefileOnDisk(_ path: String) -> Bytes {
    pagefile(at: path).flatMap { $0.isTemporary.value ?? false ? nil : $0.allocated.value } ?? .zero
  }

  /// The page file of that path, under whatever name `PagingFiles` has it.
  func pagefile(at path: String) -> Pagefile? {
    pagefiles.value?.first { $0.path.namesSameFile(as: path, of: self) }
  }

  /// This host with a larger boot volume; `nil` where the free space of the present one is not known.
  func withBootVolume(enlargedBy extra: Bytes) -> HostFacts? {
    guard let boot = bootVolume.value, let free = boot.free.value else { return nil }
    var facts = self
    facts.changeVolume(boot.id) {
      $0.free = .known(free + extra)
      $0.size = $0.size.map { $0 + extra }
    }
    return facts
  }

  fileprivate func dedicatedFileOnDisk(_ path: String) -> Bytes {
    guard case .known(let present?) = dedicatedDumpFile, present.namesSameFile(as: path, of: self) else {
      return .zero
    }
    return crashControl.dumpFileSize.value ?? .zero
  }

  fileprivate mutating func takeRoom(for path: String, _ size: Bytes) -> Bool {
    guard size > .zero else { return true }
    guard let volume = volume(ofPath: path) else { return false }
    return takeRoom(on: volume.id, size)
  }

  fileprivate mutating func takeRoom(on id: String, _ size: Bytes) -> Bool {
    var isThere = false
    changeVolume(id) { volume in
      guard let free = volume.free.value, free >= size else { return }
      volume.free = .known(free.less(size))
      isThere = true
    }
    return isThere
  }

  private mutating func changeVolume(_ id: String, _ change: (inout Volume) -> Void) {
    guard var known = volumes.value, let index = known.firstIndex(where: { $0.id == id }) else { return }
    change(&known[index])
    volumes = .known(known)
  }

  fileprivate mutating func setPagefile(_ path: String, _ size: Bytes) {
    let file = Pagefile(
      path: path, management: .known(.custom), initial: .known(size), maximum: .known(size),
      allocated: .known(size), isTemporary: .known(false))
    var files = pagefiles.value ?? []
    if let index = files.firstIndex(where: { $0.path.namesSameFile(as: path, of: self) }) {
      files[index] = file
    } else {
      files.append(file)
    }
    pagefiles = .known(files)
  }

  fileprivate mutating func stopAutomaticPagefiles() {
    guard let files = pagefiles.value else { return }
    pagefiles = .known(
      files.map { file in
        guard file.effectiveManagement == .automatic || file.path.hasPrefix("?:") else { return file }
        var file = file
        file.management = .known(.system)
        if file.path.hasPrefix("?:"), let root = bootVolume.value?.windowsRoot {
          file.path = root + file.path.dropFirst(2)
        }
        return file
      })
  }
}

extension String {
  /// Whether two Windows paths mean one file; `?:` in `PagingFiles` stands for the boot volume's drive too.
  func namesSameFile(as other: String, of facts: HostFacts) -> Bool {
    func folded(_ path: String) -> String {
      var path = path.lowercased()
      if path.hasPrefix(#"\??\"#) { path.removeFirst(4) }
      if path.hasPrefix("?:"), let root = facts.bootVolume.value?.windowsRoot {
        path = root.lowercased() + path.dropFirst(2)
      }
      return path
    }
    return folded(self) == folded(other)
  }
}

extension Volume {
  /// What a path on the volume begins with, `C:` or `C:\mount`; `nil` where its name is no such path.
  ///
  /// Host files may hold anything as a name: what Windows allows in no path is no place for a file.
  var windowsRoot: String? {
    var root = Substring(id)
    while root.last == #"\"# { root.removeLast() }
    let bytes = Array(root.utf8)
    guard bytes.count >= 2, bytes[1] == UInt8(ascii: ":"), bytes[0].isASCIILetter,
      bytes.count == 2 || bytes[2] == UInt8(ascii: #"\"#),
      !root.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
    else { return nil }
    let isPlain = !bytes.dropFirst(2).contains { #"<>:"/|?*"#.utf8.contains($0) }
    return isPlain ? String(root) : nil
  }
}

extension UInt8 {
  fileprivate var isASCIILetter: Bool { (0x41...0x5A).contains(self & 0xDF) }
}
