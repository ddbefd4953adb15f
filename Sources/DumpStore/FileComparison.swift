internal import CLinux
internal import Glibc
internal import Linux

/// The proof that two files are one dump, which a header's word is not.
enum FileComparison {
  private static let piece = 1 << 20

  /// Whether two files have the same bytes.
  ///
  /// Stretches that are holes in both are not read, so that a length that only a header or a sparse file claims
  /// costs nothing; `hasRead` is told how far it is; and what was read does not stay in the page cache, where it would drive out what is needed.
  static func areEqual(
    _ first: OpenFile, _ second: OpenFile, length: UInt64,
    hasRead: (_ bytes: UInt64, _ of: UInt64) -> Void = { _, _ in }
  ) throws(SystemError) -> Bool {
    var buffers = (
      [UInt8](repeating: 0, count: piece), [UInt8](repeating: 0, count: piece)
    )
    var offset: UInt64 = 0
    while true {
      guard let data = try nextData(in: first, second, from: offset), data < length else { return true }
      offset = data
      let count = Int(min(UInt64(piece), length - offset))
      try read(first, at: offset, count, into: &buffers.0)
      try read(second, at: offset, count, into: &buffers.1)
      guard buffers.0[..<count] == buffers.1[..<count] else { return false }
      for file in [first, second] {
        posix_fadvise(file.descriptor, off_t(clamping: offset), off_t(count), POSIX_FADV_DONTNEED)
      }
      offset += UInt64(count)
      hasRead(offset, length)
    }
  }

  private static func nextData(
    in first: OpenFile, _ second: OpenFile, from offset: UInt64
  ) throws(SystemError) -> UInt64? {
    var nearest: UInt64?
    for file in [first, second] {
      let found = cl_seek_data(file.descriptor, Int64(clamping: offset))
      switch found {
      case 0...: nearest = min(nearest ?? .max, UInt64(found))
      case -Int64(ENXIO): continue
      // A file system without holes has data everywhere.
      case -Int64(EINVAL), -Int64(EOPNOTSUPP): return offset
      default: throw SystemError("lseek", errno: Int32(-found))
      }
    }
    return nearest
  }

  private static func read(
    _ file: OpenFile, at offset: UInt64, _ count: Int, into buffer: inout [UInt8]
  ) throws(SystemError) {
    var filled = 0
    while filled < count {
      let got = buffer.withUnsafeMutableBytes {
        pread(
          file.descriptor, $0.baseAddress.map { $0 + filled }, count - filled,
          off_t(clamping: offset + UInt64(filled)))
      }
      if got < 0, errno == EINTR { continue }
      // Cut meanwhile: it is being changed, and so no dump to prove anything by.
      guard got > 0 else { throw SystemError("pread", errno: got < 0 ? errno : ESTALE) }
      filled += got
    }
  }
}
