internal import CLinux
public import DumpFormats
internal import Glibc
public import Linux

/// An open file as the format readers see it.
public struct FileSource: ByteSource {
  /// The length when the source was made.
  public let length: UInt64
  private let file: OpenFile

  /// Reads `file`, taking its length to be `length`.
  public init(_ file: OpenFile, length: UInt64) {
    self.file = file
    self.length = length
  }

  /// Reads with `pread`, on through interruptions and short answers.
  public func read(at offset: UInt64, count: Int) throws(ByteSourceError) -> [UInt8] {
    guard offset < length, count > 0 else { return [] }
    let wanted = Int(min(UInt64(count), length - offset))
    var error: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
      while filled < wanted {
        let got = pread(
          file.descriptor, buffer.baseAddress.map { $0 + filled }, wanted - filled,
          off_t(clamping: offset + UInt64(filled)))
        if got < 0, errno == EINTR { continue }
        if got < 0 { error = errno }
        if got <= 0 { break }
        filled += got
      }
    }
    guard error == 0 else { throw ByteSourceError(SystemError("pread", errno: error).description) }
    return bytes
  }

  /// Asks with `SEEK_DATA`; a file system without holes has data everywhere.
  public func nextData(from offset: UInt64) throws(ByteSourceError) -> UInt64? {
    guard offset < length else { return nil }
    let found = cl_seek_data(file.descriptor, Int64(clamping: offset))
    if found >= 0 { return UInt64(found) }
    if found == -Int64(ENXIO) { return nil }
    if found == -Int64(EINVAL) || found == -Int64(EOPNOTSUPP) { return offset }
    throw ByteSourceError(SystemError("lseek", errno: Int32(-found)).description)
  }
}
