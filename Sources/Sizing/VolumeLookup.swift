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
    let path = path.withoutNTPrefix
    // The longest name wins, so that a volume mounted at C:\mnt is not taken for C:.
    var longest: (place: Int, length: Int)?
    for place in volumes.indices {
      let length = path.bytesShared(withVolume: volumes[place].id)
      guard let length, length > longest?.length ?? -1 else { continue }
      longest = (place, length)
    }
    return longest.map { volumes[$0.place] }
  }

  /// Whether a Windows path lies on the boot volume; `nil` where the facts do not tell.
  func isOnBootVolume(_ path: String) -> Bool? {
    guard let boot = bootVolume.value else { return nil }
    // `?:` stands for every drive in `PagingFiles`: Windows manages a file on the boot volume too (rule
    // PGF-GRAMMAR).
    if path.isOnSystemRoot || path.utf8.starts(with: "?:".utf8) { return true }
    if let volume = volume(ofPath: path) { return volume.id.isSameVolume(as: boot.id) }
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

private let separator = UInt8(ascii: #"\"#)

extension Substring {
  /// The length of a volume's name, separators at its end left out, where the path lies on it; `nil` where it does not.
  ///
  /// Case does not count. Nothing is copied where both are ASCII, as nearly all are.
  fileprivate func bytesShared(withVolume id: String) -> Int? {
    let isASCII = utf8.allSatisfy { $0 < 0x80 } && id.utf8.allSatisfy { $0 < 0x80 }
    guard isASCII else { return Self.shared(Array(lowercased().utf8).span, Array(id.lowercased().utf8).span) }
    return Self.shared(utf8Span.span, id.utf8Span.span)
  }

  private static func shared(_ path: Span<UInt8>, _ volume: Span<UInt8>) -> Int? {
    let (inPath, inVolume) = (lengthOfName(path), lengthOfName(volume))
    guard inPath >= inVolume else { return nil }
    for place in 0..<inVolume where folded(path[place]) != folded(volume[place]) { return nil }
    let isWhole = inPath == inVolume || inVolume > 0 && volume[inVolume - 1] == separator
    return isWhole || path[inVolume] == separator ? inVolume : nil
  }
}

extension String {
  fileprivate func isSameVolume(as other: String) -> Bool {
    self == other
      || self[...].bytesShared(withVolume: other) == other[...].bytesShared(withVolume: other)
        && other[...].bytesShared(withVolume: self) != nil
  }
}

private func lengthOfName(_ path: Span<UInt8>) -> Int {
  var length = path.count
  while length > 1, path[length - 1] == separator { length -= 1 }
  return length
}

private func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

extension Volume {
  /// The name as a message has it, `C:` also where it was given as `C:\`.
  var shownName: String {
    (id.last == #"\"# && id.driveLetter != nil ? String(id.dropLast()) : id).asSafeText
  }
}
