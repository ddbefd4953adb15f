/// Files that are no dumps that can be judged, but are found among them: a plain word instead of "unknown".
enum NearFormats {
  private static let marks: [(mark: [UInt8], reason: String)] = [
    (Array("USERDUMP".utf8), "an old dump of one Windows process"),
    (Array("USERDU64".utf8), "an old dump of one Windows process"),
    (Array("HIBR".utf8), "a Windows hibernation file"),
    (Array("hibr".utf8), "a Windows hibernation file"),
    (Array("WAKE".utf8), "a Windows hibernation file"),
    (Array("wake".utf8), "a Windows hibernation file"),
    (Array("ZDMP".utf8), "a compressed dump by DumpIt: unpack it to have it judged"),
    (Array("MSCF".utf8), "a cabinet archive: unpack it to have it judged"),
    (Array("QEVM".utf8), "a guest's state by virsh dump without --memory-only, which cannot be judged"),
    (Array("LibvirtQemudSave".utf8), "a guest's state by virsh save, which cannot be judged"),
    (Array("LibvirtQemudPart".utf8), "a guest's state by virsh save, unfinished"),
    ([0x1F, 0x8B], "compressed with gzip: unpack it to have it judged"),
    ([0x28, 0xB5, 0x2F, 0xFD], "compressed with zstd: unpack it to have it judged"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "compressed with xz: unpack it to have it judged"),
    (Array("7z".utf8) + [0xBC, 0xAF], "a 7z archive: unpack it to have it judged"),
    ([0x50, 0x4B, 0x03, 0x04], "a zip archive: unpack it to have it judged"),
  ]

  /// What the file is, where its first bytes tell.
  static func reason(_ first: Window) -> String? {
    marks.first { first.bytes.starts(with: $0.mark) }?.reason
  }
}
