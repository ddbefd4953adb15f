/// Which volume a Windows path lies on.
extension HostFacts {
  /// The boot volume, where one is known to be it.
  var bootVolume: Fact<Volume> {
    switch volumes {
    case .unknown(let reason): return .unknown(because: reason)
    case .known(let volumes):
      guard let boot = volumes.first(where: { $0.isBoot == true }) else {
        return .unknown(because: "volume.boot is not given")
      }
      return .known(boot)
    }
  }

  /// The volume of a Windows path; `nil` where none of those given holds it.
  func volume(ofPath path: String) -> Volume? {
    if path.isOnSystemRoot { return bootVolume.value }
    let path = path.withoutNTPrefix.foldedPath
    // The longest name wins, so that a volume mounted at C:\mnt is not taken for C:.
    return volumes.value?.filter { path.lies(on: $0.id.foldedPath) }
      .max { $0.id.foldedPath.utf8.count < $1.id.foldedPath.utf8.count }
  }

  /// Whether a Windows path lies on the boot volume; `nil` where the facts do not tell.
  func isOnBootVolume(_ path: String) -> Bool? {
    guard let boot = bootVolume.value else { return nil }
    // `?:` stands for every drive in `PagingFiles`: Windows manages a file on the boot volume too (rule
    // PGF-GRAMMAR).
    if path.isOnSystemRoot || path.hasPrefix("?:") { return true }
    if let volume = volume(ofPath: path) { return volume.id.foldedPath == boot.id.foldedPath }
    guard let letter = path.withoutNTPrefix.driveLetter, let bootLetter = boot.id.driveLetter else {
      return nil
    }
    return letter == bootLetter ? nil : false
  }
}

extension String {
  /// Whether the path leads to another machine: `\\\\server\\share`.
  var isNetworkPath: Bool {
    hasPrefix(#"\\"#) && !hasPrefix(#"\\?\"#) && !hasPrefix(#"\\.\"#) || lowercased().hasPrefix(#"\\?\unc\"#)
  }

  /// `\??\C:\pagefile.sys` is what the kernel calls `C:\pagefile.sys`.
  fileprivate var withoutNTPrefix: Substring {
    hasPrefix(#"\??\"#) || hasPrefix(#"\\?\"#) && dropFirst(4).driveLetter != nil ? dropFirst(4) : self[...]
  }

  /// Whether the path starts at Windows' own directory, and so on the boot volume whatever its letter.
  fileprivate var isOnSystemRoot: Bool {
    guard utf8.first == UInt8(ascii: "%") else { return false }
    let folded = lowercased()
    return ["%systemroot%", "%windir%", "%systemdrive%"].contains { folded.hasPrefix($0) }
  }
}

extension StringProtocol {
  /// Lower case, no separator at the end.
  fileprivate var foldedPath: String {
    var folded = lowercased()
    while folded.last == #"\"#, folded.utf8.count > 1 { folded.removeLast() }
    return folded
  }

  fileprivate var driveLetter: String? {
    guard let letter = first, letter.isASCII, letter.isLetter, dropFirst().first == ":" else { return nil }
    return letter.lowercased()
  }
}

extension String {
  fileprivate func lies(on volume: String) -> Bool {
    guard hasPrefix(volume) else { return false }
    let rest = utf8.dropFirst(volume.utf8.count)
    return rest.isEmpty || rest.first == UInt8(ascii: #"\"#) || volume.last == #"\"#
  }
}

extension Volume {
  /// The name as a message has it, `C:` also where it was given as `C:\`.
  var shownName: String {
    (id.last == #"\"# && id.driveLetter != nil ? String(id.dropLast()) : id).asSafeText
  }
}
