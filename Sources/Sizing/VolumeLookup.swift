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
    guard let volumes = volumes.value else { return nil }
    let path = FoldedPath(path.withoutNTPrefix)
    // The longest name wins, so that a volume mounted at C:\mnt is not taken for C:.
    var longest: (place: Int, length: Int)?
    for place in volumes.indices {
      let id = FoldedPath(volumes[place].id)
      guard path.lies(on: id), id.bytes.count > longest?.length ?? -1 else { continue }
      longest = (place, id.bytes.count)
    }
    return longest.map { volumes[$0.place] }
  }

  /// Whether a Windows path lies on the boot volume; `nil` where the facts do not tell.
  func isOnBootVolume(_ path: String) -> Bool? {
    guard let boot = bootVolume.value else { return nil }
    // `?:` stands for every drive in `PagingFiles`: Windows manages a file on the boot volume too (rule
    // PGF-GRAMMAR).
    if path.isOnSystemRoot || path.utf8.starts(with: "?:".utf8) { return true }
    if let volume = volume(ofPath: path) { return FoldedPath(volume.id).bytes == FoldedPath(boot.id).bytes }
    guard let letter = path.withoutNTPrefix.driveLetter, let bootLetter = boot.id.driveLetter else {
      return nil
    }
    return letter == bootLetter ? nil : false
  }
}

extension String {
  /// `\??\C:\pagefile.sys` is what the kernel calls `C:\pagefile.sys`.
  fileprivate var withoutNTPrefix: Substring {
    guard utf8.first == UInt8(ascii: #"\"#) else { return self[...] }
    return hasPrefix(#"\??\"#) || hasPrefix(#"\\?\"#) && dropFirst(4).driveLetter != nil
      ? dropFirst(4) : self[...]
  }

  /// Whether the path starts at Windows' own directory, and so on the boot volume whatever its letter.
  fileprivate var isOnSystemRoot: Bool {
    guard utf8.first == UInt8(ascii: "%") else { return false }
    return ["%systemroot%", "%windir%", "%systemdrive%"].contains { word in
      utf8.starts(with: word.utf8) { $0 == $1 || (0x41...0x5A).contains($0) && $0 | 0x20 == $1 }
    }
  }
}

extension StringProtocol {
  fileprivate var driveLetter: String? {
    guard let letter = first, letter.isASCII, letter.isLetter, dropFirst().first == ":" else { return nil }
    return letter.lowercased()
  }
}

/// A path in lower case, no separator at its end.
private struct FoldedPath {
  let bytes: ArraySlice<UInt8>

  init(_ path: some StringProtocol) {
    var bytes = [UInt8]()
    bytes.reserveCapacity(path.utf8.count)
    var isASCII = true
    for byte in path.utf8 {
      isASCII = isASCII && byte < 0x80
      bytes.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
    }
    if !isASCII { bytes = Array(path.lowercased().utf8) }
    var length = bytes.count
    while length > 1, bytes[length - 1] == UInt8(ascii: #"\"#) { length -= 1 }
    self.bytes = bytes[..<length]
  }

  func lies(on volume: FoldedPath) -> Bool {
    guard bytes.starts(with: volume.bytes) else { return false }
    let rest = bytes.dropFirst(volume.bytes.count)
    let separator = UInt8(ascii: #"\"#)
    return rest.isEmpty || rest.first == separator || volume.bytes.last == separator
  }
}

extension Volume {
  /// The name as a message has it, `C:` also where it was given as `C:\`.
  var shownName: String {
    (id.last == #"\"# && id.driveLetter != nil ? String(id.dropLast()) : id).asSafeText
  }
}
